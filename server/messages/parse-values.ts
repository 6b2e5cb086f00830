/** The kinds of value that the fields of a message may have, each read or refused with the field's name. Pure. */
import { hasControls as hasAnyControl, kindOf } from '../validation';
import type { Headers } from './message';

/** Notes that the field at this dotted path is wrong; reading goes on, so that all errors are told at once. */
export type Refuse = (path: string, message: string) => void;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value);

/** A tab is white space in a header (RFC 5322, 3.2.2). */
export const hasControls = (value: string): boolean => hasAnyControl(value.replaceAll('\t', ' '));

export const readLine = (path: string, value: unknown, refuse: Refuse): string | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') refuse(path, `must be text, got ${kindOf(value)}`);
  else if (hasControls(value))
    refuse(path, 'must not hold line breaks or other control characters');
  else return value;
  return undefined;
};

export const readLines = (
  path: string,
  value: unknown,
  refuse: Refuse,
): string | string[] | undefined =>
  Array.isArray(value)
    ? value.flatMap((item, index) => readLine(`${path}.${index}`, item, refuse) ?? [])
    : readLine(path, value, refuse);

/** Letter case does not count, as in nodemailer. */
export const readChoice = <T extends string>(
  path: string,
  value: unknown,
  choices: readonly T[],
  refuse: Refuse,
): T | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  const choice = choices.find((item) => item.toLowerCase() === text);
  if (choice === undefined) refuse(path, `must be one of ${choices.join(', ')}`);
  return choice;
};

export const readSwitch = (path: string, value: unknown, refuse: Refuse): boolean | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  refuse(path, `must be true or false, got ${kindOf(value)}`);
  return undefined;
};

/** RFC 5322, 2.2: printable characters but no colon. */
const HEADER_NAME = /^[\x21-\x39\x3b-\x7e]+$/;

/**
 * Header values are text only. nodemailer also takes `{ prepared: true, value }`, which goes out as it
 * is and so can carry further headers.
 */
export const readHeaders = (path: string, value: unknown, refuse: Refuse): Headers | undefined => {
  if (value === undefined || value === null) return undefined;
  const pairs = headerPairs(value);
  if (pairs === undefined) {
    refuse(path, `must be an object of header names and values, got ${kindOf(value)}`);
    return undefined;
  }
  // A map, because `headers['constructor']` of an object is there before anybody has set it.
  const headers = new Map<string, string | string[]>();
  for (const [name, item] of pairs) {
    if (!HEADER_NAME.test(name)) {
      refuse(path, 'has a name that is no header name');
      continue;
    }
    const plain = typeof item === 'number' || typeof item === 'boolean' ? String(item) : item;
    const text = readLines(`${path}.${name}`, plain, refuse);
    const earlier = headers.get(name);
    if (text !== undefined)
      headers.set(name, earlier === undefined ? text : [earlier, text].flat());
  }
  return Object.fromEntries(headers);
};

function headerPairs(value: unknown): [string, unknown][] | undefined {
  if (isRecord(value)) return Object.entries(value);
  if (!Array.isArray(value)) return undefined;
  const pairs = value.flatMap((item: unknown): [string, unknown][] =>
    isRecord(item) && typeof item.key === 'string' ? [[item.key, item.value]] : [],
  );
  return pairs.length === value.length ? pairs : undefined;
}

/** Keeps an object that holds itself, or is deeper than the stack, from being followed to its end. */
const MOST_VALUES = 1000;

/**
 * A copy of an object of plain values whose every text is one line, for instance List-* headers or DSN
 * options. A copy, because what was checked must be what is sent.
 *
 * @param mayHaveLines keys whose text may have several lines.
 */
export const readPlainObject = (
  path: string,
  value: unknown,
  refuse: Refuse,
  mayHaveLines: readonly string[] = [],
): Record<string, unknown> | undefined => {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) {
    refuse(path, `must be an object, got ${kindOf(value)}`);
    return undefined;
  }
  let left = MOST_VALUES;

  const copyOf = (at: string, item: unknown, lines: boolean): unknown => {
    if (left-- === 0) refuse(path, `holds more than ${MOST_VALUES} values`);
    if (left < 0 || item === undefined || item === null) return undefined;
    if (typeof item === 'boolean' || typeof item === 'number') return item;
    if (typeof item === 'string') return lines ? item : readLine(at, item, refuse);
    if (Array.isArray(item)) return item.map((one, index) => copyOf(`${at}.${index}`, one, lines));
    if (isRecord(item)) return copyOfRecord(at, item);
    refuse(at, `must be text, got ${kindOf(item)}`);
    return undefined;
  };

  const copyOfRecord = (at: string, record: Record<string, unknown>): Record<string, unknown> => {
    if ('prepared' in record) refuse(at, 'must not be prepared header values');
    const pairs = Object.entries(record).map(([key, item]): [string, unknown] => {
      if (!HEADER_NAME.test(key)) {
        refuse(at, 'has a key with characters that do not belong there');
        return ['', undefined];
      }
      return [key, copyOf(`${at}.${key}`, item, mayHaveLines.includes(key))];
    });
    return Object.fromEntries(pairs.filter(([, item]) => item !== undefined));
  };

  return copyOfRecord(path, value);
};
