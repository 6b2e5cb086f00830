/** What a draft entry says, and how a message becomes one and comes back. Pure. */
import {
  type HistoryEntry,
  EDITABLE_FIELDS,
  type EditableField,
  type Failure,
  type FailureWords,
  type MessageContent,
  type MessageState,
  type Outcome,
} from '../contract';
import type { AttemptResult, Fate, Series } from './retry-policy';
import { onlyAddresses, parseAddresses } from '../smtp/addresses';
import { summarizeAttachments } from './attachment-summary';
import {
  type MessageExtras,
  type MessageFields,
  NO_FIELDS,
  type OutgoingMessage,
  recipientFields,
} from './message';
import { maskSecrets } from './sensitive';
import type { StoredExtras } from './stored-extras';

/** The columns of a message entry that the machine writes. */
export interface DraftRecord {
  state: MessageState;
  outcome: Outcome | null;
  failureCode: string | null;
  failureStage: string | null;
  failureField: string | null;
  failureMessage: string | null;
  failureHint: string | null;
  failureWords: FailureWords | null;
  response: string | null;
  attempts: number;
  lastAttemptAt: string | null;
  /** Of a waiting draft: when a machine tries it next, until when, and how often it has. */
  nextAttemptAt: string | null;
  retryUntil: string | null;
  tries: number;
  sentAt: string | null;
  history: HistoryEntry[];
}

/** An entry as it comes from the database. Editors may have emptied fields: null is "not given". */
export type DraftEntry = {
  documentId: string;
  messageId: string;
  date: string;
  originalRecipients: string | null;
  expiresAt: string | null;
  content: MessageContent;
  size?: number | null;
} & {
  [K in keyof MessageFields]: string | null;
} & Omit<DraftRecord, keyof PastAttempts> &
  PastAttempts;

/** Of an entry, what is needed to send it again, and to say what became of it. */
export type DraftToSend = Pick<
  DraftEntry,
  | 'documentId'
  | 'messageId'
  | 'date'
  | 'originalRecipients'
  | 'expiresAt'
  | 'content'
  | 'size'
  | keyof MessageFields
  | keyof PastAttempts
>;

/** null in an entry that was written in the Content Manager and never tried. */
export interface PastAttempts extends Series {
  attempts: number | null;
  history: HistoryEntry[] | null;
  outcome: Outcome | null;
}

export const NEVER_TRIED: PastAttempts = {
  attempts: 0,
  history: [],
  outcome: null,
  tries: 0,
  retryUntil: null,
};

/**
 * Columns that are written once, when the draft is made. What is secret is not among them.
 *
 * Here and below each column is named: V8 adds the properties of `{ ...a, ...b }` one by one, which takes 7 µs for sixteen of
 * them and four times the memory, for each message of an outage.
 */
export const newDraft = (message: OutgoingMessage, source: string) => {
  const { from, to, cc, bcc, replyTo, subject, text, html } = fieldsToShow(message);
  return {
    from,
    to,
    cc,
    bcc,
    replyTo,
    subject,
    text,
    html,
    content: message.sensitive ? ('secret' as const) : ('readable' as const),
    messageId: message.messageId,
    date: message.date.toISOString(),
    source,
    size: message.bytes,
    attachments: summarizeAttachments(message.extras).map((attachment) =>
      message.sensitive
        ? { ...attachment, filename: maskSecrets(attachment.filename) }
        : attachment,
    ),
    originalRecipients: recipientFields(message.fields),
    expiresAt: message.expiresAt?.toISOString() ?? null,
  };
};

const fieldsToShow = ({ fields, sensitive }: OutgoingMessage): MessageFields =>
  sensitive ? { ...fields, subject: maskSecrets(fields.subject), text: '', html: '' } : fields;

export interface AttemptFacts {
  at: Date;
  /** Who asked for it. */
  by: string;
  /** False: the server was not asked, so this is no attempt. */
  tried: boolean;
}

/** What stands in the history when somebody changed the message. */
export const afterEdit = (
  past: Pick<PastAttempts, 'history'>,
  { at, by, fields }: { at: Date; by: string; fields: EditableField[] },
): HistoryEntry[] => [...historyOf(past), { at: at.toISOString(), by, result: 'edited', fields }];

/** The column is JSON: whatever it holds must not stop the record of a message that was accepted. */
export const historyOf = ({ history }: Pick<PastAttempts, 'history'>): HistoryEntry[] =>
  Array.isArray(history) ? history : [];

/**
 * How a draft waited before it was claimed; null: it was never tried. Only what waits for a machine has a time until which
 * it is tried.
 */
export const stateBefore = (
  row: PastAttempts,
): Extract<MessageState, 'waiting' | 'held'> | null => {
  if (row.retryUntil !== null) return 'waiting';
  return (row.attempts ?? 0) === 0 && historyOf(row).length === 0 ? null : 'held';
};

/** What decides over a failed message, given its outcome: waiting for a machine, or for a person. */
export type FateOf = (result: AttemptResult, before: Series, at: Date) => Fate;

/**
 * What may be done after this failure. Once a message may have been accepted it stays so, whatever
 * becomes of a second attempt that a person asked for: no machine repeats it.
 */
