import type { CheckReport } from '../../../server/contract';
import { checkSettings } from '../../../server/smtp/check';
import { certificate, testCa } from '../../support/certificates';
import { GARBAGE } from '../../support/smtp-faults';
import type { Fault, SmtpStage } from '../../support/smtp-faults';
import { closedPort, startSmtpServer } from '../../support/smtp-server';
import type { SmtpServerOptions, SmtpTestServer } from '../../support/smtp-server';
import { SIGN_IN, signedIn, smtpSettings } from './builders';

const running: SmtpTestServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

const start = async (options: SmtpServerOptions = {}): Promise<SmtpTestServer> => {
  const server = await startSmtpServer(options);
  running.push(server);
  return server;
};

const check = (
  server: Pick<SmtpTestServer, 'port'>,
  overrides: Parameters<typeof smtpSettings>[0] = {},
  rest: { sender?: string; recipient?: string; signal?: AbortSignal } = {},
): Promise<CheckReport> =>
  checkSettings({
    settings: smtpSettings({
      host: 'localhost',
      port: server.port,
      ...overrides,
      tls: { ca: testCa(), ...overrides.tls },
    }),
    sender: 'site@example.org',
    recipient: 'ann@example.org',
    now: () => performance.now(),
    ...rest,
  });

const stagesOf = (report: CheckReport) => report.steps.map(({ stage }) => stage);
const lastFailure = (report: CheckReport) => report.steps.at(-1)?.failure;

const ENCRYPTION_OF = { none: 'none', starttls: 'tls', implicit: 'ssl' } as const;

describe('a server that is in order', () => {
  it('passes every stage in clear text, and nothing is sent', async () => {
    const server = await start({ size: 1024 * 1024 });
    const report = await check(server);

    expect(report).toMatchObject({ ok: true });
    expect(report.failure).toBeUndefined();
    expect(stagesOf(report)).toEqual(['connect', 'greeting', 'ehlo', 'mail', 'rcpt', 'rset']);
    expect(report.steps.every(({ ok, ms }) => ok && ms >= 0)).toBe(true);
    expect(server.connections[0]?.commands.map((line) => line.split(' ')[0])).toEqual([
      'EHLO',
      'MAIL',
      'RCPT',
      'RSET',
      'QUIT',
    ]);
    expect(server.connections[0]?.commands).toContain('MAIL FROM:<site@example.org>');
    expect(server.connections[0]?.commands).toContain('RCPT TO:<ann@example.org>');
    expect(server.messages).toEqual([]);
  });

  it('passes with TLS and sign-in, the introduction repeated over TLS', async () => {
    const server = await start({ tls: 'starttls', auth: SIGN_IN });
    const report = await check(server, { encryption: 'tls', auth: signedIn });

    expect(report.ok).toBe(true);
    expect(stagesOf(report)).toEqual([
      'connect',
      'greeting',
      'ehlo',
      'tls',
      'auth',
      'mail',
      'rcpt',
      'rset',
    ]);
    expect(server.connections[0]).toMatchObject({ secure: true, user: SIGN_IN.user });
    expect(server.connections[0]?.commands.filter((line) => line.startsWith('EHLO'))).toHaveLength(
      2,
    );
  });

  it('passes with SSL, the handshake before the greeting', async () => {
    const server = await start({ tls: 'implicit', auth: SIGN_IN });
    const report = await check(server, { encryption: 'ssl', auth: signedIn });

    expect(report.ok).toBe(true);
    expect(stagesOf(report).slice(0, 4)).toEqual(['connect', 'tls', 'greeting', 'ehlo']);
  });

  it('says what it learned: banner, capabilities, certificate, sign-in method', async () => {
    const server = await start({ tls: 'starttls', auth: SIGN_IN, size: 26_214_400 });
    const { steps } = await check(server, { encryption: 'tls', auth: signedIn });
    const detail = (stage: string) => steps.find((step) => step.stage === stage)?.detail;

    expect(detail('greeting')).toBe('220 localhost ESMTP scripted');
    expect(detail('ehlo')).toContain('up to 25 MiB a message (SIZE 26214400)');
    expect(detail('ehlo')).toContain('sign-in (AUTH): PLAIN, LOGIN, CRAM-MD5');
    expect(detail('tls')).toMatch(
      /^TLSv1\.3, TLS_\w+; certificate of localhost, issued by Outgoing/,
    );
    expect(detail('tls')).toContain('valid until 2125-01-01');
    expect(detail('auth')).toBe('signed in with PLAIN');
  });

  it('is greeted with the name from the settings, and otherwise as by the transport', async () => {
    const server = await start();
    await check(server, { ehloName: 'www.example.org' });
    expect(server.connections[0]?.commands[0]).toBe('EHLO www.example.org');
  });

  it('may know HELO only', async () => {
    const server = await start({ faults: { ehlo: { reply: '502 5.5.1 what?' } } });
    const report = await check(server);
    expect(report.ok).toBe(true);
    expect(server.connections[0]?.commands[1]).toMatch(/^HELO /);
  });

  it('may answer in several lines', async () => {
    const server = await start({ faults: { greeting: { reply: '220-a\r\n220-b\r\n220 c' } } });
    expect((await check(server)).steps[1]?.detail).toBe('220-a 220-b 220 c');
  });

  it('has passed too when it does not answer QUIT', async () => {
    const server = await start({ faults: { quit: 'silent' } });
    expect((await check(server)).ok).toBe(true);
    await server.allClosed();
  });
});

