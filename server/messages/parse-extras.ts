/** Everything of a message that is not an editable field, by the names of Strapi's own nodemailer provider. */
import { kindOf } from '../validation';
import type { Budget } from './content';
import type { Attachment, Envelope, MessageExtras } from './message';
import { parseAddressField } from './parse-addresses';
import { readAttachment, readFilledPart, readPartContent } from './parse-parts';
import {
  isRecord,
  readChoice,
  readHeaders,
  readLine,
  readLines,
  readPlainObject,
  readSwitch,
  type Refuse,
} from './parse-values';

type Options = Record<string, unknown>;

/** @returns only what was given: a key that is absent stays absent, so nodemailer's own defaults hold. */
export const parseExtras = async (
  options: Options,
  budget: Budget,
  refuse: Refuse,
): Promise<MessageExtras> => {
  // Most messages have none of them, and then nothing is made.
  const extras: MessageExtras = {};
  const keep: Keep = (key, value) => {
    if (value !== undefined) extras[key] = value;
  };
  const { xMailer } = options;
  keep('sender', parseAddressField('sender', options.sender, refuse) || undefined);
  keep('headers', readHeaders('headers', options.headers, refuse));
  keep('priority', readChoice('priority', options.priority, PRIORITIES, refuse));
  keep('xMailer', xMailer === false ? false : readLine('xMailer', xMailer, refuse));
  keep('inReplyTo', readLine('inReplyTo', options.inReplyTo, refuse));
  keep('references', readLines('references', options.references, refuse));
  keep('textEncoding', readChoice('textEncoding', options.textEncoding, TEXT_ENCODINGS, refuse));
  keep('encoding', readLine('encoding', options.encoding, refuse));
  keep('list', readList(options.list, refuse));
  keep('dsn', readPlainObject('dsn', options.dsn, refuse));
  keep('envelope', readEnvelope(options.envelope, refuse));
  keep('dkim', readDkim(options.dkim, refuse));
  keep('auth', readOAuth2(options.auth, refuse));
  keep('attachDataUrls', readSwitch('attachDataUrls', options.attachDataUrls, refuse));
  for (const key of ['inReplyTo', 'references'] as const) refuseOddSpaces(key, extras[key], refuse);
  await readParts(keep, options, budget, refuse);
  return extras;
};

type Keep = <Key extends keyof MessageExtras>(key: Key, value: MessageExtras[Key]) => void;

const PRIORITIES = ['high', 'normal', 'low'] as const;
const TEXT_ENCODINGS = ['quoted-printable', 'base64', 'Q', 'B'] as const;

