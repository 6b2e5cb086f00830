/**
 * Messages that carry a secret: links and codes that give access, which soon are worth nothing. Nobody sees what is in
 * them, they go out of date, and of several that say the same only the newest is of use. Pure.
 */
import { createHmac } from 'node:crypto';
import type { Failure } from '../contract';
import { inEnglish } from '../failure-texts';
import { parseAddresses } from '../smtp/addresses';
import { type MessageFields, recipientFields } from './message';

/** What differs from one link or code to the next: the query, long runs of letters and digits, numbers. */
const CHANGING = /[?#][^\s"'<>]*|[\w-]{20,}|\d{4,}/g;

/** Links, and whatever is long, or has a digit in it as a code has. */
const SECRET_LIKE = /https?:\/\/\S+|[\w-]{16,}|(?=[\w-]*\d)[\w-]{4,}/g;

/** @param patterns looked for in subject, text and HTML. */
export const carriesSecret = (
  { subject, text, html }: Pick<MessageFields, 'subject' | 'text' | 'html'>,
  patterns: readonly RegExp[],
): boolean =>
  [subject, text, html].some((field) => patterns.some((pattern) => pattern.test(field)));

/** The text without whatever may be a link or a code; for subjects, and for the words of a server that repeats them. */
export const maskSecrets = (text: string): string => text.replace(SECRET_LIKE, '•••');

/** The failure of a message that carries a secret, which a filter may have found worth quoting. */
export const maskFailure = ({ response, ...failure }: Failure): Failure => ({
  ...withDetailMasked(failure),
  ...(response === undefined ? {} : { response: maskSecrets(response) }),
});

/** Only `detail` holds words that are not ours. */
const withDetailMasked = (failure: Failure): Failure => {
  const { words } = failure;
  const detail = words?.values.detail;
  if (words === undefined || typeof detail !== 'string') return failure;
  const masked = { ...words, values: { ...words.values, detail: maskSecrets(detail) } };
  return { ...failure, ...inEnglish(masked), words: masked };
};

/**
 * The same for two messages to the same people, with the same subject and the same words around link and code.
 *
 * @param key the site's: a code of a few letters is among the words, and could be found by trying them all.
 */
export const fingerprintOf = (fields: MessageFields, key: string): string => {
  const recipients = parseAddresses(recipientFields(fields))
    .map(({ address }) => address.toLowerCase())
    .sort();
  const words = [fields.subject, fields.text, fields.html].map((body) =>
    body.replace(CHANGING, '?'),
  );
  return createHmac('sha256', key)
    .update(JSON.stringify([recipients, fields.from, words]))
    .digest('hex');
};
