/** The content of a part: text, bytes, a stream. A stream is read once, within the limit, and closed on every path. */
import { Readable } from 'node:stream';
import { type Content, InvalidMessageError } from './message';

export class TooLargeError extends Error {
  override name = 'TooLargeError';
}

/** What one message may take: bytes, and time to wait for a stream that gives none. */
export interface Budget {
  take(bytes: number): void;
  used(): number;
  /** Milliseconds. */
  readonly patience: number;
}

/** @returns a budget whose `take` throws TooLargeError beyond `maxBytes`. */
export const createBudget = (maxBytes: number, patience = Infinity): Budget => {
  let used = 0;
  return {
    patience,
    used: () => used,
    take(bytes) {
      used += bytes;
      if (used > maxBytes) throw new TooLargeError();
    },
  };
};

/** A Buffer that went through JSON, as it comes from the HTTP API: `{ type: 'Buffer', data: [...] }`. */
const isJsonBuffer = (value: unknown): value is { type: 'Buffer'; data: number[] } =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  value.type === 'Buffer' &&
  'data' in value &&
  Array.isArray(value.data);

/** By what it can do: the streams of the package readable-stream (archiver …) are no `Readable` of node's. */
const isStream = (value: unknown): value is Readable =>
  value instanceof Readable ||
  (typeof value === 'object' &&
    value !== null &&
    ['pipe', 'on', 'destroy', Symbol.asyncIterator].every(
      (method) => typeof Reflect.get(value, method) === 'function',
    ));

/**
 * @returns the content with its bytes taken from the budget, or undefined when it is of no usable kind.
 * @throws TooLargeError; InvalidMessageError when a stream fails or was read before.
 */
export const readContent = async (
  path: string,
  value: unknown,
  budget: Budget,
): Promise<Content | undefined> => {
  const text = readText(value, budget);
  if (text !== undefined) return text;
  if (value instanceof Uint8Array) {
    budget.take(value.byteLength);
    return Buffer.isBuffer(value) ? value : Buffer.from(value);
  }
  if (isJsonBuffer(value)) {
    budget.take(value.data.length);
    return Buffer.from(value.data);
  }
  return isStream(value) ? readStream(path, value, budget) : undefined;
};

/** The same where it is text, as nearly every body is: there is nothing to wait for. */
export const readText = (value: unknown, budget: Budget): string | undefined => {
  if (typeof value !== 'string') return undefined;
  budget.take(Buffer.byteLength(value));
  return value;
};

const readStream = async (path: string, stream: Readable, budget: Budget): Promise<Buffer> => {
  const unreadable = (why: string, options?: ErrorOptions) =>
    new InvalidMessageError([{ path: path.split('.'), message: why }], options);
  // It would give nothing more, and the part would go out empty without a word.
  if (stream.readableEnded) throw unreadable('is a stream that was read already');
  const chunks: Buffer[] = [];
  const silence = whenSilentFor(budget.patience, stream);
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      silence.refresh();
      const bytes = Buffer.from(chunk);
      budget.take(bytes.length);
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    if (cause instanceof TooLargeError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(`is a stream that could not be read: ${reason}`, { cause });
  } finally {
    silence.end();
    stream.destroy();
  }
};

/** A stream that gives nothing more and does not end would hold up `send()`, and a shutdown, for ever. */
const whenSilentFor = (ms: number, stream: Readable) => {
  if (ms === Infinity) return { refresh() {}, end() {} };
  const timer = setTimeout(
    () => stream.destroy(new Error(`it gave nothing for ${ms / 1000} seconds`)),
    ms,
  );
  return { refresh: () => void timer.refresh(), end: () => clearTimeout(timer) };
};

/**
 * Takes charge of every stream in `value`. One that fails while another is being read has nobody who
 * listens yet, and an `error` event without a listener ends the process.
 *
 * @returns closes them all: a message that is refused before it is read must not leave one open.
 */
export const holdStreams = (value: unknown): (() => void) => {
  const streams = streamsIn(value);
  for (const stream of streams) stream.on('error', () => {});
  return () => streams.forEach((stream) => stream.destroy());
};

/** How deep a list of fields has them: `[field].attachments[0].content`. */
const STREAM_DEPTH = 3;

const streamsIn = (value: unknown, depth = STREAM_DEPTH): Readable[] => {
  if (isStream(value)) return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth === 0)
    return [];
  return Object.values(value).flatMap((item) => streamsIn(item, depth - 1));
};
