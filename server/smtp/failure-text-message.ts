/** The words for what a server has against a message, and for what went wrong on this side. Pure data. */
import type { SettingsField, Stage } from '../contract';
import type { FailureCase } from './failure-cases';
import { DURING } from './failure-words';
import type { FailureText } from './failure-words';

export const MESSAGE_TEXTS = {
  NO_SENDER: {
    code: 'SENDER_REFUSED',
    field: 'sender.from',
    message: () => 'No sender’s address is set.',
    hint: 'Enter the address that mail is sent from.',
  },
  SENDER_REFUSED: {
    code: 'SENDER_REFUSED',
    field: 'sender.from',
    message: () => 'The mail server refused the sender’s address.',
    hint: 'Use a sender’s address that this server accepts, often only the account’s own.',
  },
  RECIPIENT_REFUSED: {
    code: 'RECIPIENT_REFUSED',
    message: () => 'The mail server refused a recipient’s address.',
    hint: 'Check the address; the server’s answer says why it was refused.',
  },
  RELAY_DENIED: {
    code: 'RELAY_DENIED',
    field: 'auth.enabled',
    message: () => 'The mail server does not pass mail on to this recipient without sign-in.',
    hint: 'Enable authentication, or let the mail server accept mail from this machine.',
  },
  RELAY_DENIED_SIGNED_IN: {
    code: 'RELAY_DENIED',
    field: 'sender.from',
    message: () => 'The mail server does not pass mail on to this recipient for this account.',
    hint: 'Check that the account may send with this sender’s address, and that host and port are those for outgoing mail.',
  },
  MESSAGE_TOO_LARGE: {
    code: 'MESSAGE_TOO_LARGE',
    message: () => 'The message is larger than the mail server allows.',
    hint: 'Send it with fewer or smaller attachments.',
  },
  MESSAGE_REFUSED: {
    code: 'MESSAGE_REFUSED',
    message: () => 'The mail server refused the message.',
    hint: 'The server’s answer says why: often it takes the content for spam, or does not trust the sender’s domain.',
  },
  TEMPORARY_REFUSAL: {
    code: 'TEMPORARY_REFUSAL',
    message: ({ stage }) => `The mail server refused for the time being, ${DURING[stage]}.`,
    hint: 'Try again later; servers do this to senders that are new to them and when they are busy.',
  },
  INTERRUPTED: {
    code: 'INTERRUPTED',
    message: () => 'It was interrupted on this side.',
    hint: 'Try again.',
  },
  EXPIRED: {
    code: 'EXPIRED',
    message: () => 'It was not accepted in time: what it says, a link or a code, is out of date.',
    hint: 'Delete it, or send it all the same if it is still good for something.',
  },
  DRAFT_UNUSABLE: {
    code: 'MESSAGE_REFUSED',
    message: ({ detail }) => `It cannot be sent as it is: ${detail}`,
    hint: 'Correct the message, then send it.',
  },
  ENVELOPE_UNUSABLE: {
    code: 'RECIPIENT_REFUSED',
    message: () => 'The message has no sender or recipient that mail can be sent to.',
    hint: 'Correct the addresses of the message.',
  },
  UNSAFE_VALUE: {
    code: 'UNKNOWN',
    field: ({ stage }) => UNSAFE_FIELDS[stage],
    message: () => 'A value with characters that SMTP does not allow was not sent to the server.',
    hint: 'Enter the value again, without line breaks, spaces and angle brackets.',
  },
  UNKNOWN: {
    code: 'UNKNOWN',
    message: ({ detail }) =>
      detail === '' ? 'Something unexpected happened.' : `Something unexpected happened: ${detail}`,
    hint: 'The server’s log has more about it. Try again.',
  },
} satisfies Partial<Record<FailureCase, FailureText>>;

const UNSAFE_FIELDS: Partial<Record<Stage, SettingsField>> = {
  ehlo: 'ehloName',
  auth: 'auth.username',
  mail: 'sender.from',
};
