/** The English sentences about what a server has against a message, and about what went wrong on this side. Pure data. */
export const MESSAGE_SENTENCES = {
  NO_SENDER: {
    message: 'No sender’s address is set.',
    hint: 'Enter the address that mail is sent from.',
  },
  SENDER_REFUSED: {
    message: 'The mail server refused the sender’s address.',
    hint: 'Use a sender’s address that this server accepts, often only the account’s own.',
  },
  SENDER_NOT_ALLOWED: {
    message: 'The mail server does not let this account send with this sender’s address.',
    hint: 'Use the account’s own address as the sender, or have the provider allow it to send as this one.',
  },
  SENDER_UNVERIFIED: {
    message: 'The mail service has not verified the sender’s address or its domain yet.',
    hint: 'Verify the address or the domain with the service, and check that it is the same region and the same account.',
  },
  SENDER_DOMAIN_UNKNOWN: {
    message: 'The domain of the sender’s address could not be found by the mail server.',
    hint: 'Check the spelling of the sender’s address; its domain must exist on the internet.',
  },
  SENDER_UNPROVEN: {
    message: 'The mail server has no proof that mail of the sender’s domain may come from here.',
    hint: 'Set the records of the sender’s domain (SPF, DKIM, DMARC) as the sending service describes, or use a sender’s address of a domain that has them.',
  },
  RECIPIENT_REFUSED: {
    message: 'The mail server refused a recipient’s address.',
    hint: 'Check the address; the server’s answer says why it was refused.',
  },
  MAILBOX_FULL: {
    message: 'The recipient’s mailbox is full.',
    hint: 'Try another recipient, or try again when there is room.',
  },
  RELAY_DENIED: {
    message: 'The mail server does not pass mail on to this recipient without sign-in.',
    hint: 'Enable authentication, or let the mail server accept mail from this machine.',
  },
  RELAY_DENIED_SIGNED_IN: {
    message: 'The mail server does not pass mail on to this recipient for this account.',
    hint: 'Check that the account may send with this sender’s address, and that host and port are those for outgoing mail.',
  },
  MESSAGE_TOO_LARGE: {
    message: 'The message is larger than the mail server allows.',
    hint: 'Send it with fewer or smaller attachments.',
  },
  MESSAGE_REFUSED: {
    message: 'The mail server refused the message.',
    hint: 'The server’s answer says why: often it takes the content for spam, or does not trust the sender’s domain.',
  },
  TEMPORARY_REFUSAL: {
    message: 'The mail server refused for the time being, {during}.',
    hint: 'Try again later; servers do this to senders that are new to them and when they are busy.',
  },
  GREYLISTED: {
    message:
      'The mail server does not know this sender yet and asks to come again later (greylisting).',
    hint: 'That is no mistake of the settings: some minutes later the same is accepted. Messages are tried again by themselves.',
  },
  RATE_LIMITED: {
    message: 'The mail server {server} takes no more for now, because too much came too fast.',
    hint: 'Wait for a while. If it happens often, allow fewer connections, or ask the provider for a higher limit.',
  },
  QUOTA_EXCEEDED: {
    message: 'The mail server allows this account no more messages for now.',
    hint: 'Wait until the limit is renewed, often a day, or ask the provider for a higher one.',
  },
  INTERRUPTED: {
    message: 'It was interrupted on this side.',
    hint: 'Try again.',
  },
  EXPIRED: {
    message: 'It was not accepted in time: what it says, a link or a code, is out of date.',
    hint: 'Delete it, or send it all the same if it is still good for something.',
  },
  DRAFT_UNUSABLE: {
    message: 'It cannot be sent as it is: {detail}',
    hint: 'Correct the message, then send it.',
  },
  ENVELOPE_UNUSABLE: {
    message: 'The message has no sender or recipient that mail can be sent to.',
    hint: 'Correct the addresses of the message.',
  },
  UNSAFE_VALUE: {
    message: 'A value with characters that SMTP does not allow was not sent to the server.',
    hint: 'Enter the value again, without line breaks, spaces and angle brackets.',
  },
  UNKNOWN: {
    message: 'Something unexpected happened.',
    hint: 'The server’s log has more about it. Try again.',
  },
  UNKNOWN_DETAIL: {
    message: 'Something unexpected happened: {detail}',
    hint: 'The server’s log has more about it. Try again.',
  },
};
