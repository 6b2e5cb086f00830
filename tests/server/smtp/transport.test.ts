/** The pooled transport against a real server that can be told what to get wrong. */
import { createTransport, SentBackError, type Transport } from '../../../server/smtp/transport';
import type { Settings } from '../../../server/settings/settings';
import { aMessage, someSettings } from '../../support/builders';
import {
  closedPort,
  startSmtpServer,
  type SmtpServerOptions,
  type SmtpTestServer,
} from '../../support/smtp-server';
import type { Fault, SmtpStage } from '../../support/smtp-faults';
import { timed } from '../../support/stopwatch';

const SECOND = 1000;

let server: SmtpTestServer;
let transport: Transport;
let connected: number;

const start = async (options: SmtpServerOptions = {}, settings: Partial<Settings> = {}) => {
  server = await startSmtpServer(options);
  connected = 0;
  transport = createTransport(someSettings({ port: server.port, ...settings }), {
    onConnected: () => void connected++,
  });
};

afterEach(async () => {
  await transport.retire();
  await server.close();
});

describe('connections', () => {
  it('sends 100 messages one after another at the default settings over 5 connections of 20', async () => {
    await start();
    for (let index = 0; index < 100; index++) await transport.deliver(aMessage());
    expect(server.connections.map(({ messages }) => messages)).toEqual([20, 20, 20, 20, 20]);
    expect(connected).toBe(5);
  });

  it('re-establishes the connection after the maximum of deliveries', async () => {
    await start({}, { maxDeliveriesPerConnection: 3 });
    for (let index = 0; index < 7; index++) await transport.deliver(aMessage());
    expect(server.connections.map(({ messages }) => messages)).toEqual([3, 3, 1]);
  });

  it('has no more connections open than it may, however many messages wait', async () => {
    await start({}, { maxConnections: 2, maxDeliveriesPerConnection: 1000 });
    const deliveries = await Promise.all(
      Array.from({ length: 200 }, () => transport.deliver(aMessage())),
    );
    expect(deliveries.every(({ accepted }) => accepted)).toBe(true);
    expect(server.connections).toHaveLength(2);
    expect(server.messages).toHaveLength(200);
  });

  it('sends a message once when the server had closed the idle connection', async () => {
    for (const how of ['close', 'reset'] as const) {
      await start();
      await transport.deliver(aMessage());
      server.dropConnections(how);
      await server.allClosed();
      expect(await transport.deliver(aMessage())).toMatchObject({ accepted: true });
      expect(server.messages).toHaveLength(2);
      await transport.retire();
      await server.close();
    }
  });

  it('says how many connections are open, busy and waited for', async () => {
    await start({ faults: { mail: 'silent' } }, { maxConnections: 1, timeoutSeconds: 1 });
    expect(transport.figures()).toEqual({ open: 0, busy: 0, queued: 0 });
    const deliveries = [transport.deliver(aMessage()), transport.deliver(aMessage())];
    await server.commandReceived(/^MAIL/);
    expect(transport.figures()).toEqual({ open: 1, busy: 1, queued: 1 });
    await Promise.all(deliveries);
  });
});

describe('retiring', () => {
  it('lets the message under way finish and gives the waiting one back', async () => {
    await start({}, { maxConnections: 1 });
    const underWay = transport.deliver(aMessage());
    const waiting = transport.deliver(aMessage());
    const [gone] = await Promise.allSettled([waiting, transport.retire()]);
    expect(await underWay).toMatchObject({ accepted: true });
    expect(gone).toMatchObject({ status: 'rejected', reason: expect.any(SentBackError) });
    await server.allClosed();
    expect(server.messages).toHaveLength(1);
  });
});

/** A fault, the stage that the failure names, and its outcome. */
type Row = [SmtpStage, Fault, { stage: string; outcome: string }];

const notSent = (stage: string) => ({ stage, outcome: 'not-sent' });
const refused = (stage: string) => ({ stage, outcome: 'refused' });
const uncertain = { stage: 'reply', outcome: 'uncertain' };

