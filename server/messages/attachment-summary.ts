/** The attachments of a message as the Content Manager shows them. Pure. */
import type { AttachmentSummary } from '../contract';
import type { Attachment, MessageExtras } from './message';

export const summarizeAttachments = ({
  attachments = [],
  icalEvent,
}: MessageExtras): AttachmentSummary[] =>
  [
    ...attachments,
    ...(icalEvent ? [{ contentType: 'text/calendar', filename: 'invite.ics', ...icalEvent }] : []),
  ].map((attachment) => ({
    filename: attachment.filename || 'attachment',
    contentType: attachment.contentType ?? 'application/octet-stream',
    size: attachmentSize(attachment),
  }));

const attachmentSize = ({ content, raw, encoding }: Attachment): number => {
  const value = content ?? raw ?? '';
  if (typeof value !== 'string') return value.length;
  return Buffer.byteLength(
    value,
    encoding !== undefined && Buffer.isEncoding(encoding) ? encoding : 'utf8',
  );
};
