/** From whatever `send()` was handed to a message, or to every reason why it is none. */
import { grouped } from '../grouped';
import { kindOf, type InvalidField } from '../validation';
import { parseAddresses } from '../smtp/addresses';
import { type Budget, createBudget, holdStreams, readText, TooLargeError } from './content';
import { parseAddressField } from './parse-addresses';
import { parseExtras } from './parse-extras';
import { refuseFromOutside } from './parse-outside';
import { readPartContent } from './parse-parts';
import { hasControls, isRecord, readSwitch, type Refuse } from './parse-values';
import { type SenderDefaults, withSender } from './sender';
import {
  CONTENT_FIELDS,
  InvalidMessageError,
  type MessageExtras,
  type MessageFields,
  NO_FIELDS,
  type OutgoingMessage,
  recipientFields,
} from './message';

export interface MessageDefaults {
  sender: SenderDefaults;
  maxMessageBytes: number;
  /** Milliseconds for which a stream may give nothing. */
  streamTimeoutMs: number;
  /** A new Message-ID for a message from this address. */
  newMessageId: (from: string) => string;
  /** Whether the message carries a secret, apart from what its sender says of it. */
  isSensitive: (fields: MessageFields) => boolean;
  /** Milliseconds for which such a message is of use, unless it says so itself. */
  sensitiveForMs: number;
  /** It came as it is from outside of the site, by Strapi's HTTP API for mail. */
  fromOutside: boolean;
  now: () => Date;
}

/**
 * Accepts every field that Strapi's own nodemailer provider takes, `expiresAt` and `sensitive`. Streams are read, so that the
 * message can be sent a second time; nothing in the result refers to a file or a server.
 *
 * @throws InvalidMessageError naming each wrong field: line breaks in an address, name or header,
 *   `path`/`href`, a message above `maxMessageBytes`, no recipient.
 */
export const parseMessage = async (
  options: unknown,
  defaults: MessageDefaults,
): Promise<OutgoingMessage> => {
  if (!isRecord(options)) {
    throw new InvalidMessageError([
      {
        path: ['message'],
        message: `must be an object with to, subject and text or html, got ${kindOf(options)}`,
      },
    ]);
  }
  const errors: InvalidField[] = [];
  const refuse: Refuse = (path, message) => void errors.push({ path: path.split('.'), message });
  const budget = createBudget(defaults.maxMessageBytes, defaults.streamTimeoutMs);
  const closeStreams = holdContentOf(options);
  try {
    if (defaults.fromOutside) refuseFromOutside(options, refuse);
    const given = await parseFields(options, budget, refuse);
    const others = takeRecipientHeaders(given, await parseExtras(options, budget, refuse), refuse);
    const { fields, extras } = withSender({ fields: given, extras: others }, defaults.sender);
    if (errors.length === 0 && !hasRecipient(fields, extras))
      refuse('to', 'is missing: a message needs a recipient');
    const sensitive =
      readSwitch('sensitive', options.sensitive, refuse) === true || defaults.isSensitive(fields);
    const soon = new Date(defaults.now().getTime() + defaults.sensitiveForMs);
    const message: OutgoingMessage = {
      fields,
      sensitive,
      extras,
      messageId: parseMessageId(options.messageId, refuse) ?? defaults.newMessageId(fields.from),
      date: parseDate('date', options.date, refuse) ?? defaults.now(),
      expiresAt:
        parseDate('expiresAt', options.expiresAt, refuse) ?? (sensitive ? soon : undefined),
      bytes: budget.used(),
    };
    if (errors.length > 0) throw new InvalidMessageError(errors);
    return message;
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    throw new InvalidMessageError([
      ...errors,
      {
        path: ['message'],
        message: `is larger than ${grouped(defaults.maxMessageBytes)} bytes (drafts.maxMessageBytes)`,
      },
    ]);
  } finally {
    closeStreams();
  }
};

