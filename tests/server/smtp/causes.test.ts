/**
 * What goes wrong with mail servers, each produced for real, and what the check says about it: the stage, the server's
 * own words, the cause, what to do, the field, and what is one click away.
 */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { hostname } from 'node:os';
import type { CheckReport, CheckStage, Remedy } from '../../../server/contract';
import { checkSettings } from '../../../server/smtp/check';
import { certificate, testCa } from '../../support/certificates';
import type { Fault, SmtpStage } from '../../support/smtp-faults';
import {
  closedPort,
  type SmtpServerOptions,
  type SmtpTestServer,
  startSmtpServer,
} from '../../support/smtp-server';
import { startSilentPort } from '../../support/silent-port';
import { SIGN_IN, signedIn, smtpSettings } from './builders';

type Overrides = NonNullable<Parameters<typeof smtpSettings>[0]>;

interface Cause {
  /** A scripted mail server, or what another service says to whoever connects. */
  server?: SmtpServerOptions;
  says?: string;
  /** And in answer to all that it is told. */
  answers?: string;
  /** A port of another kind. */
  port?: () => Promise<number>;
  settings?: Overrides;
  sender?: string;
  key: string;
  code: string;
  stage: CheckStage;
  field?: string;
  /** Part of the server's own words that must be shown. */
  words?: string;
  remedies?: Partial<Remedy>[];
}

const closings: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const TLS587 = { id: 'USE_PORT', set: { port: 587, encryption: 'tls' }, field: 'port' } as const;
const SSL465 = { id: 'USE_PORT', set: { port: 465, encryption: 'ssl' }, field: 'port' } as const;
const USE_TLS = { id: 'USE_TLS', set: { encryption: 'tls' }, field: 'encryption' } as const;
const USE_SSL = { id: 'USE_SSL', set: { encryption: 'ssl' }, field: 'encryption' } as const;
const SET_SENDER = { id: 'SET_SENDER', field: 'sender.from' } as const;
const SET_EHLO_NAME = { id: 'SET_EHLO_NAME', field: 'ehloName' } as const;
const ENABLE_AUTH = {
  id: 'ENABLE_AUTH',
  set: { 'auth.enabled': true },
  field: 'auth.enabled',
} as const;
const ADD_CA = { id: 'ADD_CA', field: 'tls.ca' } as const;
const waitFor = (timeoutSeconds: number) =>
  ({ id: 'WAIT_LONGER', set: { timeoutSeconds }, field: 'timeoutSeconds' }) as const;

/** A server that answers so at a stage. */
const answering = (stage: SmtpStage, reply: string): SmtpServerOptions => ({
  faults: { [stage]: { reply } },
});
const refusing = (
  stage: SmtpStage,
  reply: string,
  cause: Omit<Cause, 'server' | 'stage'>,
): Cause => ({
  server: answering(stage, reply),
  stage: stage as CheckStage,
  words: reply.split('\r\n').at(-1),
  ...cause,
});
/** One that refuses a sign-in so. */
const refusingSignIn = (reply: string, key: string, field?: string): Cause => ({
  server: { auth: SIGN_IN, faults: { auth: { reply } } },
  settings: { auth: signedIn },
  stage: 'auth',
  key,
  code: key === 'AUTH_TOO_MANY' || key === 'AUTH_TEMPORARY' ? 'AUTH_TEMPORARY' : 'AUTH_FAILED',
  field,
  words: reply.slice(0, 3),
});
const withTls = (fault: Fault, stage: SmtpStage = 'starttls'): SmtpServerOptions => ({
  tls: 'starttls',
  faults: { [stage]: fault },
});
const encrypted = (encryption: 'tls' | 'ssl'): Overrides => ({ encryption });
const offering = (...offerAuth: string[]): SmtpServerOptions => ({ auth: SIGN_IN, offerAuth });

const silentPort = async () => {
  const silent = await startSilentPort();
  closings.push(silent.close);
  return silent.port;
};

