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

describe('a service that is no mail server, saved all the same', () => {
  it.each(['none', 'tls'])(
    'is not quoted by a message either, with encryption %s',
    async (encryption) => {
      const port = await service((socket) => {
        socket.write(`220 ${BANNER} ready\r\n`);
        socket.on('data', () => socket.write(`530 ${BANNER}: please sign in\r\n`));
      });
      const settings = { host: '127.0.0.1', port, encryption, timeoutSeconds: 2, saveAnyway: true };
      const answers = [
        await app.admin.put('/outgoing-mail/settings', settings),
        await app.admin.post('/outgoing-mail/settings/test-message', { to: 'ann@example.com' }),
      ];
      const { failure } = await app.run((strapi) =>
        strapi.plugin('email').service('email').send({ to: 'ann@example.com', text: 'x' }),
      );
      const drafts = await app.run((strapi) =>
        strapi.documents('plugin::outgoing-mail.message').findMany({}),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(drafts.length).toBeGreaterThan(0);
      expect(JSON.stringify([answers, failure, drafts])).not.toContain(BANNER);
      expect(app.logs()).not.toContain(BANNER);
    },
  );
});

describe('addresses', () => {
  it.each([
    ...['169.254.169.254', 'fe80::1', 'fe80::1%lo', '100.100.100.200', '0.0.0.0', 'fd20:ce::254'],
    // The same in the forms that resolvers and sockets take for it.
    ...['2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518', '0xA9.254.0251.254'],
    ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::'],
    ...['0', '0x0', '::'],
  ])('%s is not connected to', async (host) => {
    const user = await app.createAdminUser(RIGHTS);
    const { report } = await checkOf(user, { host, port: 25 });
    expect(report.failure).toMatchObject({ code: 'ADDRESS_REFUSED', field: 'host' });
  });

  it.each(['[fe80::1]', 'http://169.254.169.254', '169.254.169.254:80', 'a@b'])(
    '%s is no host',
    async (host) => {
      const user = await app.createAdminUser(RIGHTS);
      expect((await checkOf(user, { host, port: 25 })).status).toBe(400);
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
