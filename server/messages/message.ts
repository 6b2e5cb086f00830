/** A message as the server works with it, whoever handed it in. Pure. */
import type { EditableField } from '../contract';

/** What editors see and may correct. Empty: not given. Addresses are header values (RFC 5322, 3.4). */
export type MessageFields = Record<EditableField, string>;

export const NO_FIELDS: Readonly<MessageFields> = {
  from: '',
  to: '',
  cc: '',
  bcc: '',
  replyTo: '',
  subject: '',
  text: '',
  html: '',
};

/** The bytes or the text of one part. Streams have been read and `data:` URIs decoded by now. */
export type Content = string | Buffer;

export interface Attachment {
  content?: Content;
  raw?: Content;
  filename?: string | false;
  contentType?: string;
  contentDisposition?: string;
  contentTransferEncoding?: string | false;
  cid?: string;
  encoding?: string;
  headers?: Headers;
}

export type Headers = Record<string, string | string[]>;

/** What a message carries beside its editable fields, in the names that nodemailer has for it. */
export interface MessageExtras {
  sender?: string;
  attachments?: Attachment[];
  alternatives?: Attachment[];
  headers?: Headers;
  priority?: 'high' | 'normal' | 'low';
  xMailer?: string | false;
  inReplyTo?: string;
  references?: string | string[];
  textEncoding?: string;
  encoding?: string;
  icalEvent?: Attachment & { method?: string };
  list?: Record<string, unknown>;
  envelope?: Envelope;
  amp?: Content | Attachment;
  watchHtml?: Content | Attachment;
  dsn?: Record<string, unknown>;
  attachDataUrls?: boolean;
  raw?: Content;
  /** Holds a private key: sealed where it is stored. */
  dkim?: Record<string, unknown>;
  /** OAuth2 tokens of this one message: sealed where they are stored. */
  auth?: Record<string, unknown>;
}

/** What can hold the secret of a message that carries one, apart from its extras. */
export type SecretFields = Pick<MessageFields, 'subject' | 'text' | 'html'>;

export interface Envelope {
  from?: string;
  to?: string | string[];
  cc?: string | string[];
  bcc?: string | string[];
}

export interface OutgoingMessage {
  fields: MessageFields;
  extras: MessageExtras;
  /** With angle brackets (RFC 5322, 3.6.4). Made once and kept through every attempt. */
  messageId: string;
  date: Date;
  /** It carries a secret: kept encrypted, shown to nobody, of use for a short time. */
  sensitive: boolean;
  /** After it no machine sends the message: what it says is out of date. */
  expiresAt?: Date;
  /** Bytes of text, HTML and parts together, before they are encoded for the way. */
  bytes: number;
}

/** `send()` was called with something that can never be sent. Strapi answers 400 with the message. */
export class InvalidMessageError extends Error {
  override name = 'InvalidMessageError';
  readonly statusCode = 400;
  readonly details: { errors: { path: string[]; message: string }[] };
  constructor(errors: { path: string[]; message: string }[], options?: ErrorOptions) {
    super(
      `The message was not sent: ${errors
        .map(({ path, message }) => `${path.join('.')} ${message}`)
        .join('; ')}.`,
      options,
    );
    this.details = { errors };
  }
}

/** Everybody in To, Cc and Bcc, as one list. */
export const recipientFields = ({
  to,
  cc,
  bcc,
}: Pick<MessageFields, 'to' | 'cc' | 'bcc'>): string =>
  [to, cc, bcc].filter((list) => list !== '').join(', ');

/** Of what `send()` is handed, where content may be. A stream in any other place is none of ours, for instance that of a request which came along. */
export const CONTENT_FIELDS = [
  'text',
  'html',
  'attachments',
  'alternatives',
  'icalEvent',
  'amp',
  'watchHtml',
  'raw',
] as const;