const ROWS: Row[] = [
  ['greeting', 'silent', notSent('greeting')],
  ['greeting', 'trickle', notSent('greeting')],
  ['greeting', { reply: '421 4.3.2 too busy' }, notSent('greeting')],
  ['greeting', { reply: '554 5.7.1 go away' }, refused('greeting')],
  // The reset may be there before the connection is reported.
  [
    'greeting',
    'reset',
    { stage: expect.stringMatching(/^(connect|greeting)$/), outcome: 'not-sent' },
  ],
  ['ehlo', 'silent', notSent('ehlo')],
  ['ehlo', 'trickle', notSent('ehlo')],
  ['ehlo', 'close', notSent('ehlo')],
  ['mail', 'silent', notSent('mail')],
  ['mail', 'trickle', notSent('mail')],
  ['mail', 'close', notSent('mail')],
  ['mail', 'reset', notSent('mail')],
  ['mail', { reply: '451 4.3.0 later' }, notSent('mail')],
  ['mail', { reply: '553 5.1.8 sender unknown' }, refused('mail')],
  ['rcpt', 'silent', notSent('rcpt')],
  ['rcpt', 'trickle', notSent('rcpt')],
  ['rcpt', { reply: '550 5.1.1 no such user' }, refused('rcpt')],
  ['rcpt', { reply: '450 4.2.1 greylisted' }, notSent('rcpt')],
  ['data', 'silent', notSent('data')],
  ['data', 'close', notSent('data')],
  ['data', { reply: '554 5.5.1 no valid recipients' }, refused('data')],
  ['dot', { reply: '552 5.3.4 too large' }, refused('reply')],
  ['dot', { reply: '451 4.3.0 later' }, notSent('reply')],
  ['dot', 'silent', uncertain],
  ['dot', 'close', uncertain],
  ['after', 'silent', uncertain],
  ['after', 'trickle', uncertain],
  ['after', 'close', uncertain],
  ['after', 'reset', uncertain],
  ['after', { reply: '421 4.3.0 closing' }, uncertain],
];

describe.each([
  ['without PIPELINING', false],
  ['with PIPELINING', true],
] as const)('a failure %s', (_, pipelining) => {
  it.each(ROWS)('at %s by %j is known within the timeout', async (stage, fault, expected) => {
    await start({ pipelining, faults: { [stage]: fault } }, { timeoutSeconds: 1 });
    const { result: delivery, ms } = await timed(() => transport.deliver(aMessage()));
    expect(delivery).toMatchObject({ accepted: false, failure: expected });
    expect(ms).toBeLessThan(1.1 * SECOND);
    expect(server.messages).toHaveLength(stage === 'after' ? 1 : 0);
    await transport.retire();
    await server.allClosed();
  });

  it.each(ROWS.filter(([stage]) => !['greeting', 'ehlo'].includes(stage)))(
    'at %s by %j is known within the timeout on a connection that was used before',
    async (stage, fault, expected) => {
      await start({ pipelining }, { timeoutSeconds: 1 });
      await transport.deliver(aMessage());
      server.fault(stage, fault);
      const { result: delivery, ms } = await timed(() => transport.deliver(aMessage()));
      expect(delivery).toMatchObject({ accepted: false, failure: expected });
      expect(ms).toBeLessThan(1.1 * SECOND);
      expect(server.messages).toHaveLength(stage === 'after' ? 2 : 1);
    },
  );
});

describe('the message after a failure', () => {
  const text = 'x'.repeat(6_000_000);
  const OUT_OF_STEP: [string, SmtpStage, Fault, Parameters<typeof aMessage>[0]][] = [
    ['no SMTP at DATA', 'data', 'garbage', {}],
    ['no SMTP after the final dot', 'dot', 'garbage', {}],
    // Its server takes what comes next for more of the message.
    ['4xx in the middle of it', 'body', { reply: '452 4.3.1 no space' }, { fields: { text } }],
    ['nothing at RSET', 'rset', 'silent', { fields: { to: 'bad@example.com' } }],
  ];
  it.each(OUT_OF_STEP)(
    'goes over a new connection when the answer was %s',
    async (_, stage, fault, overrides) => {
      await start(
        { recipients: { 'bad@example.com': '550 5.1.1 no such user' }, faults: { [stage]: fault } },
        { maxConnections: 1, timeoutSeconds: 3 },
      );
      const failing = transport.deliver(aMessage(overrides));
      const next = transport.deliver(aMessage());
      const reset = stage === 'rset' && server.commandReceived(/^RSET/);
      expect(await failing).toMatchObject({ accepted: false });
      await reset;
      server.heal();
      const { result: delivery, ms } = await timed(() => next);
      expect(delivery).toMatchObject({ accepted: true });
      expect(server.connections.map(({ messages }) => messages)).toEqual([0, 1]);
      expect(ms).toBeLessThan(1.3 * SECOND);
    },
  );

  it.each([
    ['at RCPT', { rcpt: { reply: '550 5.1.1 no such user' } }],
    ['at the final dot', { dot: { reply: '554 5.7.1 spam' } }],
  ])('goes over the same connection when the message was refused %s', async (_, faults) => {
    await start({ faults }, { maxConnections: 1 });
    const failing = transport.deliver(aMessage());
    const next = transport.deliver(aMessage());
    expect(await failing).toMatchObject({ accepted: false, failure: { outcome: 'refused' } });
    server.heal();
    expect(await next).toMatchObject({ accepted: true });
    expect(server.connections).toHaveLength(1);
  });
});

