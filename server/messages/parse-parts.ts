/** The parts of a message: bodies, attachments and whatever else has content. */
import { kindOf } from '../validation';
import { type Budget, readContent } from './content';
import { decodeDataUri, isDataUri } from './data-uri';
import type { Attachment, Content } from './message';
import { isRecord, readHeaders, readLine, type Refuse } from './parse-values';

/** Text, bytes, a stream, or an object `{ content, encoding, … }` around one of them. */
export const readPart = async (
  path: string,
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): Promise<Content | Attachment | undefined> => {
  if (value === undefined || value === null) return undefined;
  const content = await readContent(path, value, budget);
  if (content !== undefined) return content;
  if (isRecord(value)) return readAttachment(path, value, budget, refuse);
  refuse(path, `must be text, bytes, a stream or { content }, got ${kindOf(value)}`);
  return undefined;
};

/** The same, and not empty: nodemailer breaks the message off in the middle over a part of which there is nothing. */
export const readFilledPart = async (
  path: string,
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): Promise<Content | Attachment | undefined> => {
  let isRefused = false;
  const part = await readPart(path, value, budget, (at, message) => {
    isRefused = true;
    refuse(at, message);
  });
  const isEmpty = isRecord(part) && part.content === undefined && part.raw === undefined;
  if (isEmpty && !isRefused) refuse(path, 'has no content');
  return part;
};

/** The same where only the content counts. Content that is missing is refused: it would be sent as nothing. */
export const readPartContent = async (
  path: string,
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): Promise<Content | undefined> => {
  let missing = true;
  const part = await readPart(path, value, budget, (at, message) => {
    missing = false;
    refuse(at, message);
  });
  if (part === undefined || typeof part === 'string' || Buffer.isBuffer(part)) return part;
  const { content, encoding } = part;
  if (content === undefined && missing) refuse(path, 'has no content');
  return typeof content === 'string' && isEncoding(encoding)
    ? Buffer.from(content, encoding)
    : content;
};

const isEncoding = (value: string | undefined): value is BufferEncoding =>
  value !== undefined && Buffer.isEncoding(value);

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
  for (const key of ['content', 'raw'] as const) {
    const inner = value[key];
    if (inner === undefined || inner === null) continue;
    const content = await readContent(`${path}.${key}`, inner, budget);
    if (content !== undefined) attachment[key] = content;
    else refuse(`${path}.${key}`, `must be text, bytes or a stream, got ${kindOf(inner)}`);
  }
  for (const key of ['href', 'path'] as const)
    readReference(attachment, `${path}.${key}`, value[key], budget, refuse);
  refuseUnknownEncoding(attachment, path, refuse);
  return attachment;
};

/**
 * `path` and `href` would have the server read its own files and call other servers; they are refused,
 * as in Strapi's provider. A `data:` URI is content by another name and, as in nodemailer, goes before it.
 */
function readReference(
  attachment: Attachment,
  path: string,
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): void {
  if (value === undefined || value === null || value === '') return;
  const data = isDataUri(value) ? decodeDataUri(value) : undefined;
  if (data === undefined) return refuse(path, 'is not allowed: give the bytes as content');
  budget.take(data.content.length);
  attachment.content = data.content;
  attachment.contentType ||= readLine(path, data.contentType, refuse) || 'text/plain';
}

/** nodemailer fails on one, each time anew: a draft with it could never be sent. */
function refuseUnknownEncoding(
  { content, encoding }: Attachment,
  path: string,
  refuse: Refuse,
): void {
  if (!Buffer.isBuffer(content) && encoding && !isEncoding(encoding))
    refuse(`${path}.encoding`, 'must be an encoding that node knows, such as base64');
}