const outcomeAfter = (before: PastAttempts, failure: Failure): Outcome =>
  before.outcome === 'uncertain' ? 'uncertain' : failure.outcome;

export const failureColumns = (failure: Failure) => ({
  outcome: failure.outcome,
  failureCode: failure.code,
  failureStage: failure.stage,
  failureField: failure.field ?? null,
  failureMessage: failure.message,
  failureHint: failure.hint,
  failureWords: failure.words ?? null,
  response: failure.response ?? null,
});

export const failedEntry = (
  failure: Failure,
  { at, by }: Pick<AttemptFacts, 'at' | 'by'>,
): HistoryEntry => ({
  at: at.toISOString(),
  by,
  result: failure.outcome,
  code: failure.code,
  message: failure.message,
  words: failure.words,
  response: failure.response,
});

/** What stands in the record after an attempt that failed. */
export const afterFailure = (
  before: PastAttempts,
  failure: Failure,
  { at, by, tried }: AttemptFacts,
  fateOf: FateOf,
): DraftRecord => {
  const outcome = outcomeAfter(before, failure);
  const { state, nextAttemptAt, retryUntil, tries } = fateOf({ outcome, tried }, before, at);
  const columns = failureColumns(failure);
  return {
    state,
    outcome,
    failureCode: columns.failureCode,
    failureStage: columns.failureStage,
    failureField: columns.failureField,
    failureMessage: columns.failureMessage,
    failureHint: columns.failureHint,
    failureWords: columns.failureWords,
    response: columns.response,
    attempts: (before.attempts ?? 0) + (tried ? 1 : 0),
    lastAttemptAt: at.toISOString(),
    nextAttemptAt,
    retryUntil,
    tries,
    sentAt: null,
    history: [...historyOf(before), failedEntry(failure, { at, by })],
  };
};

export interface AcceptanceFacts extends Omit<AttemptFacts, 'tried'> {
  /** Of a sending to another recipient. */
  redirect?: Pick<HistoryEntry, 'to' | 'insteadOf'>;
}

/** What stands in the record once the server took the message. */
export const afterAcceptance = (
  before: PastAttempts,
  response: string,
  { at, by, redirect }: AcceptanceFacts,
): DraftRecord => ({
  state: 'sent',
  outcome: null,
  failureCode: null,
  failureStage: null,
  failureField: null,
  failureMessage: null,
  failureHint: null,
  failureWords: null,
  response,
  attempts: (before.attempts ?? 0) + 1,
  lastAttemptAt: at.toISOString(),
  nextAttemptAt: null,
  retryUntil: null,
  tries: 0,
  sentAt: at.toISOString(),
  history: [
    ...historyOf(before),
    { at: at.toISOString(), by, result: 'sent', response, ...redirect },
  ],
});

/**
 * The message that a draft holds, with what editors corrected, in the form that `send()` takes: it is
 * parsed again, because a stored field may have been changed to anything.
 */
export const optionsOf = (
  entry: DraftToSend,
  { secretFields, ...extras }: StoredExtras,
): Record<string, unknown> => {
  const fields = { ...NO_FIELDS };
  for (const field of EDITABLE_FIELDS) fields[field] = entry[field] ?? '';
  const { content, messageId, date, originalRecipients } = entry;
  const recipients = withCurrentRecipients(extras, fields, originalRecipients ?? '');
  // As in newDraft: no hidden class for each message.
  const options: Record<string, unknown> = {};
  Object.assign(options, recipients, fields, secretFields);
  return Object.assign(options, { sensitive: content === 'secret', messageId, date });
};

/**
 * An envelope names the recipients apart from To, Cc and Bcc. Once an editor has changed those, they
 * are what counts; otherwise the correction would silently change nothing.
 */
function withCurrentRecipients(
  extras: MessageExtras,
  fields: MessageFields,
  original: string,
): MessageExtras {
  const { envelope } = extras;
  // Null too: the row may have been written by something else, and a null stands for nothing in `send()`.
  if (!envelope || recipientFields(fields) === original) return extras;
  // No sender in an envelope means the empty one, that of bounces (RFC 5321, 4.5.5); it stays so.
  return { ...extras, envelope: { from: envelope.from, to: recipientFields(fields) } };
}

/**
 * The message again for some of its recipients only: those that were refused while others were
 * accepted. Nobody who has it already gets it twice.
 */
export const forRecipients = (
  message: OutgoingMessage,
  addresses: readonly string[],
): OutgoingMessage => {
  const { to, cc, bcc } = message.fields;
  const named = parseAddresses(recipientFields(message.fields)).map(({ address }) =>
    address.toLowerCase(),
  );
  // Named by an envelope only, or by the server in another spelling: Bcc, so that nobody gets lost
  // and editors see who it is for.
  const unnamed = addresses.filter((address) => !named.includes(address.toLowerCase()));
  const fields = {
    ...message.fields,
    to: onlyAddresses(to, addresses),
    cc: onlyAddresses(cc, addresses),
    bcc: [onlyAddresses(bcc, addresses), ...unnamed].filter(Boolean).join(', '),
  };
  const { envelope, ...extras } = message.extras;
  if (envelope === undefined) return { ...message, fields };
  return {
    ...message,
    fields,
    extras: { ...extras, envelope: { from: envelope.from, to: [...addresses] } },
  };
};
