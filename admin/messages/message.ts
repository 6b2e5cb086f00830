/** An outgoing message as the Content Manager hands it over, parsed once. Pure. */
import {
  EDITABLE_FIELDS,
  FAILURE_CODES,
  MESSAGE_CONTENTS,
  MESSAGE_STATES,
  OUTCOMES,
  type HistoryEntry,
  type AttachmentSummary,
  type EditableField,
  type FailureCode,
  type FailureWords,
  type MessageContent,
  type MessageState,
  type Outcome,
} from '../../server/contract';
import { parseFailureWords } from './parse-failure-words';

/** What the delivery wrote on a message. Everything may be missing: a role may not see every field. */
export interface Message {
  state: MessageState | null;
  outcome: Outcome | null;
  content: MessageContent | null;
  failureCode: FailureCode | null;
  failureMessage: string;
  failureHint: string;
  failureWords: FailureWords | null;
  response: string;
  nextAttemptAt: string;
  sentAt: string;
  /** Everybody in To, Cc and Bcc. */
  recipients: string;
  to: string;
  subject: string;
  documentId: string;
  attempts: number;
  createdAt: string;
  history: HistoryEntry[];
  attachments: AttachmentSummary[];
}

export const parseMessage = (document: object): Message => ({
  state: oneOf(MESSAGE_STATES, Reflect.get(document, 'state')),
  outcome: oneOf(OUTCOMES, Reflect.get(document, 'outcome')),
  content: oneOf(MESSAGE_CONTENTS, Reflect.get(document, 'content')),
  failureCode: oneOf(FAILURE_CODES, Reflect.get(document, 'failureCode')),
  failureMessage: textAt(document, 'failureMessage'),
  failureHint: textAt(document, 'failureHint'),
  failureWords: parseFailureWords(Reflect.get(document, 'failureWords')),
  response: textAt(document, 'response'),
  nextAttemptAt: textAt(document, 'nextAttemptAt'),
  sentAt: textAt(document, 'sentAt'),
  createdAt: textAt(document, 'createdAt'),
  to: textAt(document, 'to'),
  subject: textAt(document, 'subject'),
  documentId: textAt(document, 'documentId'),
  attempts: Number(Reflect.get(document, 'attempts')) || 0,
  recipients: ['to', 'cc', 'bcc']
    .map((field) => textAt(document, field))
    .filter(Boolean)
    .join(', '),
  history: objectsAt(document, 'history').map(parseEntry),
  attachments: objectsAt(document, 'attachments').map(parseAttachment),
});

/** For whoever says it. */
export const failureOf = ({ failureMessage, failureHint, failureWords }: Message) => ({
  message: failureMessage,
  hint: failureHint,
  words: failureWords,
});

const parseEntry = (entry: object): HistoryEntry => ({
  at: textAt(entry, 'at'),
  by: textAt(entry, 'by'),
  result: oneOf(RESULTS, Reflect.get(entry, 'result')) ?? 'uncertain',
  message: textAt(entry, 'message'),
  words: parseFailureWords(Reflect.get(entry, 'words')) ?? undefined,
  response: textAt(entry, 'response'),
  fields: fieldsAt(entry),
  to: textAt(entry, 'to'),
  insteadOf: textAt(entry, 'insteadOf'),
});

const fieldsAt = (entry: object): EditableField[] => {
  const names: unknown = Reflect.get(entry, 'fields');
  return EDITABLE_FIELDS.filter((field) => Array.isArray(names) && names.includes(field));
};

const parseAttachment = (entry: object): AttachmentSummary => ({
  filename: textAt(entry, 'filename'),
  contentType: textAt(entry, 'contentType'),
  size: Number(Reflect.get(entry, 'size')) || 0,
});

const RESULTS = ['sent', ...OUTCOMES, 'edited'] as const;

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | null =>
  known.find((each) => each === value) ?? null;

const textAt = (from: object, key: string): string => {
  const value: unknown = Reflect.get(from, key);
  return typeof value === 'string' ? value : '';
};

const objectsAt = (from: object, key: string): object[] => {
  const value: unknown = Reflect.get(from, key);
  return Array.isArray(value)
    ? value.filter((entry): entry is object => typeof entry === 'object' && entry !== null)
    : [];
};
