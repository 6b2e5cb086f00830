/** One attachment of a message as a file to download. Pure. */
import {
  encodingOf,
  listAttachments,
  nameOfAttachment,
  typeOfAttachment,
} from './attachment-summary';
import type { Attachment, MessageExtras } from './message';

export interface AttachmentFile {
  filename: string;
  bytes: Buffer;
  headers: Record<string, string>;
}

/** @param index in the order in which the Content Manager lists them. undefined: there is none. */
export const attachmentFile = (
  extras: MessageExtras,
  index: number,
): AttachmentFile | undefined => {
  const attachment = listAttachments(extras)[index];
  if (attachment === undefined) return undefined;
  const filename = safeFileName(nameOfAttachment(attachment));
  return {
    filename,
    bytes: bytesOf(attachment),
    headers: {
      'content-disposition': contentDisposition(filename),
      'content-type': harmlessType(typeOfAttachment(attachment)),
      // A message is what anybody wrote: nothing of it is to be shown or run as a page of the site's.
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
    },
  };
};

const bytesOf = ({ content, raw, encoding }: Attachment): Buffer => {
  const value = content ?? raw ?? '';
  return typeof value === 'string' ? Buffer.from(value, encodingOf(encoding)) : Buffer.from(value);
};

/** What a browser shows without running anything of it; everything else is bytes. */
const HARMLESS = ['image/gif', 'image/jpeg', 'image/png', 'image/webp', 'text/plain', 'text/csv'];

const harmlessType = (type: string): string => {
  const name = type.split(';')[0]?.trim().toLowerCase() ?? '';
  return HARMLESS.includes(name) ? name : 'application/octet-stream';
};

const LONGEST = 150;

/**
 * Without folders, without what no file system takes, and without characters that turn the direction of
 * writing: `gpj.exe` would look like `exe.jpg`.
 */
export const safeFileName = (name: string): string => {
  const text = name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (text.length <= LONGEST) return text || 'attachment';
  const ending = /\.[^.]{1,16}$/.exec(text)?.[0] ?? '';
  // By characters, not by halves of them.
  return [...text].slice(0, LONGEST - ending.length).join('') + ending;
};

/** RFC 6266, with the name in ASCII for those who read no more and in full as RFC 8187 has it. */
const contentDisposition = (name: string): string => {
  const ascii = name.replace(/[^\x20-\x7e]|[%"\\]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
};
