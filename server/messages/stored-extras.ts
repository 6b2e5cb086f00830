/** The form in which the extras of a message lie in the database: text in chunks, bytes kept exactly. Pure but for the seal. */
import type { Seal } from '../seal';
import type { MessageExtras, OutgoingMessage, SecretFields } from './message';

/**
 * Characters of one row. MariaDB takes no packet above 16 MB by default, and a driver holds a few
 * copies of a row: chunks keep attachments of any size out of both limits.
 */
const CHUNK_LENGTH = 512 * 1024;

const BYTES = '$bytes';

/** Keys and tokens; everything else of a message is no secret of the site's. */
const SECRET_KEYS = ['dkim', 'auth'] as const;

export interface StoredExtras extends MessageExtras {
  /** Of a message that carries a secret: what its row does not show. */
  secretFields?: SecretFields;
}

/** @throws SealUnavailableError when the message carries a key or a token and the site has no encryption key. */
export const extrasToChunks = (extras: MessageExtras, seal: Seal): string[] => {
  const { dkim, auth, ...open } = extras;
  const secret = { dkim, auth };
  const hasSecret = SECRET_KEYS.some((key) => secret[key] !== undefined);
  if (!hasSecret && Object.keys(open).length === 0) return [];
  return toChunks(open, hasSecret ? sealed(secret, seal) : null);
};

/** A message that carries a secret: all of it is sealed. @throws SealUnavailableError without an encryption key. */
export const secretToChunks = (
  { fields: { subject, text, html }, extras }: Pick<OutgoingMessage, 'fields' | 'extras'>,
  seal: Seal,
): string[] => {
  const secret: StoredExtras = { ...extras, secretFields: { subject, text, html } };
  return toChunks({}, sealed(secret, seal));
};

const sealed = (secret: object, seal: Seal): string => seal.close(JSON.stringify(storable(secret)));

const toChunks = (open: object, secret: string | null): string[] => {
  const text = JSON.stringify({ open: storable(open), sealed: secret });
  return inChunks(`${text.length}:${text}`);
};

/** Never between the two halves of a character: a database keeps no half, it writes U+FFFD in its place. */
const inChunks = (text: string): string[] => {
  const chunks: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = start + CHUNK_LENGTH;
    const splitsPair = (text.codePointAt(end - 1) ?? 0) > 0xffff;
    const chunk = text.slice(start, splitsPair ? end - 1 : end);
    chunks.push(chunk);
    start += chunk.length;
  }
  return chunks;
};

/**
 * What comes back is parsed like anything from outside before it is sent; a row may have been changed.
 *
 * @throws Error when the chunks are incomplete, or sealed with another encryption key.
 */
export const extrasFromChunks = (chunks: string[], seal: Seal): StoredExtras => {
  if (chunks.length === 0) return {};
  const stored = parsed(wholeText(chunks));
  if (!isObject(stored) || !isObject(stored.open)) throw new Error(INCOMPLETE);
  if (stored.sealed === null) return stored.open;
  const text = typeof stored.sealed === 'string' ? seal.open(stored.sealed) : null;
  const secret = text === null ? null : parsed(text);
  if (!isObject(secret)) {
    throw new Error('What is secret in the message was encrypted with another encryption key.');
  }
  return { ...stored.open, ...secret };
};

const INCOMPLETE = 'The attachments and headers of the message are not stored completely.';

/** Told by its length: without a row out of the middle of an attachment it would be JSON all the same. */
const wholeText = (chunks: string[]): string => {
  const [, length, text] = /^(\d+):(.*)$/s.exec(chunks.join('')) ?? [];
  if (text === undefined || text.length !== Number(length)) throw new Error(INCOMPLETE);
  return text;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/**
 * Buffers become `{ $bytes }` before JSON.stringify sees them: it would write them as lists of numbers.
 * A `$` in front of a key of the message's own is doubled, so that no key of its own is taken for ours.
 */
function storable(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { [BYTES]: value.toString('base64') };
  if (Array.isArray(value)) return value.map(storable);
  if (!isObject(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(/^\$/, '$$$$'), storable(item)]),
  );
}

const parsed = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown) => {
    if (!isObject(value)) return value;
    const bytes = value[BYTES];
    if (typeof bytes === 'string') return Buffer.from(bytes, 'base64');
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key.replace(/^\$\$/, '$$'), item]),
    );
  });
