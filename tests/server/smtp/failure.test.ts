/** The errors here have the shape in which nodemailer 10 and node really throw them. */
import { FAILURE_CODES } from '../../../server/contract';
import type { Failure, Stage } from '../../../server/contract';
import { SmtpProblem } from '../../../server/smtp/errors';
import { CODES } from '../../../server/smtp/failure-codes';
import {
  expired,
  failureFrom,
  interrupted,
  notTried,
  passwordUnreadable,
  shuttingDown,
  unusable,
} from '../../../server/smtp/failure';
import type { FailureFacts } from '../../../server/smtp/failure';
import { signedIn, smtpSettings } from './builders';

const error = (properties: object, message = 'x'): Error =>
  Object.assign(new Error(message), properties);

/** As nodemailer 10 reports a reply. */
const reply = (command: string, response: string, code = 'EENVELOPE'): Error =>
  error({ code, command, response, responseCode: Number(response.slice(0, 3)) });

const socketError = (originalCode: string): Error =>
  error({ code: 'ESOCKET', command: 'CONN', originalCode });

type Facts = Partial<Omit<FailureFacts, 'settings'>> & {
  settings?: Parameters<typeof smtpSettings>[0];
};
const failure = (thrown: unknown, { settings, ...facts }: Facts = {}): Failure =>
  failureFrom({
    stage: 'connect',
    error: thrown,
    handedOver: false,
    timedOut: false,
    settings: smtpSettings(settings),
    ...facts,
  });

const SSL = { settings: { encryption: 'ssl', port: 465 } } as const;
const SIGNED_IN = { settings: { auth: signedIn } };

