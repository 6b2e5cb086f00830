/** The courier against a real server: the settings in force, also when they change. */
import { type Courier, createCourier } from '../../../server/delivery/courier';
import { aMessage, someSettings } from '../../support/builders';
import { startSmtpServer, type SmtpTestServer } from '../../support/smtp-server';

let couriers: Courier[] = [];
let servers: SmtpTestServer[] = [];

const aServer = async (...options: Parameters<typeof startSmtpServer>) => {
  const server = await startSmtpServer(...options);
  servers.push(server);
  return server;
};
const aCourier = (...[settings]: Parameters<typeof someSettings>) => {
  let connections = 0;
  const courier = createCourier(someSettings(settings), { connected: () => void connections++ });
  couriers.push(courier);
  return { courier, connections: () => connections };
};

afterEach(async () => {
  await Promise.all(couriers.map((courier) => courier.close()));
  await Promise.all(servers.map((server) => server.close()));
  [couriers, servers] = [[], []];
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
