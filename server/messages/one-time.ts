/**
 * Messages with a link or a code that is soon worth nothing: resets, confirmations, invitations. They
 * go out of date, and of several that say the same only the newest is of use. Pure.
 */
import { createHash } from 'node:crypto';
import { parseAddresses } from '../smtp/addresses';
import { type MessageFields, recipientFields } from './message';

/** What differs from one link to the next: the query, and long runs of letters and digits. */
const CHANGING = /[?#][^\s"'<>]*|[\w-]{20,}/g;

/** @param patterns looked for in text and HTML. */
export const isOneTime = ({ text, html }: MessageFields, patterns: readonly RegExp[]): boolean =>
  patterns.some((pattern) => pattern.test(text) || pattern.test(html));

/** The same for two messages to the same people, with the same subject and the same words around the link. */
export const fingerprintOf = (fields: MessageFields): string => {
  const recipients = parseAddresses(recipientFields(fields))
    .map(({ address }) => address.toLowerCase())
    .sort();
  const words = [fields.text, fields.html].map((body) => body.replace(CHANGING, '?'));
  return createHash('sha256')
    .update(JSON.stringify([recipients, fields.from, fields.subject, words]))
    .digest('hex');
};
