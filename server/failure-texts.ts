/**
 * What is said about each failure, in English, and how its words are put together. Pure; the admin panel says the same
 * in the reader's language, by the same keys.
 */
import type { FailureWords } from './contract';
import { CONNECTION_SENTENCES } from './failure-texts/connection';
import { MESSAGE_SENTENCES } from './failure-texts/message';
import { sayWords, type Sentences } from './failure-texts/say';
import { SECURITY_SENTENCES } from './failure-texts/security';
import { fillIn, placeholdersIn, type Values } from './fill-in';
import type { Stage } from './vocabulary';

const CASES = { ...CONNECTION_SENTENCES, ...SECURITY_SENTENCES, ...MESSAGE_SENTENCES };

/** A code of the contract, or one of its variants that need other words. */
export type FailureCase = keyof typeof CASES;

export const FAILURE_CASES = Object.keys(CASES) as FailureCase[];

/** What the server was doing, or should have done; stands in sentences at `{during}`. */
const DURING: Record<Stage, string> = {
  settings: 'before anything was said',
  connect: 'at the very beginning',
  greeting: 'before its greeting',
  ehlo: 'after the introduction (EHLO)',
  tls: 'while encryption was being set up',
  auth: 'during sign-in',
  mail: 'when it was told the sender',
  rcpt: 'when it was told a recipient',
  data: 'while the message was being handed over',
  reply: 'before it confirmed the message',
  rset: 'when the test was being ended',
};

/** Sentences around the one of a case, which stands at `{message}`. */
const WITHIN = {
  NOT_TRIED: 'It was not tried, because the mail server could not be used just before. {message}',
  PARTLY_REFUSED:
    '{message} ({count, plural, one {# recipient was} other {# recipients were}} refused; the others have the message.)',
};

/** In the place of the hint of a case. */
const HINTS = {
  MAY_HAVE_ARRIVED:
    'The server may have accepted the message: find out whether it arrived before you send it again.',
};

export type Within = keyof typeof WITHIN;
export type OtherHint = keyof typeof HINTS;

/** Every sentence by its key: `failure.<case>.message`, `failure.<case>.hint`, `during.<stage>` … */
export const FAILURE_SENTENCES: Readonly<Record<string, string>> = {
  ...keyed('failure', CASES, ({ message }) => message, '.message'),
  ...keyed('failure', CASES, ({ hint }) => hint, '.hint'),
  ...keyed('failure.within', WITHIN, String),
  ...keyed('failure.hint', HINTS, String),
  ...keyed('during', DURING, String),
};

function keyed<T>(
  before: string,
  texts: Record<string, T>,
  textOf: (item: T) => string,
  after = '',
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, item]) => [`${before}.${key}${after}`, textOf(item)]),
  );
}

const sayInEnglish: Sentences['say'] = (key, values) =>
  fillIn(FAILURE_SENTENCES[key] ?? '', values);

/** The same for logs, and for whoever reads English. */
export const inEnglish = (words: FailureWords): { message: string; hint: string } =>
  sayWords({ has: (key) => key in FAILURE_SENTENCES, say: sayInEnglish }, words) ?? {
    message: '',
    hint: '',
  };

/** The words of a case, with those of the values that its sentences have a place for. */
export const wordsFor = (key: FailureCase, place: Values, hint?: OtherHint): FailureWords => {
  const { message, hint: usual } = CASES[key];
  const places = `${message} ${hint === undefined ? usual : HINTS[hint]}`;
  const names = placeholdersIn(places).map((name) => (name === 'during' ? 'stage' : name));
  return {
    key,
    values: Object.fromEntries(Object.entries(place).filter(([name]) => names.includes(name))),
    ...(hint === undefined ? {} : { hint }),
  };
};

/** The same failure, said within another sentence. */
export const within = <T extends { message: string; words?: FailureWords }>(
  failure: T,
  around: Within,
  values: Values = {},
): T => {
  const { message, words } = failure;
  return {
    ...failure,
    message: sayInEnglish(`failure.within.${around}`, { ...values, message }),
    ...(words && { words: { ...words, within: around, values: { ...words.values, ...values } } }),
  };
};