const CAUSES: Record<string, Cause> = {
  'a name that does not exist': {
    port: async () => 25,
    settings: { host: 'nowhere.invalid' },
    key: 'HOST_NOT_FOUND',
    code: 'HOST_NOT_FOUND',
    stage: 'connect',
    field: 'host',
  },
  'an address that is not for mail': {
    port: async () => 25,
    settings: { host: '169.254.169.254' },
    key: 'ADDRESS_REFUSED',
    code: 'ADDRESS_REFUSED',
    stage: 'connect',
    field: 'host',
  },
  'a port where nothing listens': {
    port: closedPort,
    key: 'CONNECTION_REFUSED_LOCAL',
    code: 'CONNECTION_REFUSED',
    stage: 'connect',
    field: 'port',
    remedies: [TLS587, SSL465],
  },
  'a port that swallows everything': {
    port: silentPort,
    settings: { host: '127.0.0.1', timeoutSeconds: 1 },
    key: 'CONNECT_TIMEOUT',
    code: 'CONNECT_TIMEOUT',
    stage: 'connect',
    field: 'port',
    remedies: [TLS587, SSL465, waitFor(30)],
  },
  'a service that says nothing': {
    says: '',
    settings: { timeoutSeconds: 1 },
    key: 'NO_GREETING',
    code: 'NO_GREETING',
    stage: 'greeting',
    field: 'port',
    remedies: [waitFor(30), TLS587, SSL465],
  },
  'a server that hangs up at once': {
    server: { faults: { connect: 'close' } },
    key: 'CLOSED_BEFORE_GREETING',
    code: 'CONNECTION_CLOSED',
    stage: 'greeting',
  },
  'TLS chosen on a port that speaks SSL': {
    server: { tls: 'implicit' },
    settings: encrypted('tls'),
    key: 'PORT_SPEAKS_SSL',
    code: 'PORT_SPEAKS_SSL',
    stage: 'greeting',
    field: 'encryption',
    remedies: [USE_SSL],
  },
  'SSL chosen on a port that does not speak it': {
    server: { tls: 'starttls' },
    settings: encrypted('ssl'),
    key: 'TLS_WRONG_PORT',
    code: 'TLS_WRONG_PORT',
    stage: 'tls',
    field: 'encryption',
    remedies: [USE_TLS, SSL465],
  },
  'an IMAP server': {
    says: '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n',
    key: 'NOT_SMTP_IMAP',
    code: 'NOT_SMTP',
    stage: 'greeting',
    field: 'port',
    remedies: [TLS587, SSL465],
  },
  'a POP3 server': {
    says: '+OK Dovecot ready.\r\n',
    key: 'NOT_SMTP_POP3',
    code: 'NOT_SMTP',
    stage: 'greeting',
    field: 'port',
    remedies: [TLS587, SSL465],
  },
  'a web server': {
    says: 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n',
    key: 'NOT_SMTP_HTTP',
    code: 'NOT_SMTP',
    stage: 'greeting',
    field: 'port',
    remedies: [TLS587, SSL465],
  },
  'an FTP server, which greets as a mail server does': {
    says: '220 ftp.example.org ready\r\n',
    answers: '530 Please login with USER and PASS.\r\n',
    key: 'NOT_SMTP',
    code: 'NOT_SMTP',
    stage: 'ehlo',
    field: 'port',
    remedies: [TLS587, SSL465],
  },
  'a server that is busy': refusing('greeting', '421 4.3.2 Service not available', {
    key: 'SERVER_BUSY',
    code: 'SERVER_BUSY',
  }),
  'too many connections': refusing('greeting', '421 4.7.0 Too many concurrent SMTP connections', {
    key: 'TOO_MANY_CONNECTIONS',
    code: 'SERVER_BUSY',
    field: 'maxConnections',
  }),
  'a server that takes no mail from here': refusing('greeting', '554 5.3.2 No service for you', {
    key: 'SERVER_REFUSED',
    code: 'SERVER_REFUSED',
    field: 'host',
  }),
  'an address on a blocklist': refusing(
    'greeting',
    '554 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org',
    { key: 'ADDRESS_BLOCKLISTED', code: 'SERVER_REFUSED', field: 'host' },
  ),
  'an address on a blocklist, said late': refusing(
    'rcpt',
    '550 5.7.1 Unfortunately, messages from your address were not sent: it is on our block list (S3140)',
    { key: 'ADDRESS_BLOCKLISTED', code: 'SERVER_REFUSED', field: 'host' },
  ),
  'no name for the address': refusing(
    'rcpt',
    '450 4.7.25 Client host rejected: cannot find your reverse hostname',
    { key: 'NO_REVERSE_DNS', code: 'SERVER_REFUSED', field: 'host' },
  ),
  'an EHLO name that is refused': refusing('ehlo', '550 5.7.1 Need a full host name', {
    settings: encrypted('tls'),
    key: 'EHLO_REFUSED',
    code: 'EHLO_REFUSED',
    field: 'ehloName',
    remedies: [SET_EHLO_NAME],
  }),
  'an EHLO name that is refused, said late': refusing(
    'rcpt',
    '504 5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname',
    {
      key: 'EHLO_REFUSED',
      code: 'EHLO_REFUSED',
      field: 'ehloName',
      remedies: [SET_EHLO_NAME],
    },
  ),
  'a server that hangs up on the EHLO name': refusing(
    'ehlo',
    '421 4.7.0 Try again later, closing connection. (EHLO)',
    {
      key: 'EHLO_HUNG_UP',
      code: 'SERVER_BUSY',
      field: 'ehloName',
      // Where the machine that runs this has a full name, another one would not help.
      remedies: hostname().includes('.') ? [] : [SET_EHLO_NAME],
    },
  ),
  'STARTTLS that is not offered': {
    server: {},
    settings: encrypted('tls'),
    key: 'TLS_NOT_OFFERED',
    code: 'TLS_NOT_OFFERED',
    stage: 'tls',
    field: 'encryption',
    remedies: [TLS587, SSL465],
  },
  'STARTTLS that is refused': {
    server: withTls({ reply: '454 4.7.0 TLS not available due to local problem' }),
    settings: encrypted('tls'),
    key: 'TLS_REFUSED',
    code: 'TLS_REFUSED',
    stage: 'tls',
    field: 'encryption',
    words: 'local problem',
  },
  'STARTTLS that is answered with nonsense': {
    server: withTls('garbage', 'handshake'),
    settings: encrypted('tls'),
    key: 'TLS_FAILED',
    code: 'TLS_FAILED',
    stage: 'tls',
    field: 'encryption',
  },
  'a handshake that never ends': {
    server: withTls('silent', 'handshake'),
    settings: { encryption: 'tls', timeoutSeconds: 1 },
    key: 'TLS_NO_ANSWER',
    code: 'RESPONSE_TIMEOUT',
    stage: 'tls',
    field: 'encryption',
    remedies: [TLS587, SSL465, waitFor(30)],
  },
  'TLS 1.1': {
    server: { tls: 'starttls', tlsVersion: 'TLSv1.1' },
    settings: encrypted('tls'),
    key: 'TLS_TOO_OLD',
    code: 'TLS_FAILED',
    stage: 'tls',
    field: 'host',
  },
  'a certificate that is signed by itself': {
    server: { tls: 'starttls', certificate: 'self-signed' },
    settings: encrypted('tls'),
    key: 'CERTIFICATE_SELF_SIGNED',
    code: 'CERTIFICATE_SELF_SIGNED',
    stage: 'tls',
    field: 'tls.ca',
    remedies: [ADD_CA],
  },
  'an authority that nobody knows': {
    server: { tls: 'implicit' },
    settings: { encryption: 'ssl', tls: { ca: '' } },
    key: 'CERTIFICATE_UNTRUSTED',
    code: 'CERTIFICATE_UNTRUSTED',
    stage: 'tls',
    field: 'tls.ca',
    remedies: [ADD_CA],
  },
  'a certificate that has expired': {
    server: { tls: 'implicit', certificate: 'expired' },
    settings: encrypted('ssl'),
    key: 'CERTIFICATE_EXPIRED',
    code: 'CERTIFICATE_EXPIRED',
    stage: 'tls',
    field: 'host',
  },
  'a certificate that is not valid yet': {
    server: { tls: 'implicit', certificate: 'not-yet-valid' },
    settings: { encryption: 'ssl', tls: { ca: certificate('not-yet-valid') } },
    key: 'CERTIFICATE_NOT_YET_VALID',
    code: 'CERTIFICATE_EXPIRED',
    stage: 'tls',
    field: 'host',
  },
  'a certificate for another name': {
    server: { tls: 'starttls', certificate: 'wrong-name' },
    settings: encrypted('tls'),
    key: 'CERTIFICATE_WRONG_NAME',
    code: 'CERTIFICATE_WRONG_NAME',
    stage: 'tls',
    field: 'host',
  },
  'a certificate for a name, and a host that is an address': {
    server: { tls: 'starttls', certificate: 'wrong-name' },
    settings: { encryption: 'tls', host: '127.0.0.1' },
    key: 'CERTIFICATE_WRONG_ADDRESS',
    code: 'CERTIFICATE_WRONG_NAME',
    stage: 'tls',
    field: 'host',
  },
  'sign-in that is offered only once the connection is encrypted': {
    server: { tls: 'starttls', auth: SIGN_IN, offerAuth: [] },
    settings: { auth: signedIn },
    key: 'AUTH_NOT_OFFERED',
    code: 'AUTH_NOT_OFFERED',
    stage: 'auth',
    field: 'auth.enabled',
    remedies: [USE_TLS],
  },
  'sign-in by OAuth2 alone': {
    server: offering('XOAUTH2', 'OAUTHBEARER'),
    settings: { auth: signedIn },
    key: 'AUTH_OAUTH2_ONLY',
    code: 'AUTH_METHOD_UNSUPPORTED',
    stage: 'auth',
    field: 'auth.enabled',
  },
  'sign-in by Windows alone': {
    server: offering('NTLM', 'GSSAPI'),
    settings: { auth: signedIn },
    key: 'AUTH_WINDOWS_ONLY',
    code: 'AUTH_METHOD_UNSUPPORTED',
    stage: 'auth',
    field: 'auth.enabled',
  },
  'a wrong password': {
    server: { auth: SIGN_IN },
    settings: { auth: { ...signedIn, password: 'wrong' } },
    key: 'AUTH_FAILED',
    code: 'AUTH_FAILED',
    stage: 'auth',
    field: 'auth.password',
    words: '535 5.7.8',
  },
  'the usual password where an app password is wanted (Google)': refusingSignIn(
    '534-5.7.9 Application-specific password required. Learn more at\r\n534 5.7.9 https://support.example/?p=InvalidSecondFactor',
    'AUTH_APP_PASSWORD',
    'auth.password',
  ),
  'an account that has to be unlocked in the browser (Google)': refusingSignIn(
    '534-5.7.14 Please log in via your web browser and\r\n534 5.7.14 then try again.',
    'AUTH_BROWSER_FIRST',
    'auth.password',
  ),
  'sign-in by password switched off (Microsoft 365)': refusingSignIn(
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
    'AUTH_BASIC_DISABLED',
    'auth.username',
  ),
  'a wrong password (Microsoft 365)': refusingSignIn(
    '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.',
    'AUTH_FAILED',
    'auth.password',
  ),
  'an account that is locked': refusingSignIn(
    '535 5.7.8 Your account is temporarily locked',
    'AUTH_ACCOUNT_BLOCKED',
    'auth.username',
  ),
  'too many sign-ins': refusingSignIn(
    '454 4.7.0 Too many login attempts, please try again later.',
    'AUTH_TOO_MANY',
  ),
  'a sign-in that cannot be checked now': refusingSignIn(
    '454 4.7.0 Temporary authentication failure',
    'AUTH_TEMPORARY',
  ),
  'a password that cannot be read': {
    server: { auth: SIGN_IN },
    settings: { auth: { ...signedIn, password: null } },
    key: 'PASSWORD_UNREADABLE',
    code: 'PASSWORD_UNREADABLE',
    stage: 'connect',
    field: 'auth.password',
  },
  'encryption that is demanded first': refusing(
    'mail',
    '530 5.7.0 Must issue a STARTTLS command first',
    {
      key: 'ENCRYPTION_REQUIRED',
      code: 'SERVER_REFUSED',
      field: 'encryption',
      remedies: [USE_TLS, SSL465],
    },
  ),
  'sign-in that is demanded': {
    server: { auth: SIGN_IN },
    key: 'AUTH_REQUIRED',
    code: 'AUTH_REQUIRED',
    stage: 'mail',
    field: 'auth.enabled',
    words: '530 5.7.0 authentication required',
    remedies: [ENABLE_AUTH],
  },
  'no sender': {
    server: {},
    sender: '',
    key: 'NO_SENDER',
    code: 'SENDER_REFUSED',
    stage: 'mail',
    field: 'sender.from',
    remedies: [SET_SENDER],
  },
  'a sender that is refused': refusing('mail', '553 5.1.8 Not your address', {
    key: 'SENDER_REFUSED',
    code: 'SENDER_REFUSED',
    field: 'sender.from',
    remedies: [SET_SENDER],
  }),
  'a sender that is somebody else’s (Microsoft 365)': refusing(
    'rcpt',
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    {
      key: 'SENDER_NOT_ALLOWED',
      code: 'SENDER_REFUSED',
      field: 'sender.from',
      remedies: [SET_SENDER],
    },
  ),
  'a sender that is not verified (Amazon SES)': refusing(
    'mail',
    '554 Message rejected: Email address is not verified.',
    {
      key: 'SENDER_UNVERIFIED',
      code: 'SENDER_REFUSED',
      field: 'sender.from',
      remedies: [SET_SENDER],
    },
  ),
  'a sender whose domain does not exist': refusing(
    'rcpt',
    '450 4.1.8 <site@example.org>: Sender address rejected: Domain not found',
    {
      key: 'SENDER_DOMAIN_UNKNOWN',
      code: 'SENDER_REFUSED',
      field: 'sender.from',
      remedies: [SET_SENDER],
    },
  ),
  'a sender whose domain names nobody who may send (Google)': refusing(
    'mail',
    '550 5.7.26 This mail has been blocked because the sender is unauthenticated. SPF did not pass',
    {
      key: 'SENDER_UNPROVEN',
      code: 'SENDER_REFUSED',
      field: 'sender.from',
      remedies: [SET_SENDER],
    },
  ),
  'a recipient that is refused': refusing('rcpt', '550 5.1.1 No such user', {
    key: 'RECIPIENT_REFUSED',
    code: 'RECIPIENT_REFUSED',
  }),
  'a mailbox that is full': refusing('rcpt', '452 4.2.2 Mailbox full', {
    key: 'MAILBOX_FULL',
    code: 'RECIPIENT_REFUSED',
  }),
  'mail that is not passed on': refusing('rcpt', '554 5.7.1 Relay access denied', {
    key: 'RELAY_DENIED',
    code: 'RELAY_DENIED',
    field: 'auth.enabled',
    remedies: [ENABLE_AUTH],
  }),
  'mail that is not passed on for now': refusing('rcpt', '454 4.7.1 Relay access denied', {
    key: 'RELAY_DENIED',
    code: 'RELAY_DENIED',
    field: 'auth.enabled',
    remedies: [ENABLE_AUTH],
  }),
  'mail that is not passed on for this account': {
    server: {
      auth: SIGN_IN,
      recipients: { 'ann@example.org': '550 5.7.1 Unable to relay' },
    },
    settings: { auth: signedIn },
    key: 'RELAY_DENIED_SIGNED_IN',
    code: 'RELAY_DENIED',
    stage: 'rcpt',
    field: 'sender.from',
    words: 'Unable to relay',
    remedies: [SET_SENDER],
  },
  greylisting: refusing('rcpt', '450 4.2.0 Greylisted, see you in five minutes', {
    key: 'GREYLISTED',
    code: 'TEMPORARY_REFUSAL',
  }),
  'a server that has trouble': refusing('rcpt', '451 4.3.0 Try again later', {
    key: 'TEMPORARY_REFUSAL',
    code: 'TEMPORARY_REFUSAL',
  }),
  'a limit that is used up': refusing('rcpt', '452 4.5.3 Daily sending quota exceeded', {
    key: 'QUOTA_EXCEEDED',
    code: 'TEMPORARY_REFUSAL',
  }),
  'mail that comes too fast (Google)': refusing(
    'mail',
    '421 4.7.28 Our system has detected an unusual rate of mail from your address',
    { key: 'RATE_LIMITED', code: 'SERVER_BUSY' },
  ),
  'a size that is too much': refusing('mail', '552 5.3.4 Message size exceeds fixed limit', {
    key: 'MESSAGE_TOO_LARGE',
    code: 'MESSAGE_TOO_LARGE',
  }),
  'a connection that breaks off': {
    server: { faults: { rcpt: 'reset' } },
    key: 'CONNECTION_CLOSED',
    code: 'CONNECTION_CLOSED',
    stage: 'rcpt',
  },
  'a server that is slow': {
    server: { faults: { mail: 'silent' } },
    settings: { timeoutSeconds: 1 },
    key: 'RESPONSE_TIMEOUT',
    code: 'RESPONSE_TIMEOUT',
    stage: 'mail',
    field: 'timeoutSeconds',
    remedies: [waitFor(30)],
  },
};