/** See holdStreams; also for a message that has to wait before it is read. */
export const holdContentOf = (options: unknown): (() => void) => {
  if (!isRecord(options)) return holdsNothing;
  // Most messages are text alone.
  if (!CONTENT_FIELDS.some((field) => isObject(options[field]))) return holdsNothing;
  return holdStreams(CONTENT_FIELDS.map((field) => options[field]));
};

const holdsNothing = (): void => {};
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** A group may be empty: a text that is there does not make a recipient. */
const hasRecipient = (fields: MessageFields, { envelope }: MessageExtras): boolean =>
  [recipientFields(fields), envelope?.to, envelope?.cc, envelope?.bcc].some((list = '') => {
    const addresses = [list].flat().join(', ');
    return addresses !== '' && parseAddresses(addresses).length > 0;
  });

/**
 * nodemailer sends to whoever stands in a header To, Cc or Bcc when the field is not given. As fields,
 * editors see them, and a draft for the refused recipients leaves out those who have the message.
 */
function takeRecipientHeaders(
  fields: MessageFields,
  { headers, ...extras }: MessageExtras,
  refuse: Refuse,
): MessageExtras {
  if (headers === undefined) return extras;
  const others = Object.entries(headers).filter(([name, value]) => {
    const field = (['to', 'cc', 'bcc'] as const).find((key) => key === name.toLowerCase());
    if (field !== undefined) fields[field] ||= parseAddressField(`headers.${name}`, value, refuse);
    return field === undefined;
  });
  return { ...extras, headers: Object.fromEntries(others) };
}

const ADDRESS_FIELDS = ['from', 'to', 'cc', 'bcc', 'replyTo'] as const;
const BODY_FIELDS = ['text', 'html'] as const;

async function parseFields(
  options: Record<string, unknown>,
  budget: Budget,
  refuse: Refuse,
): Promise<MessageFields> {
  const fields = { ...NO_FIELDS };
  for (const field of ADDRESS_FIELDS)
    fields[field] = parseAddressField(field, options[field], refuse);
  fields.subject = parseSubject(options.subject, refuse);
  for (const field of BODY_FIELDS)
    fields[field] = await parseBody(field, options[field], budget, refuse);
  return fields;
}

function parseSubject(value: unknown, refuse: Refuse): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') {
    refuse('subject', `must be text, got ${kindOf(value)}`);
    return '';
  }
  // Templates often end in a line break; one inside the subject is an attempt to add a header.
  const subject = value.trim();
  if (hasControls(subject))
    refuse('subject', 'must not hold line breaks or other control characters');
  return subject;
}

async function parseBody(
  field: 'text' | 'html',
  value: unknown,
  budget: Budget,
  refuse: Refuse,
): Promise<string> {
  const content = readText(value, budget) ?? (await readPartContent(field, value, budget, refuse));
  const body = content?.toString() ?? '';
  // No mail may hold one (RFC 5322, 4), and PostgreSQL could not keep the draft.
  if (body.includes('\0')) refuse(field, 'must not hold the character NUL');
  return body;
}

/** RFC 5322, 2.1.1: the longest line. */
const MOST_CHARACTERS = 998;

function parseMessageId(value: unknown, refuse: Refuse): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'string' ? value.trim() : '';
  const id = text.startsWith('<') && text.endsWith('>') ? text.slice(1, -1) : text;
  const parts = id.split('@');
  if (
    parts.length > 1 &&
    parts.every((part) => part !== '') &&
    id.length <= MOST_CHARACTERS &&
    // It stands in the log: nothing that moves or turns the text around it.
    !/[\s<>\p{C}]/u.test(id)
  )
    return `<${id}>`;
  refuse('messageId', 'must look like <something@host>');
  return undefined;
}

function parseDate(field: string, value: unknown, refuse: Refuse): Date | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (value instanceof Date || typeof value === 'string' || typeof value === 'number') {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  refuse(field, 'must be a date');
  return undefined;
}