describe('sign-in', () => {
  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'])(
    'uses %s where nothing else is offered',
    async (method) => {
      const server = await start({ auth: SIGN_IN, offerAuth: ['XOAUTH2', method] });
      const report = await check(server, { auth: signedIn });
      expect(report.steps.find(({ stage }) => stage === 'auth')).toMatchObject({
        ok: true,
        detail: `signed in with ${method}`,
      });
      expect(server.connections[0]?.user).toBe(SIGN_IN.user);
    },
  );

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'])('fails with a wrong password by %s', async (method) => {
    const server = await start({ auth: SIGN_IN, offerAuth: [method] });
    const report = await check(server, { auth: { ...signedIn, password: 'wrong' } });
    expect(report.failure).toMatchObject({ code: 'AUTH_FAILED', field: 'auth.password' });
    expect(report.failure?.hint).toContain('app password');
    expect(lastFailure(report)).toMatchObject({ stage: 'auth', outcome: 'refused', smtpCode: 535 });
  });

  it('sends no password to a server that does not offer sign-in', async () => {
    const server = await start({ auth: SIGN_IN, offerAuth: [] });
    const report = await check(server, { auth: signedIn });
    expect(report.failure).toMatchObject({ code: 'AUTH_NOT_OFFERED', field: 'auth.enabled' });
    expect(server.connections[0]?.commands.join()).not.toContain('AUTH');
  });

  it('fails where only other methods are offered', async () => {
    const server = await start({ auth: SIGN_IN, offerAuth: ['XOAUTH2', 'GSSAPI'] });
    const report = await check(server, { auth: signedIn });
    expect(report.failure?.code).toBe('AUTH_METHOD_UNSUPPORTED');
  });

  it('is asked for where the server demands it', async () => {
    const server = await start({ auth: SIGN_IN });
    const report = await check(server);
    expect(report.failure).toMatchObject({ code: 'AUTH_REQUIRED', field: 'auth.enabled' });
  });

  it('is not tried with a password that cannot be read', async () => {
    const server = await start({ auth: SIGN_IN });
    const report = await check(server, { auth: { ...signedIn, password: null } });
    expect(report.failure).toMatchObject({ code: 'PASSWORD_UNREADABLE', field: 'auth.password' });
    expect(stagesOf(report)).toEqual(['connect']);
    expect(server.connections).toHaveLength(0);
  });

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'])(
    'shows the password nowhere, not even when the server repeats it (%s)',
    async (method) => {
      const forms = [
        SIGN_IN.pass,
        Buffer.from(SIGN_IN.pass).toString('base64'),
        Buffer.from(`\0${SIGN_IN.user}\0${SIGN_IN.pass}`).toString('base64'),
      ];
      const server = await start({
        auth: SIGN_IN,
        offerAuth: [method],
        faults: {
          greeting: { reply: `220 ${forms.join(' ')}` },
          auth: { reply: `535-5.7.8 you said ${forms.join(' and ')}\r\n535 5.7.8 go away` },
        },
      });
      const report = await check(server, { auth: signedIn });
      expect(lastFailure(report)?.response).toContain('go away');
      for (const form of forms) {
        expect(JSON.stringify(report)).not.toContain(form.replace(/=+$/, ''));
      }
    },
  );
});

