/** The words for each failure: what happened, what to do, and the settings field to look at. Pure data. */
import type { FailureCode, SettingsField, Stage } from '../contract';
import type { FailureCase } from './failure-cases';

export interface Place {
  /** `host:port`. */
  server: string;
  host: string;
  port: number;
  stage: Stage;
  seconds: number;
  /** The error's own words, one line; for failures that are not the mail server's. */
  detail: string;
}

interface FailureText {
  code: FailureCode;
  field?: SettingsField | ((place: Place) => SettingsField | undefined);
  message: (place: Place) => string;
  hint: string;
}

/** What the server was doing, or should have done. */
const DURING: Record<Stage, string> = {
  settings: 'before the connection',
  connect: 'while connecting',
  greeting: 'before its greeting',
  ehlo: 'after the introduction (EHLO)',
  tls: 'while encryption was being set up',
  auth: 'during sign-in',
  mail: 'when it was told the sender',
  rcpt: 'when it was told a recipient',
  data: 'while the message was being handed over',
  reply: 'before it confirmed the message',
  rset: 'when the test was being ended',
};

const ADD_CA =
  'If the server belongs to your organisation, paste the certificate of its certificate authority (PEM) into the additional certificates.';

export const FAILURE_TEXTS: Record<FailureCase, FailureText> = {
  PASSWORD_UNREADABLE: {
    code: 'PASSWORD_UNREADABLE',
    field: 'auth.password',
    message: () => 'The stored password cannot be read.',
    hint: 'Type the password again. It becomes unreadable when the site’s encryption key is missing or has changed.',
  },
  HOST_NOT_FOUND: {
    code: 'HOST_NOT_FOUND',
    field: 'host',
    message: ({ host }) => `The server name ${host} could not be found.`,
    hint: 'Check the spelling of the SMTP server; if it is right, this machine’s name service (DNS) may be out of order.',
  },
  CONNECTION_REFUSED: {
    code: 'CONNECTION_REFUSED',
    field: 'port',
    message: ({ host, port }) => `Nothing accepts connections at ${host} on port ${port}.`,
    hint: 'Check host and port (usually 587 with TLS, 465 with SSL, 25 without), and that the mail server is running.',
  },
  HOST_UNREACHABLE: {
    code: 'HOST_UNREACHABLE',
    field: 'host',
    message: ({ server }) => `There is no way through the network to ${server}.`,
    hint: 'Check the host; a firewall may keep this machine from reaching it.',
  },
  CONNECT_TIMEOUT: {
    code: 'CONNECT_TIMEOUT',
    field: 'port',
    message: ({ server, seconds }) => `No connection to ${server} within ${seconds} s.`,
    hint: 'Check host and port. Many hosting companies block outgoing port 25: try 587 with TLS or 465 with SSL.',
  },
  NO_GREETING: {
    code: 'NO_GREETING',
    field: 'port',
    message: ({ server, seconds }) =>
      `${server} accepted the connection but sent no greeting within ${seconds} s.`,
    hint: 'The port may belong to another service, or expect SSL from the first byte; a busy server may also need a longer timeout.',
  },
  NO_GREETING_SSL_PORT: {
    code: 'NO_GREETING',
    field: 'encryption',
    message: ({ server }) => `${server} accepted the connection but sent no greeting.`,
    hint: 'Port 465 usually speaks SSL at once: choose SSL.',
  },
  NOT_SMTP: {
    code: 'NOT_SMTP',
    field: 'port',
    message: ({ server }) => `What answers at ${server} does not speak SMTP.`,
    hint: 'Check the port: another service may be listening there.',
  },
  SERVER_BUSY: {
    code: 'SERVER_BUSY',
    message: ({ server }) => `The mail server ${server} is not available at the moment.`,
    hint: 'Try again later. If it happens often, the server may allow fewer connections or fewer messages per connection.',
  },
  SERVER_REFUSED: {
    code: 'SERVER_REFUSED',
    field: ({ stage }) => (stage === 'greeting' ? 'host' : undefined),
    message: ({ server, stage }) => `The mail server ${server} refused ${DURING[stage]}.`,
    hint: 'The server’s answer says why. It may not accept mail from this machine’s address.',
  },
  EHLO_REFUSED: {
    code: 'EHLO_REFUSED',
    field: 'ehloName',
    message: ({ server }) =>
      `The mail server ${server} did not accept this machine’s introduction (EHLO).`,
    hint: 'Enter this machine’s full host name as EHLO name.',
  },
  TLS_NOT_OFFERED: {
    code: 'TLS_NOT_OFFERED',
    field: 'encryption',
    message: ({ server }) => `The mail server ${server} does not offer TLS on this port.`,
    hint: 'Try port 587 with TLS or port 465 with SSL. If TLS was offered before, somebody may be tampering with the connection.',
  },
  TLS_REFUSED: {
    code: 'TLS_REFUSED',
    field: 'encryption',
    message: ({ server }) => `The mail server ${server} offers TLS but refused to start it.`,
    hint: 'Try again later; if it stays so, the server’s certificate or TLS set-up needs repair there.',
  },
  TLS_WRONG_PORT: {
    code: 'TLS_WRONG_PORT',
    field: 'encryption',
    message: ({ host, port }) => `Port ${port} of ${host} does not speak SSL at once.`,
    hint: 'Choose TLS, or use the server’s SSL port (usually 465).',
  },
  TLS_FAILED: {
    code: 'TLS_FAILED',
    field: 'encryption',
    message: ({ server }) => `Encryption with ${server} could not be set up.`,
    hint: 'Check port and encryption. The server must support TLS 1.2 or later.',
  },
  TLS_NO_ANSWER: {
    code: 'RESPONSE_TIMEOUT',
    field: 'encryption',
    message: ({ server, seconds }) => `${server} did not answer within ${seconds} s ${DURING.tls}.`,
    hint: 'Check port and encryption: SSL is usually on port 465, TLS on port 587.',
  },
  CA_UNREADABLE: {
    code: 'TLS_FAILED',
    field: 'tls.ca',
    message: () => 'The additional certificates cannot be read.',
    hint: 'Paste whole certificates in PEM form, each from BEGIN CERTIFICATE to END CERTIFICATE.',
  },
  CERTIFICATE_SELF_SIGNED: {
    code: 'CERTIFICATE_SELF_SIGNED',
    field: 'tls.ca',
    message: ({ server }) =>
      `The certificate of ${server} is signed by itself, so nobody vouches for it.`,
    hint: 'If it is your own server, paste its certificate (PEM) into the additional certificates.',
  },
  CERTIFICATE_EXPIRED: {
    code: 'CERTIFICATE_EXPIRED',
    field: 'host',
    message: ({ server }) => `The certificate of ${server} has expired or is not valid yet.`,
    hint: 'It has to be renewed on the mail server. Check this machine’s clock too.',
  },
  CERTIFICATE_WRONG_NAME: {
    code: 'CERTIFICATE_WRONG_NAME',
    field: 'host',
    message: ({ host }) => `The server’s certificate is not made out to ${host}.`,
    hint: 'Enter the server by the name in its certificate.',
  },
  CERTIFICATE_UNTRUSTED: {
    code: 'CERTIFICATE_UNTRUSTED',
    field: 'tls.ca',
    message: ({ server }) =>
      `The certificate of ${server} comes from an authority that is not trusted here.`,
    hint: ADD_CA,
  },
  ENCRYPTION_REQUIRED: {
    code: 'SERVER_REFUSED',
    field: 'encryption',
    message: ({ server }) => `The mail server ${server} demands encryption.`,
    hint: 'Choose TLS, or SSL with the server’s SSL port (usually 465).',
  },
  AUTH_NOT_OFFERED: {
    code: 'AUTH_NOT_OFFERED',
    field: 'auth.enabled',
    message: ({ server }) => `The mail server ${server} does not offer sign-in on this connection.`,
    hint: 'Many servers offer it only after encryption: choose TLS or SSL. If the server needs no sign-in, switch authentication off.',
  },
  AUTH_METHOD_UNSUPPORTED: {
    code: 'AUTH_METHOD_UNSUPPORTED',
    field: 'auth.enabled',
    message: ({ server }) =>
      `The mail server ${server} offers no way to sign in with a user name and a password.`,
    hint: 'Supported are PLAIN, LOGIN and CRAM-MD5. Ask the provider whether password sign-in can be enabled for this account.',
  },
  AUTH_FAILED: {
    code: 'AUTH_FAILED',
    field: 'auth.password',
    message: ({ server }) => `The mail server ${server} did not accept user name and password.`,
    hint: 'Check both. Accounts with two-step sign-in (Google, Microsoft, Yahoo) usually need an app password made for this purpose.',
  },
  AUTH_TEMPORARY: {
    code: 'AUTH_TEMPORARY',
    message: ({ server }) =>
      `The mail server ${server} cannot check user name and password at the moment.`,
    hint: 'Try again later; after many wrong attempts servers refuse for a while.',
  },
  AUTH_REQUIRED: {
    code: 'AUTH_REQUIRED',
    field: 'auth.enabled',
    message: ({ server }) => `The mail server ${server} demands sign-in.`,
    hint: 'Enable authentication, and enter user name and password.',
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
  CONNECTION_CLOSED: {
    code: 'CONNECTION_CLOSED',
    message: ({ server, stage }) => `The connection to ${server} broke off ${DURING[stage]}.`,
    hint: 'Try again. If it stays so, a firewall may be in the way, or the server refuses this machine.',
  },
  RESPONSE_TIMEOUT: {
    code: 'RESPONSE_TIMEOUT',
    field: 'timeoutSeconds',
    message: ({ server, seconds, stage }) =>
      `${server} did not answer within ${seconds} s ${DURING[stage]}.`,
    hint: 'Try again; if the server is known to be slow, allow a longer timeout.',
  },
  INTERRUPTED: {
    code: 'INTERRUPTED',
    message: ({ stage }) => `It was interrupted on this side ${DURING[stage]}.`,
    hint: 'Try again.',
  },
  ENVELOPE_UNUSABLE: {
    code: 'RECIPIENT_REFUSED',
    message: () => 'The message has no sender or recipient that mail can be sent to.',
    hint: 'Correct the addresses of the message.',
  },
  UNSAFE_VALUE: {
    code: 'UNKNOWN',
    field: ({ stage }) => UNSAFE_FIELDS[stage],
    message: () => 'A value with a line break or NUL in it was not sent to the server.',
    hint: 'Enter the value again without line breaks.',
  },
  UNKNOWN: {
    code: 'UNKNOWN',
    message: ({ detail }) =>
      detail === '' ? 'Something unexpected happened.' : `Something unexpected happened: ${detail}`,
    hint: 'The server’s log has more about it. Try again.',
  },
};

const UNSAFE_FIELDS: Partial<Record<Stage, SettingsField>> = {
  ehlo: 'ehloName',
  auth: 'auth.username',
  mail: 'sender.from',
};
