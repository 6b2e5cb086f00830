/** The courier against a real server: the settings in force, also when they change, and a server that is away. */
import { type Breaker, type BreakerOptions, createBreaker } from '../../../server/delivery/breaker';
import {
  type Courier,
  type CourierDependencies,
  createCourier,
} from '../../../server/delivery/courier';
import { SentBackError } from '../../../server/smtp/transport';
import { aMessage, someSettings } from '../../support/builders';
import { startSmtpServer, type SmtpTestServer } from '../../support/smtp-server';
import { timed } from '../../support/stopwatch';
import { aFailure, aLog, NOW } from './builders';

let couriers: Courier[] = [];
let breakers: Breaker[] = [];
let servers: SmtpTestServer[] = [];

const aServer = async (...options: Parameters<typeof startSmtpServer>) => {
  const server = await startSmtpServer(...options);
  servers.push(server);
  return server;
};
/** Opens after `failures`, and does not find the server back by itself. */
const aBreaker = ({ failures = 0 }: Partial<BreakerOptions> = {}) => {
  const breaker = createBreaker({
    failures,
    firstProbeSeconds: 3600,
    maxProbeSeconds: 3600,
    probe: async () => aFailure(),
    log: aLog(),
    now: () => NOW,
  });
  breakers.push(breaker);
  return breaker;
};

const aCourier = (
  settings: Parameters<typeof someSettings>[0],
  breaker: CourierDependencies['breaker'] = aBreaker(),
) => {
  let connections = 0;
  const courier = createCourier(someSettings(settings), {
    pool: { onConnected: () => void connections++, onAccepted() {}, onClosed() {} },
    breaker,
  });
  couriers.push(courier);
  return { courier, connections: () => connections };
};

const aCourierThatStops = (failures: number, settings: Parameters<typeof someSettings>[0]) => {
  const breaker = aBreaker({ failures });
  const { courier } = aCourier(settings, breaker);
  breaker.onChange(() => courier.reconsider());
  return { breaker, courier };
};

afterEach(async () => {
  await Promise.all([...couriers, ...breakers].map((one) => one.close()));
  await Promise.all(servers.map((server) => server.close()));
  [couriers, breakers, servers] = [[], [], []];
});

describe('the courier', () => {
  it('delivers over one connection and says how many there are', async () => {
    const server = await aServer();
    const { courier, connections } = aCourier({ port: server.port });
    for (let index = 0; index < 3; index++)
      expect(await courier.deliver(aMessage())).toMatchObject({ accepted: true, refused: [] });
    expect([server.messages.length, connections()]).toEqual([3, 1]);
    expect(courier.figures()).toEqual({ open: 1, busy: 0, queued: 0 });
  });

  it('takes new settings for the next message, and loses none that is under way or waits', async () => {
    const [before, after] = [await aServer(), await aServer()];
    const { courier } = aCourier({ port: before.port, maxConnections: 1 });
    const deliveries = Array.from({ length: 5 }, () => courier.deliver(aMessage()));
    await before.commandReceived(/^EHLO/);
    courier.use(someSettings({ port: after.port }));
    const results = await Promise.all(deliveries);
    expect(results.map(({ accepted }) => accepted)).toEqual([true, true, true, true, true]);
    expect([before.messages.length, after.messages.length]).toEqual([1, 4]);
    await before.allClosed();
  });

  it('never signs in without the password that it should have', async () => {
    const server = await aServer();
    const { courier } = aCourier({
      port: server.port,
      auth: { enabled: true, username: 'web', password: null },
    });
    expect(await courier.deliver(aMessage())).toMatchObject({
      accepted: false,
      tried: true,
      failure: { code: 'PASSWORD_UNREADABLE', outcome: 'not-sent' },
    });
    expect(server.connections).toEqual([]);
  });

  it('tells who was refused while others were accepted', async () => {
    const server = await aServer({ recipients: { 'bad@example.com': '550 5.1.1 unknown' } });
    const { courier } = aCourier({ port: server.port });
    const delivery = await courier.deliver(
      aMessage({ fields: { to: 'bad@example.com, good@example.com' } }),
    );
    expect(delivery).toMatchObject({
      accepted: true,
      refused: [{ address: 'bad@example.com', failure: { code: 'RECIPIENT_REFUSED' } }],
    });
  });

  it('gives a message back that is not wanted any more when there is a connection for it', async () => {
    const server = await aServer();
    const { courier } = aCourier({ port: server.port, maxConnections: 1 });
    let isWanted = true;
    const deliver = () => courier.deliver(aMessage(), { isWanted: () => isWanted });
    const [first, second] = [deliver(), deliver()];
    const given = expect(second).rejects.toThrow(SentBackError);
    await server.commandReceived(/^EHLO/);
    isWanted = false;
    expect(await first).toMatchObject({ accepted: true });
    await given;
    await expect(deliver()).rejects.toThrow(SentBackError);
    isWanted = true;
    expect(await deliver()).toMatchObject({ accepted: true });
    expect(server.messages).toHaveLength(2);
  });

  it('finishes what is under way when Strapi stops, and begins nothing more', async () => {
    const server = await aServer();
    const { courier } = aCourier({ port: server.port, maxConnections: 1 });
    const [first, second] = [courier.deliver(aMessage()), courier.deliver(aMessage())];
    await server.commandReceived(/^EHLO/);
    await courier.close();
    expect(await first).toMatchObject({ accepted: true });
    expect(await second).toMatchObject({
      accepted: false,
      failure: { code: 'INTERRUPTED', outcome: 'not-sent' },
    });
    expect(await courier.deliver(aMessage())).toMatchObject({
      accepted: false,
      failure: { code: 'INTERRUPTED' },
    });
    await server.allClosed();
    expect(server.messages).toHaveLength(1);
  });
});

