/**
 * The page's specification, sentence by sentence: what the settings do. What the page shows of them is in
 * tests/browser/specification.test.ts.
 */
import {
  closedPort,
  startSmtpServer,
  type SmtpServerOptions,
  type SmtpTestServer,
} from '../support/smtp-server';
import { timed } from '../support/stopwatch';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

let app: StrapiApp;
const servers: SmtpTestServer[] = [];

beforeAll(async () => {
  app = await startStrapi({ plugin: { network: { ports: 'any' } } });
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => app.stop());

const serverWith = async (options: SmtpServerOptions = {}) => {
  const server = await startSmtpServer(options);
  servers.push(server);
  return server;
};

interface SaveAnswer {
  data: { saved: boolean; report: { ok: boolean; failure?: object }; settings: object };
}
const BLANK = {
  host: '127.0.0.1',
  encryption: 'none',
  auth: { enabled: false },
  timeoutSeconds: 2,
  maxDeliveriesPerConnection: 20,
  tls: { verify: false },
};
const save = async (settings: object) => {
  const { status, body } = await app.admin.put<SaveAnswer>('/outgoing-mail/settings', {
    ...BLANK,
    ...settings,
  });
  expect(status).toBe(200);
  return body.data;
};
const send = () =>
  app.run((strapi) =>
    strapi
      .plugin('email')
      .service('email')
      .send({ to: 'ann@example.com', subject: 'Hello', text: 'Hello' }),
  );
const drafts = () =>
  app.run((strapi) => strapi.documents('plugin::outgoing-mail.message').count({}));

describe('SMTP Server', () => {
  it('The hostname or IP of your mail server.', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const { port, messages } = await serverWith();
      expect(await save({ host, port })).toMatchObject({ saved: true });
      expect(await send()).toMatchObject({ status: 'sent' });
      expect(messages).toHaveLength(1);
    }
  });

  it('If your mail server is on the same machine as your web server, you can usually use localhost for this setting.', async () => {
    const fresh = await startStrapi();
    expect(await fresh.admin.get('/outgoing-mail/settings')).toMatchObject({
      body: { data: { host: 'localhost' } },
    });
    await fresh.stop();
    const { port } = await serverWith();
    expect(await save({ host: 'localhost', port })).toMatchObject({
      saved: true,
      report: { ok: true },
    });
  });
});

describe('SMTP Port', () => {
  it('The network port to connect to on your mail server.', async () => {
    const [used, other] = [await serverWith(), await serverWith()];
    await save({ port: used.port });
    await send();
    expect(used.messages).toHaveLength(1);
    expect(other.connections).toHaveLength(0);
  });

  it('By default this is 25, but your mail server may require a non-standard port.', async () => {
    const fresh = await startStrapi();
    expect(await fresh.admin.get('/outgoing-mail/settings')).toMatchObject({
      body: { data: { port: 25 } },
    });
    await fresh.stop();
    const { port } = await serverWith();
    expect(await save({ port })).toMatchObject({ saved: true, settings: { port } });
  });
});

describe('SMTP Encryption', () => {
  it('None: No encryption will be used.', async () => {
    const server = await serverWith({ tls: 'starttls' });
    await save({ port: server.port, encryption: 'none' });
    expect(await send()).toMatchObject({ status: 'sent' });
    expect(server.connections.map(({ secure }) => secure)).not.toContain(true);
  });

  it('TLS: The SMTP connection will be encrypted with Transport Layer Security encryption, the successor to SSL.', async () => {
    const server = await serverWith({ tls: 'starttls' });
    expect(await save({ port: server.port, encryption: 'tls' })).toMatchObject({ saved: true });
    expect(await send()).toMatchObject({ status: 'sent' });
    expect(server.connections.map(({ secure }) => secure)).not.toContain(false);

    const plain = await serverWith();
    expect(await save({ port: plain.port, encryption: 'tls', saveAnyway: true })).toMatchObject({
      report: { failure: { code: 'TLS_NOT_OFFERED', field: 'encryption' } },
    });
    expect(await send()).toMatchObject({ status: 'draft' });
    expect(plain.messages).toHaveLength(0);
  });

  it('SSL: The SMTP connection will be encrypted with Secure Socket Layer encryption, the predecessor to TLS.', async () => {
    const server = await serverWith({ tls: 'implicit' });
    expect(await save({ port: server.port, encryption: 'ssl' })).toMatchObject({ saved: true });
    expect(await send()).toMatchObject({ status: 'sent' });
    expect(server.connections.map(({ secure }) => secure)).not.toContain(false);
  });
});