const NETWORK: [string, Error, Facts, Partial<Failure>][] = [
  [
    'a name that is not found',
    error({ code: 'EDNS', command: 'CONN', originalCode: 'ENOTFOUND' }),
    {},
    { code: 'HOST_NOT_FOUND', field: 'host' },
  ],
  [
    'the same from node',
    error({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
    {},
    { code: 'HOST_NOT_FOUND', field: 'host' },
  ],
  [
    'a name service that gives no answer',
    error({ code: 'EDNS', originalCode: 'ETIMEOUT' }),
    {},
    { code: 'HOST_NOT_FOUND' },
  ],
  ['a closed port', socketError('ECONNREFUSED'), {}, { code: 'CONNECTION_REFUSED', field: 'port' }],
  ['the same from node', error({ code: 'ECONNREFUSED' }), {}, { code: 'CONNECTION_REFUSED' }],
  [
    'no way to the host',
    socketError('EHOSTUNREACH'),
    {},
    { code: 'HOST_UNREACHABLE', field: 'host' },
  ],
  [
    'no answer to connecting',
    error({ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'CONNECT_TIMEOUT' }),
    {},
    { code: 'CONNECT_TIMEOUT', stage: 'connect' },
  ],
  [
    'no answer to connecting, from the kernel',
    socketError('ETIMEDOUT'),
    {},
    { code: 'CONNECT_TIMEOUT' },
  ],
  [
    'no greeting',
    error({ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'GREETING_TIMEOUT' }),
    {},
    { code: 'NO_GREETING', stage: 'greeting', field: 'port' },
  ],
  [
    'a handshake that hangs',
    error({ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'UPGRADE_TIMEOUT' }),
    {},
    { code: 'RESPONSE_TIMEOUT', stage: 'tls', field: 'encryption' },
  ],
  [
    'silence later',
    error({ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'SOCKET_TIMEOUT' }),
    { stage: 'rcpt' },
    { code: 'RESPONSE_TIMEOUT', stage: 'rcpt', field: 'timeoutSeconds' },
  ],
  [
    'our own time limit',
    error({ code: 'EABORT', name: 'AbortError' }),
    { stage: 'mail', timedOut: true },
    { code: 'RESPONSE_TIMEOUT', stage: 'mail' },
  ],
  [
    'our own time limit at the greeting',
    error({ code: 'EABORT' }),
    { stage: 'greeting', timedOut: true },
    { code: 'NO_GREETING' },
  ],
  [
    'a caller who breaks it off',
    error({ code: 'EABORT', name: 'AbortError' }),
    { stage: 'mail' },
    { code: 'INTERRUPTED' },
  ],
  ['a pool that is closed', error({}, 'Connection pool was closed'), {}, { code: 'INTERRUPTED' }],
  [
    'a closed connection',
    error({ code: 'ECONNECTION', command: 'CONN' }),
    { stage: 'mail' },
    { code: 'CONNECTION_CLOSED', stage: 'mail' },
  ],
  [
    'a reset connection',
    socketError('ECONNRESET'),
    { stage: 'data' },
    { code: 'CONNECTION_CLOSED', stage: 'data' },
  ],
  [
    'something that is not SMTP',
    error({ code: 'EPROTOCOL', command: 'CONN', response: 'HTTP/1.1 400' }),
    { stage: 'greeting' },
    { code: 'NOT_SMTP', field: 'port' },
  ],
  [
    'plain text instead of SSL',
    socketError('ERR_SSL_WRONG_VERSION_NUMBER'),
    SSL,
    { code: 'TLS_WRONG_PORT', field: 'encryption' },
  ],
  [
    'plain text after STARTTLS',
    socketError('ERR_SSL_WRONG_VERSION_NUMBER'),
    { stage: 'tls', settings: { encryption: 'tls' } },
    { code: 'TLS_FAILED', field: 'encryption' },
  ],
  [
    'a handshake that fails',
    socketError('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'),
    { stage: 'tls' },
    { code: 'TLS_FAILED' },
  ],
  [
    'a handshake that is cut',
    error({ code: 'ETLS', command: 'CONN' }),
    {},
    { code: 'TLS_FAILED', stage: 'tls' },
  ],
  [
    'a broken record in mid-session',
    socketError('ERR_SSL_BAD_RECORD_TYPE'),
    { stage: 'rcpt' },
    { code: 'CONNECTION_CLOSED' },
  ],
  [
    'a self-signed certificate',
    socketError('DEPTH_ZERO_SELF_SIGNED_CERT'),
    SSL,
    { code: 'CERTIFICATE_SELF_SIGNED', field: 'tls.ca' },
  ],
  [
    'a private authority',
    socketError('SELF_SIGNED_CERT_IN_CHAIN'),
    SSL,
    { code: 'CERTIFICATE_UNTRUSTED', field: 'tls.ca' },
  ],
  [
    'an unknown authority',
    socketError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    SSL,
    { code: 'CERTIFICATE_UNTRUSTED', field: 'tls.ca' },
  ],
  [
    'an expired certificate',
    socketError('CERT_HAS_EXPIRED'),
    SSL,
    { code: 'CERTIFICATE_EXPIRED', field: 'host' },
  ],
  [
    'a certificate for another name',
    socketError('ERR_TLS_CERT_ALTNAME_INVALID'),
    SSL,
    { code: 'CERTIFICATE_WRONG_NAME', field: 'host' },
  ],
  [
    'no password for nodemailer',
    error({ code: 'EAUTH', command: 'API' }),
    {},
    { code: 'AUTH_FAILED', stage: 'auth' },
  ],
  [
    'something that is no error of the network',
    new TypeError('oops'),
    {},
    { code: 'UNKNOWN', message: 'Something unexpected happened: oops' },
  ],
];

it.each(NETWORK)('%s', (_, thrown, facts, expected) => {
  expect(failure(thrown, facts)).toMatchObject({ outcome: 'not-sent', ...expected });
});

const REPLIES: [Stage, string, Facts, Partial<Failure>][] = [
  ['mail', '503 5.5.4 AUTH first', {}, { code: 'AUTH_REQUIRED', outcome: 'refused' }],
  ['mail', '550 5.7.0 relaying denied', {}, { code: 'RELAY_DENIED', field: 'auth.enabled' }],
  ['rcpt', '550 5.1.8 no such domain', {}, { code: 'SENDER_REFUSED', field: 'sender.from' }],
  ['greeting', '421 4.3.2 too busy', {}, { code: 'SERVER_BUSY', outcome: 'not-sent' }],
  ['greeting', '450 4.3.2 later', {}, { code: 'SERVER_BUSY', outcome: 'not-sent' }],
  ['greeting', '554 5.7.1 no', {}, { code: 'SERVER_REFUSED', outcome: 'refused', field: 'host' }],
  [
    'ehlo',
    '501 5.5.4 bad name',
    {},
    { code: 'EHLO_REFUSED', outcome: 'refused', field: 'ehloName' },
  ],
  ['tls', '454 4.7.0 not now', {}, { code: 'TLS_REFUSED', outcome: 'not-sent' }],
  [
    'tls',
    '502 5.5.1 what?',
    {},
    { code: 'TLS_NOT_OFFERED', outcome: 'not-sent', field: 'encryption' },
  ],
  [
    'auth',
    '535 5.7.8 bad credentials',
    {},
    { code: 'AUTH_FAILED', outcome: 'refused', field: 'auth.password' },
  ],
  ['auth', '534 5.7.9 app password required', {}, { code: 'AUTH_FAILED', outcome: 'refused' }],
  ['auth', '454 4.7.0 later', {}, { code: 'AUTH_TEMPORARY', outcome: 'not-sent' }],
  [
    'auth',
    '503 5.5.1 AUTH not available',
    {},
    { code: 'AUTH_NOT_OFFERED', outcome: 'not-sent', field: 'auth.enabled' },
  ],
  ['auth', '504 5.5.4 unknown method', {}, { code: 'AUTH_METHOD_UNSUPPORTED' }],
  ['auth', '538 5.7.11 Encryption required', {}, { code: 'SERVER_REFUSED', field: 'encryption' }],
  [
    'mail',
    '530 5.7.0 Must issue a STARTTLS command first',
    {},
    { code: 'SERVER_REFUSED', field: 'encryption' },
  ],
  [
    'mail',
    '530 5.7.0 Authentication required',
    {},
    { code: 'AUTH_REQUIRED', outcome: 'refused', field: 'auth.enabled' },
  ],
  [
    'mail',
    '530 5.7.57 Client not authenticated to send mail',
    {},
    { code: 'AUTH_REQUIRED', field: 'auth.enabled' },
  ],
  ['rcpt', '550 5.7.1 Authentication is required to relay', {}, { code: 'AUTH_REQUIRED' }],
  [
    'mail',
    '553 5.1.8 not yours',
    {},
    { code: 'SENDER_REFUSED', outcome: 'refused', field: 'sender.from' },
  ],
  ['mail', '451 4.3.0 later', {}, { code: 'TEMPORARY_REFUSAL', outcome: 'not-sent' }],
  ['mail', '503 5.5.1 EHLO first', {}, { code: 'TEMPORARY_REFUSAL', outcome: 'not-sent' }],
  ['mail', '552 5.3.4 too big', {}, { code: 'MESSAGE_TOO_LARGE', outcome: 'refused' }],
  ['rcpt', '550 5.1.1 no such user', {}, { code: 'RECIPIENT_REFUSED', outcome: 'refused' }],
  ['rcpt', '552 5.2.2 mailbox full', {}, { code: 'RECIPIENT_REFUSED', outcome: 'refused' }],
  ['rcpt', '450 4.2.1 greylisted', {}, { code: 'TEMPORARY_REFUSAL', outcome: 'not-sent' }],
  [
    'rcpt',
    '554 5.7.1 Relay access denied',
    {},
    { code: 'RELAY_DENIED', outcome: 'refused', field: 'auth.enabled' },
  ],
  ['rcpt', '550 5.7.1 no', {}, { code: 'RELAY_DENIED', field: 'auth.enabled' }],
  [
    'rcpt',
    '554 5.7.1 Relay access denied',
    SIGNED_IN,
    { code: 'RELAY_DENIED', field: 'sender.from' },
  ],
  ['rcpt', '550 5.7.1 no', SIGNED_IN, { code: 'RECIPIENT_REFUSED' }],
  [
    'rcpt',
    '553 5.7.1 <a@b.c>: Sender address rejected: not owned',
    {},
    { code: 'SENDER_REFUSED', field: 'sender.from' },
  ],
  ['data', '554 5.5.1 no valid recipients', {}, { code: 'MESSAGE_REFUSED', outcome: 'refused' }],
  ['reply', '550 5.7.1 spam', {}, { code: 'MESSAGE_REFUSED', outcome: 'refused' }],
  ['reply', '552 too big', {}, { code: 'MESSAGE_TOO_LARGE', outcome: 'refused' }],
  ['reply', '552 5.7.0 blocked content', {}, { code: 'MESSAGE_REFUSED', outcome: 'refused' }],
  ['reply', '451 4.3.0 later', {}, { code: 'TEMPORARY_REFUSAL', outcome: 'not-sent' }],
  ['reply', '503 5.5.1 what?', {}, { code: 'TEMPORARY_REFUSAL', outcome: 'not-sent' }],
  ['rset', '500 5.5.1 what?', {}, { code: 'SERVER_REFUSED', outcome: 'refused' }],
];

it.each(REPLIES)('at %s: %s', (stage, response, facts, expected) => {
  const handedOver = stage === 'reply';
  expect(failure(reply('CONN', response), { stage, handedOver, ...facts })).toMatchObject({
    stage,
    smtpCode: Number(response.slice(0, 3)),
    response,
    ...expected,
  });
});

it.each([
  ['STARTTLS', 'ETLS', 'tls'],
  ['AUTH PLAIN', 'EAUTH', 'auth'],
  ['EHLO', 'ECONNECTION', 'ehlo'],
  ['MAIL FROM', 'EENVELOPE', 'mail'],
  ['RCPT TO', 'EENVELOPE', 'rcpt'],
  ['DATA', 'EENVELOPE', 'data'],
  ['DATA', 'EMESSAGE', 'reply'],
])(
  'the stage of an error at %s (%s) is %s, whatever the caller thought',
  (command, code, stage) => {
    expect(failure(reply(command, '550 5.0.0 no', code), { stage: 'connect' }).stage).toBe(stage);
  },
);

describe('after the final dot', () => {
  const handedOver = { stage: 'data', handedOver: true } as const;

  it.each([
    ['silence', error({ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' }), 'RESPONSE_TIMEOUT'],
    ['our own time limit', error({ code: 'EABORT' }), 'INTERRUPTED'],
    ['a closed connection', error({ code: 'ECONNECTION', command: 'CONN' }), 'CONNECTION_CLOSED'],
    ['a reset connection', socketError('ECONNRESET'), 'CONNECTION_CLOSED'],
    ['a broken TLS record', socketError('ERR_SSL_BAD_RECORD_TYPE'), 'CONNECTION_CLOSED'],
    ['421', reply('DATA', '421 4.3.0 closing', 'EMESSAGE'), 'SERVER_BUSY'],
    ['a reply that is none', error({ code: 'EPROTOCOL', response: '2?' }), 'NOT_SMTP'],
    [
      'another that is none',
      error({ code: 'EMESSAGE', response: '?', command: 'DATA' }),
      'NOT_SMTP',
    ],
    ['354 once more', reply('DATA', '354 go on', 'EMESSAGE'), 'NOT_SMTP'],
    ['anything unknown', new Error('?'), 'UNKNOWN'],
  ])('%s leaves it uncertain', (_, thrown, code) => {
    const made = failure(thrown, handedOver);
    expect(made).toMatchObject({ code, stage: 'reply', outcome: 'uncertain' });
    expect(made.hint).toContain('may have accepted');
  });

  it.each([
    ['550 5.7.1 spam', 'refused'],
    ['451 4.3.0 later', 'not-sent'],
  ])('the reply %s is an answer', (response, outcome) => {
    expect(failure(reply('DATA', response, 'EMESSAGE'), handedOver).outcome).toBe(outcome);
  });

  it.each([
    ['sign-in', reply('AUTH PLAIN', '535 no', 'EAUTH')],
    ['a certificate', socketError('CERT_HAS_EXPIRED')],
    ['connecting', socketError('ECONNREFUSED')],
    ['the settings', new SmtpProblem('PASSWORD_UNREADABLE')],
  ])('what belongs to an earlier stage is never uncertain: %s', (_, thrown) => {
    expect(failure(thrown, handedOver).outcome).not.toBe('uncertain');
  });
});

describe('what cannot get better by itself', () => {
  it('is refused although no reply says so', () => {
    const tooLarge = error({ code: 'EMESSAGE', command: 'MAIL FROM' });
    expect(failure(tooLarge)).toMatchObject({ code: 'MESSAGE_TOO_LARGE', outcome: 'refused' });
    const noRecipient = error({ code: 'EENVELOPE', command: 'API' });
    expect(failure(noRecipient)).toMatchObject({ code: 'RECIPIENT_REFUSED', outcome: 'refused' });
  });
});

describe('words', () => {
  it('say which port speaks SSL', () => {
    const silent = error({ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' });
    expect(failure(silent, { settings: { port: 465, encryption: 'tls' } })).toMatchObject({
      code: 'NO_GREETING',
      field: 'encryption',
      hint: 'Port 465 usually speaks SSL at once: choose SSL.',
    });
  });

  it('name host and port, an IPv6 address in brackets', () => {
    const made = failure(socketError('EHOSTUNREACH'), {
      settings: { host: '2001:db8::1', port: 25 },
    });
    expect(made.message).toContain('[2001:db8::1]:25');
  });

  it('exist for every code of the contract', () => {
    const codes = new Set(Object.values(CODES).map(({ code }) => code));
    expect([...codes].sort()).toEqual([...FAILURE_CODES].sort());
  });

  it('never contain the password', () => {
    const thrown = error(
      { code: 'EAUTH', response: `535 no ${signedIn.password}`, responseCode: 535 },
      `Invalid login: 535 no ${signedIn.password}`,
    );
    expect(JSON.stringify(failure(thrown, SIGNED_IN))).not.toContain(signedIn.password);
    const unknown = new Error(`failed with ${signedIn.password}`);
    expect(JSON.stringify(failure(unknown, SIGNED_IN))).not.toContain(signedIn.password);
  });

  it('of something that is not SMTP are not repeated', () => {
    const thrown = error({ code: 'EPROTOCOL', response: 'redis: -NOAUTH' }, 'redis: -NOAUTH');
    expect(JSON.stringify(failure(thrown))).not.toContain('redis');
  });
});

it.each([undefined, null, 'text', 42, {}, []])(
  'anything thrown becomes a failure: %p',
  (thrown) => {
    expect(failure(thrown)).toMatchObject({ code: 'UNKNOWN', outcome: 'not-sent' });
  },
);

it('what happens without a server has its failure too', () => {
  expect(passwordUnreadable()).toMatchObject({ code: 'PASSWORD_UNREADABLE', outcome: 'not-sent' });
  expect(shuttingDown()).toMatchObject({ code: 'INTERRUPTED', outcome: 'not-sent' });
  expect(interrupted(true)).toMatchObject({
    code: 'INTERRUPTED',
    outcome: 'uncertain',
    stage: 'reply',
    hint: expect.stringContaining('before you send it again'),
  });
  expect(interrupted(false)).toMatchObject({ code: 'INTERRUPTED', outcome: 'not-sent' });
  expect(expired()).toMatchObject({ code: 'EXPIRED', outcome: 'not-sent' });
  expect(unusable('to is no address')).toMatchObject({
    code: 'MESSAGE_REFUSED',
    outcome: 'refused',
    message: expect.stringContaining('to is no address'),
  });
  const trouble = failure(error({ code: 'ECONNREFUSED' }));
  expect(notTried({ ...trouble, outcome: 'refused' })).toMatchObject({
    code: 'CONNECTION_REFUSED',
    outcome: 'not-sent',
    message: expect.stringMatching(/^It was not tried.*Nothing/),
  });
});
