/** What the fields of a message are called, in columns, filters and the form. */
import { wordsNow, type MessageKey } from '../dictionary';

interface FieldName {
  was: readonly string[];
  is: MessageKey;
  /** Of the form, under the field. */
  hint?: { was: string; is: MessageKey };
}

/** By the name in the content type's configuration: one that the site has given itself stays. */
const NAMES: Record<string, FieldName> = {
  to: {
    was: ['To'],
    is: 'message.to',
    hint: { was: 'Several addresses are separated by commas.', is: 'message.to.hint' },
  },
  from: { was: ['From'], is: 'message.from' },
  cc: { was: ['Cc'], is: 'message.cc' },
  bcc: { was: ['Bcc'], is: 'message.bcc' },
  replyTo: { was: ['Reply to'], is: 'message.replyTo' },
  subject: { was: ['Subject'], is: 'message.subject' },
  text: { was: ['Text'], is: 'message.text' },
  html: { was: ['HTML'], is: 'message.html' },
  state: { was: ['State'], is: 'message.state' },
  failureCode: { was: ['Reason', 'Failure code'], is: 'message.reason' },
  failureMessage: { was: ['Reason', 'What is wrong'], is: 'report.what' },
  outcome: { was: ['Outcome'], is: 'message.outcome' },
  content: { was: ['Content'], is: 'message.content' },
  attempts: { was: ['Attempts'], is: 'message.attempts' },
  lastAttemptAt: { was: ['Last attempt'], is: 'message.lastAttempt' },
  nextAttemptAt: { was: ['Next attempt'], is: 'message.nextAttempt' },
  sentAt: { was: ['Accepted at'], is: 'message.sentAt' },
  createdAt: { was: ['createdAt', 'Age'], is: 'message.age' },
  messageId: { was: ['Message-ID'], is: 'message.messageId' },
  expiresAt: { was: ['Out of date at'], is: 'message.expiresAt' },
  copies: {
    was: ['Copies'],
    is: 'message.copies',
    hint: {
      was: 'The same message was handed in so often; the newest is kept.',
      is: 'message.copies.hint',
    },
  },
  source: { was: ['Sent by'], is: 'message.source' },
  size: { was: ['Size in bytes'], is: 'message.size' },
};

export const NAMED_FIELDS = Object.keys(NAMES);

interface Named {
  name: string;
  label?: unknown;
  hint?: unknown;
}

/** What of label and hint is to be said in the language of the panel. */
export const nameOf = ({ name, label, hint }: Named): { label?: string; hint?: string } => {
  const known = NAMES[name];
  const said = {
    label: known?.was.some((was) => was === label) ? wordsNow(known.is) : undefined,
    hint: known?.hint?.was === hint && known?.hint ? wordsNow(known.hint.is) : undefined,
  };
  return {
    ...(said.label !== undefined && { label: said.label }),
    ...(said.hint !== undefined && { hint: said.hint }),
  };
};
