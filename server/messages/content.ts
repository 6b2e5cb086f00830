/** The content of a part: text, bytes, a stream. A stream is read once, within the limit, and closed on every path. */
import { Readable } from 'node:stream';
import type { Content } from './message';

export class TooLargeError extends Error {
  override name = 'TooLargeError';
}

/** What is left of the bytes that one message may have. */
export interface Budget {
  take(bytes: number): void;
  readonly used: number;
}

/** @returns a budget whose `take` throws TooLargeError beyond `maxBytes`. */
export const createBudget = (maxBytes: number): Budget => {
  let used = 0;
  return {
    get used() {
      return used;
    },
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

/**
 * @returns the content with its bytes taken from the budget, or undefined when it is of no usable kind.
 * @throws TooLargeError, or whatever error the stream had.
 */
export const readContent = async (value: unknown, budget: Budget): Promise<Content | undefined> => {
  if (typeof value === 'string') {
    budget.take(Buffer.byteLength(value));
    return value;
  }
  if (value instanceof Uint8Array) {
    budget.take(value.byteLength);
    return Buffer.isBuffer(value) ? value : Buffer.from(value);
  }
  if (isJsonBuffer(value)) {
    budget.take(value.data.length);
    return Buffer.from(value.data);
  }
  return value instanceof Readable ? readStream(value, budget) : undefined;
};

const readStream = async (stream: Readable, budget: Budget): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      budget.take(bytes.length);
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  } finally {
    stream.destroy();
  }
};

/** Closes every stream in `value`: a message that is refused before it is read must not leave one open. */
export const closeStreams = (value: unknown, depth = 0): void => {
  if (value instanceof Readable) value.destroy();
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && depth < 4) {
    Object.values(value).forEach((item) => closeStreams(item, depth + 1));
  }
};
