/** The words for failures of encryption and of sign-in. Pure data. */
import type { FailureCase } from './failure-cases';
import { DURING } from './failure-words';
import type { FailureText } from './failure-words';

export const SECURITY_TEXTS = {
  ENCRYPTION_REQUIRED: {
    code: 'SERVER_REFUSED',
    field: 'encryption',
    message: ({ server }) => `The mail server ${server} demands encryption.`,
    hint: 'Choose TLS, or SSL with the server’s SSL port (usually 465).',
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
    hint: 'If the server belongs to your organisation, paste the certificate of its certificate authority (PEM) into the additional certificates.',
  },
  PASSWORD_UNREADABLE: {
    code: 'PASSWORD_UNREADABLE',
    field: 'auth.password',
    message: () => 'The stored password cannot be read.',
    hint: 'Enter the password again. A stored one becomes unreadable when the site’s encryption key is missing or has changed; one that is read from elsewhere (env:, file:), when it is not there.',
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
} satisfies Partial<Record<FailureCase, FailureText>>;
