/** How much `send()` was handed, looked at without reading it. Pure. */
import { CONTENT_FIELDS } from './message';
import { isRecord } from './parse-values';

/** Of a message without anything in it: addresses, headers. */
const SMALLEST = 1024;

/** @param mostBytes what a stream may hold, of which nobody knows. @returns about how many bytes it will take. */
export const roughSizeOf = (options: unknown, mostBytes: number): number => {
  if (!isRecord(options)) return SMALLEST;
  let bytes = SMALLEST;
  for (const place of CONTENT_FIELDS) bytes += sizeOf(options[place], mostBytes);
  return Math.min(bytes, SMALLEST + mostBytes);
};

const sizeOf = (value: unknown, mostBytes: number): number => {
  if (typeof value === 'string') return value.length;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (Array.isArray(value))
    return value.reduce<number>((sum, item) => sum + sizeOf(item, mostBytes), 0);
  if (!isRecord(value)) return 0;
  if (typeof value.pipe === 'function') return mostBytes;
  return sizeOf(value.content, mostBytes) + sizeOf(value.raw, mostBytes);
};
