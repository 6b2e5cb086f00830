/** The kinds of value that the fields of a message may have, each read or refused with the field's name. */
import { kindOf } from '../validation';
import { type Budget, readContent } from './content';
import type { Attachment, Content, Headers } from './message';

/** Notes that the field at this dotted path is wrong; reading goes on, so that all errors are told at once. */
export type Refuse = (path: string, message: string) => void;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value);

/** CR, LF and NUL end a header or a command early; no other control belongs there either (RFC 5322, 2.2). */
// eslint-disable-next-line no-control-regex
export const hasControls = (value: string): boolean =>
  /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);

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

export const readChoice = <T extends string>(
  path: string,
  value: unknown,
  choices: readonly T[],
  refuse: Refuse,
): T | undefined => {
  if (value === undefined || value === null) return undefined;
  const choice = choices.find((item) => item === value);
  if (choice === undefined) refuse(path, `must be one of ${choices.join(', ')}`);
  return choice;
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
  const headers: Headers = {};
  for (const [name, item] of pairs) {
    if (!HEADER_NAME.test(name)) refuse(path, 'has a name that is no header name');
    const plain = typeof item === 'number' || typeof item === 'boolean' ? String(item) : item;
    const text = readLines(`${path}.${name}`, plain, refuse);
    const earlier = headers[name];
    if (text !== undefined) headers[name] = earlier === undefined ? text : [earlier, text].flat();
  }
  return headers;
};

function headerPairs(value: unknown): [string, unknown][] | undefined {
  if (isRecord(value)) return Object.entries(value);
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => isRecord(item) && typeof item.key === 'string')
    ? value.map((item) => [String(item.key), item.value])
    : undefined;
}

/** An object whose every text is one line, for instance List-* headers or DSN options. */
export const readPlainObject = (
  path: string,
  value: unknown,
  refuse: Refuse,
  { lines = false } = {},
): Record<string, unknown> | undefined => {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) {
    refuse(path, `must be an object, got ${kindOf(value)}`);
    return undefined;
  }
  if (!lines) refuseControls(path, value, refuse);
  return value;
};

function refuseControls(path: string, value: unknown, refuse: Refuse): void {
  if (typeof value === 'string') {
    if (hasControls(value)) refuse(path, 'must not hold line breaks or other control characters');
  } else if (typeof value === 'object' && value !== null) {
    if ('prepared' in value) refuse(path, 'must not be prepared header values');
    for (const [key, item] of Object.entries(value)) refuseControls(`${path}.${key}`, item, refuse);
  } else if (typeof value === 'function') {
    refuse(path, 'must not be a function');
  }
}

/** What `path` and `href` would make the server do: read its own files, call other servers (as in Strapi's provider). */
const refuseReferences = (path: string, value: Record<string, unknown>, refuse: Refuse): void => {
  if (value.href !== undefined) refuse(`${path}.href`, 'is not allowed: give the bytes as content');
  const isDataUri = typeof value.path === 'string' && /^data:/i.test(value.path);
  if (value.path !== undefined && !isDataUri) {
    refuse(`${path}.path`, 'is not allowed: give the bytes as content');
  }
};

/** Text, bytes, a stream, or an object `{ content, encoding, … }` around one of them. */
export const readPart = async (
  path: string,
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): Promise<Content | Attachment | undefined> => {
  if (value === undefined || value === null) return undefined;
  const content = await readContent(value, budget);
  if (content !== undefined) return content;
  if (isRecord(value)) return readAttachment(path, value, budget, refuse);
  refuse(path, `must be text, bytes, a stream or { content }, got ${kindOf(value)}`);
  return undefined;
};

export const partText = (part: Content | Attachment | undefined): string => {
  if (part === undefined) return '';
  if (typeof part === 'string' || Buffer.isBuffer(part)) return part.toString();
  const { content = '', encoding } = part;
  return typeof content === 'string' && encoding !== undefined && Buffer.isEncoding(encoding)
    ? Buffer.from(content, encoding).toString()
    : content.toString();
};

const LINE_KEYS = ['contentType', 'contentDisposition', 'cid', 'encoding'] as const;

export const readAttachment = async (
  path: string,
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): Promise<Attachment | undefined> => {
  if (!isRecord(value)) {
    refuse(path, `must be an object with content, got ${kindOf(value)}`);
    return undefined;
  }
  refuseReferences(path, value, refuse);
  const attachment: Attachment = {};
  for (const key of LINE_KEYS) {
    const text = readLine(`${path}.${key}`, value[key], refuse);
    if (text !== undefined) attachment[key] = text;
  }
  // false is nodemailer's word for "no file name" and "no transfer encoding header".
  for (const key of ['filename', 'contentTransferEncoding'] as const) {
    const text = value[key] === false ? false : readLine(`${path}.${key}`, value[key], refuse);
    if (text !== undefined) attachment[key] = text;
  }
  const headers = readHeaders(`${path}.headers`, value.headers, refuse);
  if (headers !== undefined) attachment.headers = headers;
  if (typeof value.path === 'string') {
    budget.take(value.path.length);
    attachment.path = value.path;
  }
  for (const key of ['content', 'raw'] as const) {
    const inner = value[key];
    if (inner === undefined || inner === null) continue;
    const content = await readContent(inner, budget);
    if (content !== undefined) attachment[key] = content;
    else refuse(`${path}.${key}`, `must be text, bytes or a stream, got ${kindOf(inner)}`);
  }
  return attachment;
};