describe('the courier of a server that is away', () => {
  it('gives messages that wait for a connection back at once when that is found out', async () => {
    const server = await aServer({ faults: { ehlo: 'silent' } });
    const { courier } = aCourierThatStops(2, { port: server.port, maxConnections: 2 });
    const deliveries = Array.from({ length: 50 }, () => courier.deliver(aMessage()));
    await server.commandReceived(/^EHLO/);
    const { result, ms } = await timed(() => {
      server.fault('ehlo', 'close');
      server.dropConnections();
      return Promise.all(deliveries);
    });
    const tried = result.filter((delivery) => delivery.tried);
    // Two that were refused, and at most as many more that took their place before both were known.
    expect(tried.length).toBeLessThanOrEqual(4);
    expect(server.connections.length).toBeLessThanOrEqual(4);
    for (const delivery of result.filter((one) => !tried.includes(one)))
      expect(delivery).toMatchObject({
        accepted: false,
        failure: {
          code: 'CONNECTION_CLOSED',
          stage: 'ehlo',
          outcome: 'not-sent',
          message: expect.stringMatching(/^It was not tried/),
        },
      });
    expect(ms).toBeLessThan(2000);
  });

  it('asks nothing of it while the breaker is open', async () => {
    const server = await aServer({ faults: { greeting: { reply: '421 4.3.2 busy' } } });
    const { courier, breaker } = aCourierThatStops(2, { port: server.port });
    for (let index = 0; index < 2; index++)
      expect(await courier.deliver(aMessage())).toMatchObject({ tried: true });
    expect(breaker.trouble()).toMatchObject({ code: 'SERVER_BUSY' });
    server.heal();
    for (let index = 0; index < 20; index++)
      expect(await courier.deliver(aMessage())).toMatchObject({
        accepted: false,
        tried: false,
        failure: { code: 'SERVER_BUSY', outcome: 'not-sent' },
      });
    expect(server.connections).toHaveLength(2);
  });

  it('says of what it did not try that it is certainly not sent, whatever opened the breaker', async () => {
    const server = await aServer({ faults: { after: 'close' } });
    const { courier } = aCourierThatStops(1, { port: server.port });
    expect(await courier.deliver(aMessage())).toMatchObject({
      tried: true,
      failure: { outcome: 'uncertain' },
    });
    expect(await courier.deliver(aMessage())).toMatchObject({
      tried: false,
      failure: { outcome: 'not-sent' },
    });
  });

  it('asks it all the same for a person who insists, and goes on holding back the others', async () => {
    const server = await aServer({ faults: { greeting: { reply: '421 4.3.2 busy' } } });
    const { courier } = aCourierThatStops(1, { port: server.port });
    await courier.deliver(aMessage());
    expect(await courier.deliver(aMessage(), { insist: true })).toMatchObject({
      accepted: false,
      tried: true,
    });
    server.heal();
    expect(await courier.deliver(aMessage(), { insist: true })).toMatchObject({
      accepted: true,
      tried: true,
    });
    expect(await courier.deliver(aMessage())).toMatchObject({ accepted: false, tried: false });
  });

  it('lets failures of those who insist count while the breaker is closed', async () => {
    const server = await aServer({ faults: { greeting: { reply: '421 4.3.2 busy' } } });
    const { courier, breaker } = aCourierThatStops(2, { port: server.port });
    await courier.deliver(aMessage(), { insist: true });
    await courier.deliver(aMessage(), { insist: true });
    expect(breaker.trouble()).toMatchObject({ code: 'SERVER_BUSY' });
  });

  it('goes the usual way when the breaker closes in the very moment', async () => {
    const server = await aServer();
    const answers = [async () => undefined];
    const { courier } = aCourier(
      { port: server.port },
      { attempt: (deliver) => (answers.shift() ?? deliver)(), trouble: () => undefined },
    );
    expect(await courier.deliver(aMessage())).toMatchObject({ accepted: true, tried: true });
  });

  it('sends with new settings once the breaker was reset', async () => {
    const [before, after] = [await aServer({ faults: { ehlo: 'close' } }), await aServer()];
    const { courier, breaker } = aCourierThatStops(1, { port: before.port });
    await courier.deliver(aMessage());
    courier.use(someSettings({ port: after.port }));
    breaker.reset();
    expect(await courier.deliver(aMessage())).toMatchObject({ accepted: true });
    expect(after.messages).toHaveLength(1);
  });
});

describe('the first byte of a message', () => {
  it('leaves when the record of it is written, and not when that fails', async () => {
    const server = await aServer();
    const { courier } = aCourier({ port: server.port });
    const stored: number[] = [];
    const beforeData = async () => void stored.push(server.messages.length);
    expect(await courier.deliver(aMessage(), { beforeData })).toMatchObject({ accepted: true });
    const failing = async () => Promise.reject(new Error('the claim had run out'));
    expect(await courier.deliver(aMessage(), { beforeData: failing })).toMatchObject({
      accepted: false,
      tried: true,
      failure: { code: 'INTERRUPTED', outcome: 'not-sent' },
    });
    expect([stored, server.messages.length]).toEqual([[0], 1]);
  });
});