describe('encryption', () => {
  it('fails when STARTTLS was removed, before anything secret is said', async () => {
    const server = await start({
      tls: 'starttls',
      auth: SIGN_IN,
      faults: { starttls: 'stripped' },
    });
    const report = await check(server, { encryption: 'tls', auth: signedIn });
    expect(report.failure).toMatchObject({ code: 'TLS_NOT_OFFERED', field: 'encryption' });
    expect(server.connections[0]?.commands).toHaveLength(1);
  });

  it('ignores what was put behind the reply to STARTTLS', async () => {
    const server = await start({
      tls: 'starttls',
      auth: SIGN_IN,
      faults: { starttls: { reply: '220 go ahead\r\n250-injected\r\n250 AUTH XOAUTH2' } },
    });
    const report = await check(server, { encryption: 'tls', auth: signedIn });
    expect(report.ok).toBe(true);
    expect(JSON.stringify(report)).not.toContain('XOAUTH2');
  });

  it.each([
    ['self-signed', 'CERTIFICATE_SELF_SIGNED', 'tls.ca'],
    ['expired', 'CERTIFICATE_EXPIRED', 'host'],
    ['wrong-name', 'CERTIFICATE_WRONG_NAME', 'host'],
  ] as const)('fails for a certificate that is %s', async (name, code, field) => {
    for (const tls of ['starttls', 'implicit'] as const) {
      const server = await start({ tls, certificate: name, auth: SIGN_IN });
      const report = await check(server, { encryption: ENCRYPTION_OF[tls], auth: signedIn });
      expect(report.failure).toMatchObject({ code, field });
      expect(lastFailure(report)).toMatchObject({ stage: 'tls', outcome: 'not-sent' });
    }
  });

  it('fails for an authority that is not trusted', async () => {
    const server = await start({ tls: 'implicit' });
    const report = await check(server, { encryption: 'ssl', tls: { ca: '' } });
    expect(report.failure).toMatchObject({ code: 'CERTIFICATE_UNTRUSTED', field: 'tls.ca' });
  });

  it('trusts a self-signed certificate that stands in the settings', async () => {
    const server = await start({ tls: 'implicit', certificate: 'self-signed' });
    const report = await check(server, {
      encryption: 'ssl',
      tls: { ca: certificate('self-signed') },
    });
    expect(report.ok).toBe(true);
  });

  it('verifies IP addresses too', async () => {
    const server = await start({ tls: 'implicit' });
    expect((await check(server, { host: '127.0.0.1', encryption: 'ssl' })).ok).toBe(true);
    const other = await start({ tls: 'implicit', certificate: 'wrong-name' });
    const report = await check(other, { host: '127.0.0.1', encryption: 'ssl' });
    expect(report.failure?.code).toBe('CERTIFICATE_WRONG_NAME');
  });

  it('says so when the settings switch verification off', async () => {
    const server = await start({ tls: 'implicit', certificate: 'self-signed' });
    const report = await check(server, { encryption: 'ssl', tls: { verify: false } });
    expect(report.ok).toBe(true);
    expect(report.steps[1]?.detail).toContain('NOT VERIFIED: DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('fails for additional certificates that cannot be read', async () => {
    const server = await start({ tls: 'implicit' });
    const ca = '-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n';
    const report = await check(server, { encryption: 'ssl', tls: { ca } });
    expect(report.failure).toMatchObject({ code: 'CERTIFICATE_UNTRUSTED', field: 'tls.ca' });
    await server.allClosed();
  });

  it('tells SSL on a port without SSL from other TLS trouble', async () => {
    const server = await start({ tls: 'starttls' });
    const report = await check(server, { encryption: 'ssl' });
    expect(report.failure).toMatchObject({ code: 'TLS_WRONG_PORT', field: 'encryption' });
    expect(report.failure?.hint).toContain('Choose TLS');
  });

  it('is demanded by some servers', async () => {
    const server = await start({
      faults: { mail: { reply: '530 5.7.0 Must issue a STARTTLS command first' } },
    });
    const report = await check(server);
    expect(report.failure).toMatchObject({ code: 'SERVER_REFUSED', field: 'encryption' });
  });
});

describe('a server that fails', () => {
  const cases: [SmtpStage, Fault, string, string][] = [
    ['connect', 'close', 'CONNECTION_CLOSED', 'greeting'],
    // The kernel may report it as early as that.
    ['connect', 'reset', 'CONNECTION_CLOSED', 'connect'],
    ['greeting', { reply: '421 4.3.2 too busy' }, 'SERVER_BUSY', 'greeting'],
    ['greeting', { reply: '554 5.7.1 no service for you' }, 'SERVER_REFUSED', 'greeting'],
    ['greeting', 'garbage', 'NOT_SMTP', 'greeting'],
    ['greeting', 'close', 'CONNECTION_CLOSED', 'greeting'],
    ['ehlo', { reply: '421 4.3.2 too busy' }, 'SERVER_BUSY', 'ehlo'],
    ['ehlo', { reply: '550 5.7.1 bad name' }, 'EHLO_REFUSED', 'ehlo'],
    ['ehlo', 'reset', 'CONNECTION_CLOSED', 'ehlo'],
    ['ehlo', 'garbage', 'NOT_SMTP', 'ehlo'],
    ['starttls', { reply: '454 4.7.0 not now' }, 'TLS_REFUSED', 'tls'],
    ['starttls', { reply: '502 5.5.1 what?' }, 'TLS_NOT_OFFERED', 'tls'],
    ['starttls', 'close', 'TLS_FAILED', 'tls'],
    ['handshake', 'close', 'TLS_FAILED', 'tls'],
    ['handshake', 'reset', 'TLS_FAILED', 'tls'],
    ['handshake', 'garbage', 'TLS_FAILED', 'tls'],
    ['auth', { reply: '454 4.7.0 later' }, 'AUTH_TEMPORARY', 'auth'],
    ['auth', { reply: '534 5.7.9 app password required' }, 'AUTH_FAILED', 'auth'],
    ['auth', 'close', 'CONNECTION_CLOSED', 'auth'],
    ['auth', 'garbage', 'NOT_SMTP', 'auth'],
    ['mail', { reply: '451 4.3.0 later' }, 'TEMPORARY_REFUSAL', 'mail'],
    ['mail', { reply: '553 5.1.8 not your address' }, 'SENDER_REFUSED', 'mail'],
    ['mail', 'reset', 'CONNECTION_CLOSED', 'mail'],
    ['rcpt', { reply: '450 4.2.0 greylisted' }, 'TEMPORARY_REFUSAL', 'rcpt'],
    ['rcpt', { reply: '550 5.1.1 unknown' }, 'RECIPIENT_REFUSED', 'rcpt'],
    ['rcpt', { reply: '554 5.7.1 Relay access denied' }, 'RELAY_DENIED', 'rcpt'],
    ['rcpt', { reply: '553 5.7.1 Sender address rejected: not owned' }, 'SENDER_REFUSED', 'rcpt'],
    ['rcpt', 'close', 'CONNECTION_CLOSED', 'rcpt'],
    ['rset', { reply: '421 4.4.2 timeout' }, 'SERVER_BUSY', 'rset'],
    ['rset', 'close', 'CONNECTION_CLOSED', 'rset'],
  ];

  it.each(cases)('at %s with %j: %s', async (stage, fault, code, failedStage) => {
    const server = await start({ tls: 'starttls', auth: SIGN_IN, faults: { [stage]: fault } });
    const report = await check(server, {
      encryption:
        failedStage === 'ehlo' || stage === 'starttls' || stage === 'handshake' ? 'tls' : 'none',
      auth: signedIn,
    });
    expect(report.ok).toBe(false);
    expect(report.failure?.code).toBe(code);
    expect(report.steps.at(-1)).toMatchObject({ stage: failedStage, ok: false });
    expect(report.steps.slice(0, -1).every(({ ok }) => ok)).toBe(true);
    expect(JSON.stringify(report)).not.toContain(GARBAGE.slice(0, 7));
    await server.allClosed();
  });

  it('is not there', async () => {
    const report = await check({ port: await closedPort() });
    expect(report.failure).toMatchObject({ code: 'CONNECTION_REFUSED', field: 'port' });
    expect(stagesOf(report)).toEqual(['connect']);
  });

  it('has no such name', async () => {
    const report = await check({ port: 25 }, { host: 'nowhere.invalid' });
    expect(report.failure).toMatchObject({ code: 'HOST_NOT_FOUND', field: 'host' });
  });

  it('answers what it was not asked', async () => {
    const server = await start({
      faults: { greeting: { reply: '220 hello\r\n250 yes, that too' } },
    });
    expect((await check(server)).failure?.code).toBe('NOT_SMTP');
  });

  it('never stops talking', async () => {
    const server = await start({ faults: { greeting: { reply: '220-x\r\n'.repeat(300) } } });
    expect((await check(server)).failure?.code).toBe('NOT_SMTP');
  });
});

describe('what goes into a command', () => {
  it.each([
    [{ sender: 'a@example.org>\r\nRCPT TO:<b@example.org' }, 'mail'],
    [{ recipient: 'a@example.org\nDATA' }, 'rcpt'],
    [{ sender: 'a@example.org> SIZE=1' }, 'mail'],
  ])('is refused when it would be more than one: %j', async (addresses, stage) => {
    const server = await start();
    const report = await check(server, {}, addresses);
    expect(report.failure?.code).toBe('UNKNOWN');
    expect(report.steps.at(-1)).toMatchObject({ stage, ok: false });
    expect(server.connections[0]?.commands.join()).not.toMatch(/DATA|SIZE|b@example/);
  });

  it('is refused in the EHLO name and in the credentials', async () => {
    const server = await start({ auth: SIGN_IN });
    const byName = await check(server, { ehloName: 'www\r\nMAIL FROM:<>' });
    expect(byName.failure).toMatchObject({ code: 'UNKNOWN', field: 'ehloName' });
    const byUser = await check(server, { auth: { ...signedIn, username: 'a\0b' } });
    expect(byUser.failure).toMatchObject({ code: 'UNKNOWN', field: 'auth.username' });
    expect(server.connections.flatMap(({ commands }) => commands).join()).not.toContain('MAIL');
  });

  it('needs a sender', async () => {
    const report = await check(await start(), {}, { sender: '' });
    expect(report.failure).toMatchObject({ code: 'SENDER_REFUSED', field: 'sender.from' });
  });
});

describe('a check that is broken off by its caller', () => {
  it('ends at once and leaves nothing open', async () => {
    const server = await start({ faults: { mail: 'silent' } });
    const controller = new AbortController();
    const report = check(server, {}, { signal: controller.signal });
    await server.commandReceived(/^MAIL/);
    controller.abort();
    expect((await report).failure?.code).toBe('INTERRUPTED');
    await server.allClosed();
  });

  it('does not begin when it was broken off before', async () => {
    const server = await start();
    const report = await check(server, {}, { signal: AbortSignal.abort() });
    expect(report.failure?.code).toBe('INTERRUPTED');
    expect(server.connections).toHaveLength(0);
  });
});
