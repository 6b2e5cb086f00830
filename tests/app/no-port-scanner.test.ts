/** The check looks at mail servers, and is of no use to look at anything else. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type AdminUser, type StrapiApp } from '../support/strapi-app';

const CHECK = '/outgoing-mail/settings/check';
const RIGHTS = { permissions: [{ action: 'plugin::outgoing-mail.settings.update' }] };
const BANNER = 'secret-service-7.4.1';

let app: StrapiApp;
let server: SmtpTestServer;
const others: Server[] = [];

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi({ plugin: { network: { ports: 'any', checksPerMinute: 20 } } });
});
afterAll(async () => {
  await app.stop();
  await server.close();
  others.forEach((other) => other.close());
});

/** A service that is no mail server. */
const service = async (talk: (socket: Socket) => void): Promise<number> => {
  const other = createServer((socket) => talk(socket.on('error', () => {})));
  others.push(other);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  return (other.address() as AddressInfo).port;
};

const checkOf = async (user: AdminUser, settings: object) => {
  const { status, body } = await user.post(CHECK, { timeoutSeconds: 1, ...settings });
  return { status, report: Object(Object(body).data).report as { failure?: { code: string } } };
};

describe('a service that is no mail server', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['SSH', (socket) => socket.write(`SSH-2.0-${BANNER}\r\n`)],
    ['Redis', (socket) => socket.on('data', () => socket.write(`-ERR ${BANNER}\r\n`))],
    ['HTTP', (socket) => socket.write(`HTTP/1.1 400 Bad Request\r\nServer: ${BANNER}\r\n\r\n`)],
    [
      'FTP, which greets as a mail server does',
      (socket) => {
        socket.write(`220 ${BANNER} ready\r\n`);
        socket.on('data', () => socket.write(`530 ${BANNER}: please sign in\r\n`));
      },
    ],
    ['POP3', (socket) => socket.write(`+OK ${BANNER}\r\n`)],
    ['IMAP', (socket) => socket.write(`* OK ${BANNER}\r\n`)],
  ])('is told apart, and not quoted: %s', async (_, talk) => {
    const user = await app.createAdminUser(RIGHTS);
    const port = await service(talk);
    const { report } = await checkOf(user, { host: '127.0.0.1', port });
    expect(['NOT_SMTP', 'NO_GREETING']).toContain(report.failure?.code);
    expect(JSON.stringify(report)).not.toContain(BANNER);
    expect(app.logs()).not.toContain(BANNER);
  });
});

describe('addresses', () => {
  it.each(['169.254.169.254', 'fe80::1', '::ffff:169.254.169.254', '100.100.100.200', '0.0.0.0'])(
    '%s is not connected to',
    async (host) => {
      const user = await app.createAdminUser(RIGHTS);
      const { report } = await checkOf(user, { host, port: 25 });
      expect(report.failure).toMatchObject({ code: 'ADDRESS_REFUSED', field: 'host' });
    },
  );

  it('that a name leads to are looked at where the connection is made', async () => {
    await app.restart({
      plugin: {
        network: { ports: 'any', refusedAddresses: ['127.0.0.0/8', '::1'], hosts: ['localhost'] },
      },
    });
    const user = await app.createAdminUser(RIGHTS);
    const seen = server.connections.length;
    const { report } = await checkOf(user, { host: 'localhost', port: server.port });
    expect(report.failure).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(server.connections).toHaveLength(seen);
    expect((await checkOf(user, { host: 'mail.example.com' })).status).toBe(400);
    await app.restart();
  });
});

describe('checks of one user', () => {
  it('are so many in a minute, whatever they find; those of another are counted apart', async () => {
    const [busy, calm] = [await app.createAdminUser(RIGHTS), await app.createAdminUser(RIGHTS)];
    const statuses: number[] = [];
    for (let count = 0; count < 21; count++)
      statuses.push((await checkOf(busy, { host: server.host, port: server.port })).status);
    expect(statuses).toEqual([...Array<number>(20).fill(200), 429]);
    expect(
      (await busy.put('/outgoing-mail/settings', { host: server.host, port: server.port })).status,
    ).toBe(429);
    expect(
      (await busy.post('/outgoing-mail/settings/test-message', { to: 'a@example.com' })).status,
    ).toBe(429);
    expect((await checkOf(calm, { host: server.host, port: server.port })).status).toBe(200);
  });
});