const scripted = async (options: SmtpServerOptions): Promise<SmtpTestServer> => {
  const server = await startSmtpServer(options);
  closings.push(() => server.close());
  return server;
};

/** Another service, which speaks first or not at all. */
const stranger = async (says: string, answers = ''): Promise<number> => {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {}).on('data', () => socket.write(answers));
    socket.write(says);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => server.close());
  return (server.address() as AddressInfo).port;
};

const portOf = async ({ server, says, answers, port }: Cause): Promise<number> => {
  if (port) return port();
  return says === undefined ? (await scripted(server ?? {})).port : stranger(says, answers);
};

const check = async (cause: Cause): Promise<CheckReport> => {
  const { settings = {}, sender = 'site@example.org' } = cause;
  return checkSettings({
    settings: smtpSettings({
      host: 'localhost',
      port: await portOf(cause),
      ...settings,
      tls: { ca: testCa(), ...settings.tls },
    }),
    sender,
    recipient: 'ann@example.org',
    now: () => performance.now(),
  });
};

it('knows of more than 25 causes', () => {
  expect(new Set(Object.values(CAUSES).map(({ key }) => key)).size).toBeGreaterThan(25);
});

it.each(Object.entries(CAUSES))('%s', async (_, cause) => {
  const report = await check(cause);
  const last = report.steps.at(-1);
  expect(report.ok).toBe(false);
  expect(last).toMatchObject({ stage: cause.stage, ok: false });
  expect(last?.failure?.field).toBe(cause.field);
  expect(report.failure).toMatchObject({
    code: cause.code,
    words: { key: cause.key },
    message: expect.stringMatching(/\S/),
    hint: expect.stringMatching(/\S/),
    remedies: cause.remedies ?? [],
  });
  expect(last?.failure?.response ?? '').toContain(cause.words ?? '');
  if (cause.says) expect(JSON.stringify(report)).not.toContain(cause.says.slice(5, 15));
});