describe('SMTP Authentication', () => {
  const credentials = { user: 'ann', pass: 'correct horse' };
  const auth = { enabled: true, username: credentials.user, password: credentials.pass };

  it('Enabled: If this checkbox is enabled, then SMTP authentication credentials will be sent to the server.', async () => {
    const server = await serverWith({ auth: credentials });
    await save({ port: server.port, auth });
    expect(await send()).toMatchObject({ status: 'sent' });
    expect(server.connections.at(-1)).toMatchObject({ user: 'ann' });

    const open = await serverWith({ offerAuth: ['PLAIN'] });
    await save({ port: open.port });
    await send();
    expect(open.connections.flatMap(({ commands }) => commands).join('\n')).not.toMatch(/^AUTH/m);
  });

  it('Enabled: This is necessary if your mail server requires authentication.', async () => {
    const server = await serverWith({ auth: credentials });
    expect(await save({ port: server.port })).toMatchObject({
      saved: false,
      report: { ok: false, failure: { code: 'AUTH_REQUIRED', field: 'auth.enabled' } },
    });
    expect(await save({ port: server.port, auth })).toMatchObject({ saved: true });
  });

  it('Username: The username to authenticate with.', async () => {
    const server = await serverWith({ auth: credentials });
    expect(await save({ port: server.port, auth: { ...auth, username: 'bob' } })).toMatchObject({
      saved: false,
      report: { failure: { code: 'AUTH_FAILED' } },
    });
    expect(await save({ port: server.port, auth })).toMatchObject({ saved: true });
  });

  it('Password: The password to authenticate with.', async () => {
    const server = await serverWith({ auth: credentials });
    expect(await save({ port: server.port, auth: { ...auth, password: 'wrong' } })).toMatchObject({
      saved: false,
      report: { failure: { code: 'AUTH_FAILED' } },
    });
    expect(await save({ port: server.port, auth })).toMatchObject({ saved: true });
  });
});

describe('SMTP Timeout', () => {
  it('A number of seconds to wait for a response from the SMTP server.', async () => {
    for (const timeoutSeconds of [1, 2]) {
      const server = await serverWith({ faults: { mail: 'silent' } });
      const { result, ms } = await timed(() => save({ port: server.port, timeoutSeconds }));
      const { report } = result;
      const seconds = ms / 1000;
      expect(report).toMatchObject({ ok: false, failure: { code: 'RESPONSE_TIMEOUT' } });
      expect(seconds).toBeGreaterThan(timeoutSeconds * 0.9);
      expect(seconds).toBeLessThan(timeoutSeconds * 1.1);
    }
  });

  it('After this timeout, the connection will be broken and the message will be saved as a draft.', async () => {
    const server = await serverWith();
    await save({ port: server.port, timeoutSeconds: 1 });
    for (const fault of ['silent', 'trickle'] as const) {
      server.fault('rcpt', fault);
      const before = await drafts();
      const { result, ms } = await timed(send);
      expect(result).toMatchObject({
        status: 'draft',
        failure: { code: 'RESPONSE_TIMEOUT', outcome: 'not-sent' },
      });
      expect(ms).toBeLessThan(1100);
      await server.allClosed();
      expect(await drafts()).toBe(before + 1);
    }
  });
});

describe('Maximum Deliveries per SMTP Connection', () => {
  it('The number of messages to send over the same SMTP connection.', async () => {
    const server = await serverWith();
    await save({ port: server.port, maxDeliveriesPerConnection: 4 });
    for (let count = 0; count < 4; count++) await send();
    expect(server.connections.at(-1)).toMatchObject({ messages: 4 });
  });

  it('After this number of message, the SMTP connection will be re-established before sending additional messages.', async () => {
    const server = await serverWith();
    await save({ port: server.port, maxDeliveriesPerConnection: 4 });
    for (let count = 0; count < 10; count++) await send();
    const [, ...pooled] = server.connections;
    expect(pooled.map(({ messages }) => messages)).toEqual([4, 4, 2]);
  });

  it('The default of 20 should work for most environments, but you may need to lower this value if your SMTP server is strict.', async () => {
    const server = await serverWith();
    const fresh = await startStrapi({
      config: {
        plugins: {
          email: {
            config: {
              provider: 'nodemailer',
              providerOptions: { host: server.host, port: server.port },
            },
          },
        },
      },
    });
    expect(await fresh.admin.get('/outgoing-mail/settings')).toMatchObject({
      body: { data: { maxDeliveriesPerConnection: 20 } },
    });
    await fresh.run(async (strapi) => {
      for (let count = 0; count < 100; count++) {
        await strapi
          .plugin('email')
          .service('email')
          .send({ to: 'ann@example.com', subject: `${count}`, text: 'x' });
      }
    });
    expect(server.connections.map(({ messages }) => messages)).toEqual([20, 20, 20, 20, 20]);
    await fresh.stop();
    expect(await save({ port: server.port, maxDeliveriesPerConnection: 1 })).toMatchObject({
      saved: true,
    });
  });
});

describe('Notes', () => {
  it('Your SMTP server settings will be tested automatically when you click the Save Changes button.', async () => {
    const server = await serverWith();
    const { report } = await save({ port: server.port });
    expect(report).toMatchObject({ ok: true });
    expect(server.connections).toHaveLength(1);
    expect(server.connections[0]?.commands.map((line) => line.slice(0, 4))).toEqual([
      'EHLO',
      'MAIL',
      'RCPT',
      'RSET',
      'QUIT',
    ]);
    expect(server.messages).toHaveLength(0);
  });

  it('If your SMTP settings are invalid, or your mail server is temporarily offline, all outgoing email will be saved as drafts.', async () => {
    const count = await drafts();
    await save({ port: await closedPort(), saveAnyway: true });
    expect(await Promise.all([send(), send()])).toMatchObject([
      { status: 'draft' },
      { status: 'draft' },
    ]);

    const server = await serverWith();
    await save({ port: server.port });
    await server.close();
    expect(await send()).toMatchObject({ status: 'draft' });
    expect(await drafts()).toBe(count + 3);
  });
});
