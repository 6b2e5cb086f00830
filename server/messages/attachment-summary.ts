/** The attachments of a message as the Content Manager shows them. Pure. */
import type { AttachmentSummary } from '../contract';
import type { Attachment, MessageExtras } from './message';

/** In the order in which they are shown and asked for. */
export const listAttachments = ({ attachments = [], icalEvent }: MessageExtras): Attachment[] => [
  ...attachments,
  ...(icalEvent ? [{ contentType: 'text/calendar', filename: 'invite.ics', ...icalEvent }] : []),
];

export const nameOfAttachment = ({ filename }: Attachment): string => filename || 'attachment';

export const typeOfAttachment = ({ contentType }: Attachment): string =>
  contentType ?? 'application/octet-stream';

export const summarizeAttachments = (extras: MessageExtras): AttachmentSummary[] =>
  listAttachments(extras).map((attachment) => ({
    filename: nameOfAttachment(attachment),
    contentType: typeOfAttachment(attachment),
    size: attachmentSize(attachment),
  }));

const attachmentSize = ({ content, raw, encoding }: Attachment): number => {
  const value = content ?? raw ?? '';
  return typeof value === 'string' ? Buffer.byteLength(value, encodingOf(encoding)) : value.length;
};

/** Of content that came as text. */
export const encodingOf = (name: string | undefined): BufferEncoding =>
  name !== undefined && Buffer.isEncoding(name) ? name : 'utf8';