describe('a server that is down', () => {
  it('is known at once', async () => {
    await start();
    transport = createTransport(someSettings({ port: await closedPort() }), { onConnected() {} });
    const { result: delivery, ms } = await timed(() => transport.deliver(aMessage()));
    expect(delivery).toMatchObject({
      accepted: false,
      failure: { code: 'CONNECTION_REFUSED', outcome: 'not-sent', field: 'port' },
    });
    expect(ms).toBeLessThan(SECOND);
  });
});

describe('encryption and sign-in', () => {
  const auth = { user: 'ann', pass: 'correct horse' };
  const signIn = { enabled: true, username: auth.user, password: auth.pass };
  const trusting = { verify: false, ca: '' };

  it('sends nothing and signs in nowhere when STARTTLS is stripped', async () => {
    await start(
      { tls: 'starttls', auth, faults: { starttls: 'stripped' } },
      { encryption: 'tls', auth: signIn },
    );
    expect(await transport.deliver(aMessage())).toMatchObject({
      accepted: false,
      failure: { code: 'TLS_NOT_OFFERED', stage: 'tls' },
    });
    expect(server.connections.flatMap(({ commands }) => commands).join()).not.toMatch(/AUTH|MAIL/);
  });

  it.each([
    ['tls', 'starttls'],
    ['ssl', 'implicit'],
  ] as const)('signs in over %s', async (encryption, tls) => {
    await start({ tls, auth }, { encryption, auth: signIn, tls: trusting });
    expect(await transport.deliver(aMessage())).toMatchObject({ accepted: true });
    expect(server.connections[0]).toMatchObject({ secure: true, messages: 1 });
  });

  it('does not encrypt with "none", though the server offers it', async () => {
    await start({ tls: 'starttls' });
    expect(await transport.deliver(aMessage())).toMatchObject({ accepted: true });
    expect(server.connections[0]).toMatchObject({ secure: false });
  });

  it('does not send unauthenticated when the server offers no sign-in', async () => {
    await start({ offerAuth: [] }, { auth: signIn });
    expect(await transport.deliver(aMessage())).toMatchObject({
      accepted: false,
      failure: { code: 'AUTH_NOT_OFFERED', stage: 'auth' },
    });
    expect(server.messages).toHaveLength(0);
  });

  it('says that a password is wrong, and not what it was', async () => {
    await start({ auth }, { auth: { ...signIn, password: 'wrong' } });
    const delivery = await transport.deliver(aMessage());
    expect(delivery).toMatchObject({
      accepted: false,
      failure: { code: 'AUTH_FAILED', stage: 'auth' },
    });
    expect(JSON.stringify('failure' in delivery && delivery.failure)).not.toContain('wrong');
  });
});

describe('recipients', () => {
  it('tells which were refused while others were accepted', async () => {
    await start({ recipients: { 'bad@example.com': '550 5.1.1 no such user' } });
    const delivery = await transport.deliver(
      aMessage({ fields: { to: 'ann@example.com, bad@example.com' } }),
    );
    expect(delivery).toMatchObject({
      accepted: true,
      info: { accepted: ['ann@example.com'], rejected: ['bad@example.com'] },
      refused: [
        {
          address: 'bad@example.com',
          failure: { code: 'RECIPIENT_REFUSED', outcome: 'refused', smtpCode: 550 },
        },
      ],
    });
  });
});

describe('a server that goes away between two messages', () => {
  it('is known to be down when the connection had carried its messages', async () => {
    await start({}, { maxDeliveriesPerConnection: 1 });
    await transport.deliver(aMessage());
    await server.allClosed();
    expect(transport.figures()).toMatchObject({ open: 0 });
    await server.close();
    expect(await transport.deliver(aMessage())).toMatchObject({
      accepted: false,
      failure: { code: 'CONNECTION_REFUSED', stage: 'connect' },
    });
  });

  it('is known to be down when a connection seemed to be open yet', async () => {
    await start();
    await transport.deliver(aMessage());
    const closing = server.close();
    // Nobody has told the transport by now.
    expect(transport.figures()).toMatchObject({ open: 1 });
    expect(await transport.deliver(aMessage())).toMatchObject({
      accepted: false,
      failure: { code: 'CONNECTION_REFUSED', stage: 'connect', outcome: 'not-sent' },
    });
    await closing;
  });
});
