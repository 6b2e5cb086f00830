/** The form in which the extras of a message lie in the database: text in chunks, bytes kept exactly. Pure but for the seal. */
import type { Seal } from '../seal';
import type { MessageExtras } from './message';

/**
 * Characters of one row. MariaDB takes no packet above 16 MB by default, and a driver holds a few
 * copies of a row: chunks keep attachments of any size out of both limits.
 */
const CHUNK_LENGTH = 512 * 1024;

const BYTES = '$bytes';

/** Keys and tokens; everything else of a message is no secret of the site's. */
const SECRET_KEYS = ['dkim', 'auth'] as const;

/** @throws SealUnavailableError when the message carries a key or a token and the site has no encryption key. */
export const extrasToChunks = (extras: MessageExtras, seal: Seal): string[] => {
  const { dkim, auth, ...open } = extras;
  const secret = { dkim, auth };
  const hasSecret = SECRET_KEYS.some((key) => secret[key] !== undefined);
  if (!hasSecret && Object.keys(open).length === 0) return [];
  const text = JSON.stringify({
    open: withBytesAsText(open),
    sealed: hasSecret ? seal.close(JSON.stringify(secret)) : null,
  });
  return Array.from({ length: Math.ceil(text.length / CHUNK_LENGTH) }, (_, index) =>
    text.slice(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH),
  );
};

/** @throws Error when the chunks are incomplete, or sealed with another encryption key. */
export const extrasFromChunks = (chunks: string[], seal: Seal): MessageExtras => {
  if (chunks.length === 0) return {};
  const stored: { open: MessageExtras; sealed: string | null } = JSON.parse(
    chunks.join(''),
    (_, value) => (isStoredBytes(value) ? Buffer.from(value[BYTES], 'base64') : value),
  );
  if (stored.sealed === null) return stored.open;
  const secret = seal.open(stored.sealed);
  if (secret === null) {
    throw new Error(
      'The message carries a key or a token that was sealed with another encryption key.',
    );
  }
  return { ...stored.open, ...JSON.parse(secret) };
};

const isStoredBytes = (value: unknown): value is { [BYTES]: string } =>
  typeof value === 'object' && value !== null && BYTES in value && typeof value[BYTES] === 'string';

/** Buffers become `{ $bytes }` before JSON.stringify sees them: it would write them as lists of numbers. */
function withBytesAsText(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { [BYTES]: value.toString('base64') };
  if (Array.isArray(value)) return value.map(withBytesAsText);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withBytesAsText(item)]),
  );
}
