/** What is counted of connections, and why each was closed, against a real server. */
import nodemailer from 'nodemailer';
import type { Settings } from '../../../server/settings/settings';
import { createPoolCounts, type PoolCounts } from '../../../server/smtp/pool-counts';
import { createProgress } from '../../../server/smtp/progress';
import { createTransport, type Transport } from '../../../server/smtp/transport';
import { aMessage, someSettings } from '../../support/builders';
import type { Fault, SmtpStage } from '../../support/smtp-faults';
import {
  closedPort,
  startSmtpServer,
  type SmtpServerOptions,
  type SmtpTestServer,
} from '../../support/smtp-server';
import { until } from '../../support/until';

let server: SmtpTestServer;
let transport: Transport;
let pool: PoolCounts;

const start = async (settings: Partial<Settings> = {}, options: SmtpServerOptions = {}) => {
  server = await startSmtpServer(options);
  pool = createPoolCounts();
  transport = createTransport(
    someSettings({ port: server.port, maxConnections: 1, ...settings }),
    pool,
  );
};
afterEach(async () => {
  await transport.retire('shutdown');
  await server.close();
});

const send = () => transport.deliver(aMessage());
/** Those of which there are any. */
const closed = () =>
  Object.fromEntries(
    Object.entries(pool.totals().connectionsClosed).filter(([, count]) => count > 0),
  );
const closedOnce = (expected: Record<string, number>) =>
  until(
    `connections to be closed as in ${JSON.stringify(expected)}`,
    async () => closed(),
    (found) => JSON.stringify(found) === JSON.stringify(expected),
  );

describe('messages', () => {
  it('are told apart by whether the connection had carried one before', async () => {
    await start({ maxDeliveriesPerConnection: 3 });
    for (let count = 0; count < 7; count++) await send();
    expect(pool.totals()).toMatchObject({
      connectionsOpened: 3,
      messagesAccepted: 7,
      messagesReused: 4,
      messagesPerConnection: 7 / 3,
    });
    await closedOnce({ deliveries: 2 });
  });

  it('that were not accepted are not counted', async () => {
    await start({}, { faults: { rcpt: { reply: '550 5.1.1 no such user' } } });
    await send();
    expect(pool.totals()).toMatchObject({
      connectionsOpened: 1,
      messagesAccepted: 0,
      messagesPerConnection: null,
    });
    expect(closed()).toEqual({});
  });
});

describe('a connection', () => {
  it('that was never there is not closed', async () => {
    await start({ port: await closedPort() });
    await send();
    expect(pool.totals()).toMatchObject({ connectionsOpened: 0 });
    expect(closed()).toEqual({});
  });

  it.each(['close', 'reset'] as const)(
    'is closed by the server when that ends it between two messages (%s)',
    async (how) => {
      await start();
      await send();
      server.dropConnections(how);
      await send();
      await closedOnce({ server: 1 });
      expect(pool.totals()).toMatchObject({
        connectionsOpened: 2,
        messagesAccepted: 2,
        messagesReused: 0,
      });
    },
  );

  it.each([
    ['mail', 'close'],
    ['data', 'close'],
    ['after', 'close'],
    ['mail', { reply: '421 4.3.2 closing down' }],
  ] as [SmtpStage, Fault][])(
    'is closed by an error when that comes in the middle of a message: %s, %j',
    async (stage, fault) => {
      await start();
      server.fault(stage, fault);
      await send();
      await closedOnce({ error: 1 });
    },
  );

  it('is closed by an error when the time for a message is over', async () => {
    await start({ timeoutSeconds: 0.2 }, { faults: { mail: 'silent' } });
    await send();
    await closedOnce({ error: 1 });
  });

  it('is closed by an error when the server answers with what is no SMTP', async () => {
    await start({}, { faults: { mail: { reply: 'what?' } } });
    await send();
    await closedOnce({ error: 1 });
  });

  it.each(['settings', 'shutdown'] as const)('is closed by %s', async (reason) => {
    await start();
    await send();
    await transport.retire(reason);
    await closedOnce({ [reason]: 1 });
  });

  it('is closed by new settings once the message that was under way is through', async () => {
    await start();
    await send();
    server.fault('body', 'silent');
    const last = send();
    await server.commandReceived(/^DATA/);
    const retired = transport.retire('settings');
    server.heal();
    await Promise.all([last, retired]);
    await closedOnce({ settings: 1 });
  });
});

// The transport waits for four minutes; here the same nodemailer waits for less.
it('a connection that is idle for too long says so in nodemailer\u2019s log', async () => {
  await start();
  const closings: unknown[] = [];
  const progress = createProgress(
    () => {},
    (why) => closings.push(why),
  );
  const transporter = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: 1,
    idleTimeout: 50,
    logger: progress.logger,
    transactionLog: true,
  });
  progress.begin();
  await transporter.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' });
  await until(
    'the connection to be closed',
    async () => closings,
    ({ length }) => length > 0,
  );
  expect(closings).toEqual(['idle']);
  transporter.close();
});