async function readParts(
  keep: Keep,
  options: Options,
  budget: Budget,
  refuse: Refuse,
): Promise<void> {
  const { attachments, alternatives, icalEvent, amp, watchHtml, raw } = options;
  if (isGiven(attachments))
    keep('attachments', await readAttachments('attachments', attachments, budget, refuse));
  if (isGiven(alternatives))
    keep('alternatives', await readAttachments('alternatives', alternatives, budget, refuse));
  if (isGiven(icalEvent)) keep('icalEvent', await readCalendarEvent(icalEvent, budget, refuse));
  if (isGiven(amp)) keep('amp', await readFilledPart('amp', amp, budget, refuse));
  if (isGiven(watchHtml))
    keep('watchHtml', await readFilledPart('watchHtml', watchHtml, budget, refuse));
  if (isGiven(raw)) keep('raw', await readPartContent('raw', raw, budget, refuse));
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * Message-IDs are the only text that nodemailer writes as it is, and it folds their line at any space of Unicode's,
 * where no reader takes the next line for more of the same header.
 */
function refuseOddSpaces(path: string, ids: string | string[] | undefined, refuse: Refuse): void {
  if (ids !== undefined && [ids].flat().some((id) => /[^\S \t]/.test(id)))
    refuse(path, 'must not hold spaces of other kinds than the usual one');
}

async function readAttachments(path: string, value: unknown, budget: Budget, refuse: Refuse) {
  const attachments: Attachment[] = [];
  // As in nodemailer, one may stand by itself.
  for (const [index, item] of [value].flat().entries()) {
    const attachment = await readAttachment(`${path}.${index}`, item, budget, refuse);
    if (attachment !== undefined) attachments.push(attachment);
  }
  return attachments;
}

async function readCalendarEvent(
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): Promise<MessageExtras['icalEvent']> {
  const part = await readFilledPart('icalEvent', value, budget, refuse);
  // nodemailer fails on an empty one, which says nothing anyway.
  if (part === undefined || part === '' || (isRecord(part) && part.content === ''))
    return undefined;
  if (typeof part === 'string' || Buffer.isBuffer(part)) return { content: part };
  const method = isRecord(value) ? readLine('icalEvent.method', value.method, refuse) : undefined;
  return method === undefined ? part : { ...part, method };
}

/** Lists of `https://…` or `{ url, comment }`; nodemailer fails on any other kind of url, each time anew. */
function readList(value: unknown, refuse: Refuse): Record<string, unknown> | undefined {
  const list = readPlainObject('list', value, refuse);
  for (const [name, items] of Object.entries(list ?? {})) {
    for (const item of [items].flat(2).filter(isRecord)) {
      const wrong = (['url', 'comment'] as const).find(
        (key) => item[key] !== undefined && typeof item[key] !== 'string',
      );
      if (wrong) refuse(`list.${name}.${wrong}`, `must be text, got ${kindOf(item[wrong])}`);
    }
  }
  return list;
}

/** The envelope of RFC 5321: who the server is told, whatever the headers say. */
function readEnvelope(value: unknown, refuse: Refuse): Envelope | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) {
    refuse('envelope', `must be an object, got ${kindOf(value)}`);
    return undefined;
  }
  const envelope: Envelope = {};
  for (const key of ['from', 'to', 'cc', 'bcc'] as const) {
    const addresses = parseAddressField(`envelope.${key}`, value[key], refuse);
    if (addresses !== '') envelope[key] = addresses;
  }
  return envelope;
}

/** `cacheDir` is left out: it would have the server write files where a message says. */
const DKIM_TEXTS = [
  'domainName',
  'keySelector',
  'privateKey',
  'hashAlgo',
  'headerFieldNames',
  'skipFields',
];
const OAUTH2_KEYS = ['user', 'refreshToken', 'accessToken', 'expires'];

function readDkim(value: unknown, refuse: Refuse) {
  // A private key in PEM form has many lines.
  const given = readPlainObject('dkim', value, refuse, ['privateKey']);
  if (given === undefined) return undefined;
  const dkim = pick(given, [...DKIM_TEXTS, 'keys']);
  requireTexts('dkim', dkim, refuse);
  const { keys } = dkim;
  if (keys === undefined) return dkim;
  if (Array.isArray(keys) && keys.every(isRecord))
    keys.forEach((key, index) => requireTexts(`dkim.keys.${index}`, key, refuse));
  else refuse('dkim.keys', 'must be a list of objects');
  return dkim;
}

/** nodemailer joins them to a text in the middle of its queue, where an error ends the process. */
function requireTexts(path: string, dkim: Options, refuse: Refuse): void {
  for (const key of DKIM_TEXTS) {
    const text = dkim[key];
    if (text !== undefined && typeof text !== 'string')
      refuse(`${path}.${key}`, `must be text, got ${kindOf(text)}`);
  }
}

/** Only the OAuth2 fields, as in Strapi's provider: a message must not bring another server's sign-in along. */
function readOAuth2(value: unknown, refuse: Refuse) {
  const auth = readPlainObject('auth', value, refuse);
  return auth && pick(auth, OAUTH2_KEYS);
}

const pick = (value: Options, keys: string[]): Options =>
  Object.fromEntries(
    Object.entries(value).filter(([key, item]) => keys.includes(key) && item !== undefined),
  );
