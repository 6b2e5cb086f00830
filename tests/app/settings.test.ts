/** The settings over HTTP: what is refused, what is kept, who may. */
import { closedPort, startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

const PASSWORD = 'a secret of the site';
const ANY_PORT = { network: { ports: 'any', checksPerMinute: 10_000 } };
const SITE = { plugin: ANY_PORT };

let app: StrapiApp;
let server: SmtpTestServer;

beforeAll(async () => {
  server = await startSmtpServer({ auth: { user: 'ann', pass: PASSWORD } });
  app = await startStrapi(SITE);
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

const settings = async () =>
  Object(Object((await app.admin.get('/outgoing-mail/settings')).body).data);
const storedRow = () =>
  app.run((strapi) =>
    strapi.db
      .query('strapi::core-store')
      .findOne({ where: { key: 'plugin_outgoing-mail_settings' } }),
  );

describe('a site where nothing was saved', () => {
  it('has the defaults of the specification', async () => {
    expect(await settings()).toEqual({
      host: 'localhost',
      port: 25,
      encryption: 'none',
      auth: { enabled: false, username: '', hasPassword: false },
      timeoutSeconds: 30,
      maxDeliveriesPerConnection: 20,
      maxConnections: 5,
      ehloName: '',
      tls: { verify: true, ca: '' },
      sender: { from: '', replyTo: '', force: false },
      locked: [],
      lastCheck: null,
      passwordReference: null,
      warnings: [],
    });
  });
});

describe('a body that is wrong', () => {
  const LINE_BREAK = 'x\r\nRCPT TO:<evil@example.com>';
  const WRONG: [path: string, body: unknown][] = [
    ['host', { host: 7 }],
    ['host', { host: '' }],
    ['host', { host: 'https://mail.example.com' }],
    ['host', { host: 'mail.example.com:25' }],
    ['host', { host: LINE_BREAK }],
    ['port', { port: '25' }],
    ['port', { port: 0 }],
    ['port', { port: 65_536 }],
    ['port', { port: 25.5 }],
    ['encryption', { encryption: 'starttls' }],
    ['encryption', { encryption: 3 }],
    ['auth', { auth: 'yes' }],
    ['auth.enabled', { auth: { enabled: 'yes' } }],
    ['auth.username', { auth: { enabled: true, username: LINE_BREAK, password: 'x' } }],
    ['auth.username', { auth: { enabled: true, username: '', password: 'x' } }],
    ['auth.password', { auth: { enabled: true, username: 'ann' } }],
    ['auth.password', { auth: { password: LINE_BREAK } }],
    ['auth.password', { auth: { password: '' } }],
    ['auth.password', { auth: { password: null } }],
    ['auth.hasPassword', { auth: { hasPassword: true } }],
    ['timeoutSeconds', { timeoutSeconds: 0 }],
    ['timeoutSeconds', { timeoutSeconds: 601 }],
    ['timeoutSeconds', { timeoutSeconds: '30' }],
    ['maxDeliveriesPerConnection', { maxDeliveriesPerConnection: 0 }],
    ['maxDeliveriesPerConnection', { maxDeliveriesPerConnection: 1e9 }],
    ['maxConnections', { maxConnections: 51 }],
    ['ehloName', { ehloName: LINE_BREAK }],
    ['tls.verify', { tls: { verify: 'no' } }],
    ['tls.ca', { tls: { ca: 'not PEM' } }],
    ['tls.ca', { tls: { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' } }],
    ['sender.from', { sender: { from: LINE_BREAK } }],
    ['sender.replyTo', { sender: { replyTo: 'nobody' } }],
    ['sender.force', { sender: { force: 'yes' } }],
    ['saveAnyway', { saveAnyway: 'please' }],
    ['unknown', { unknown: 1 }],
    ['locked', { locked: [] }],
  ];

  it.each(WRONG)('is refused at %s: %j', async (path, body) => {
    const { status, body: answer } = await app.admin.put('/outgoing-mail/settings', body);
    expect(status).toBe(400);
    expect(answer).toMatchObject({
      data: null,
      error: {
        name: 'ValidationError',
        details: { errors: [{ path: path.split('.'), message: expect.any(String) }] },
      },
    });
  });

  it('says every wrong field at once', async () => {
    const { body } = await app.admin.put('/outgoing-mail/settings', {
      host: 7,
      port: 'x',
      auth: { enabled: 1 },
    });
    expect(
      Object(body).error.details.errors.map(({ path }: { path: string[] }) => path.join('.')),
    ).toEqual(['host', 'port', 'auth.enabled']);
  });

  it('stores nothing', async () => {
    expect(await storedRow()).toBeNull();
  });
});

describe('saving', () => {
  it('stores nothing when the check fails, and says so', async () => {
    const port = await closedPort();
    const { status, body } = await app.admin.put('/outgoing-mail/settings', {
      host: '127.0.0.1',
      port,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: {
        saved: false,
        report: {
          ok: false,
          steps: [{ stage: 'connect', ok: false, failure: { code: 'CONNECTION_REFUSED' } }],
          failure: {
            code: 'CONNECTION_REFUSED',
            field: 'port',
            message: expect.any(String),
            hint: expect.any(String),
          },
        },
        settings: { host: 'localhost', port: 25 },
      },
    });
    expect(await storedRow()).toBeNull();
  });

  it('stores them all the same with saveAnyway, and remembers what the check found', async () => {
    const port = await closedPort();
    const { body } = await app.admin.put('/outgoing-mail/settings', {
      host: '127.0.0.1',
      port,
      saveAnyway: true,
    });
    expect(body).toMatchObject({
      data: { saved: true, settings: { port, lastCheck: { ok: false } } },
    });
    expect(await settings()).toMatchObject({
      port,
      lastCheck: { failure: { code: 'CONNECTION_REFUSED' } },
    });
  });

  it('stores them when the check passes: every stage, and nothing sent', async () => {
    const { body } = await app.admin.put('/outgoing-mail/settings', {
      host: server.host,
      port: server.port,
      auth: { enabled: true, username: 'ann', password: PASSWORD },
    });
    const { saved, report } = Object(body).data;
    expect(saved).toBe(true);
    expect(report.steps.map(({ stage }: { stage: string }) => stage)).toEqual([
      'connect',
      'greeting',
      'ehlo',
      'auth',
      'mail',
      'rcpt',
      'rset',
    ]);
    expect(server.messages).toHaveLength(0);
  });

  it('keeps the password when none is sent, and shows only that there is one', async () => {
    expect((await settings()).auth).toEqual({ enabled: true, username: 'ann', hasPassword: true });
    expect(await app.admin.put('/outgoing-mail/settings', { timeoutSeconds: 9 })).toMatchObject({
      status: 200,
      body: { data: { saved: true, report: { ok: true } } },
    });
  });

  it('stores the password encrypted and shows it nowhere', async () => {
    const row = JSON.stringify(await storedRow());
    const page = JSON.stringify(await settings());
    for (const text of [row, page, app.logs()]) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(Buffer.from(PASSWORD).toString('base64'));
    }
    expect(row).toContain('v1:');
  });

  it('wants the password again when it would go to another server', async () => {
    const elsewhere = await startSmtpServer({ auth: { user: 'ann', pass: PASSWORD } });
    for (const path of ['/outgoing-mail/settings', '/outgoing-mail/settings/check']) {
      const body = { port: elsewhere.port };
      const answer = path.endsWith('check')
        ? await app.admin.post(path, body)
        : await app.admin.put(path, body);
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { details: { errors: [{ path: ['auth', 'password'] }] } } },
      });
    }
    expect(elsewhere.connections).toHaveLength(0);
    await elsewhere.close();
  });

  it('survives a restart', async () => {
    const before = await settings();
    await app.restart();
    expect(await settings()).toEqual(before);
    expect(
      await app.run((strapi) =>
        strapi
          .plugin('email')
          .service('email')
          .send({ to: 'a@example.com', subject: 'x', text: 'x' }),
      ),
    ).toMatchObject({ status: 'sent' });
  });

  it('holds mail as drafts, and says why, when the encryption key has changed', async () => {
    await app.restart({ ...SITE, encryptionKey: 'another key' });
    const sent = server.messages.length;
    const result = await app.run((strapi) =>
      strapi
        .plugin('email')
        .service('email')
        .send({ to: 'a@example.com', subject: 'x', text: 'x' }),
    );
    expect(result).toMatchObject({
      status: 'draft',
      failure: { code: 'PASSWORD_UNREADABLE', field: 'auth.password' },
    });
    expect(await app.admin.post('/outgoing-mail/settings/check', {})).toMatchObject({
      body: { data: { report: { ok: false, failure: { code: 'PASSWORD_UNREADABLE' } } } },
    });
    expect(server.messages).toHaveLength(sent);
    expect(await settings()).toMatchObject({
      auth: { hasPassword: true },
      warnings: ['PASSWORD_UNREADABLE'],
    });
    expect(app.logs()).toContain('The password of the mail server cannot be read');
    await app.restart();
    expect(await settings()).toMatchObject({ warnings: [] });
  });

  it('refuses to store a password without an encryption key, and says which key to set', async () => {
    await app.restart({ ...SITE, encryptionKey: null });
    const before = await storedRow();
    const { status, body } = await app.admin.put('/outgoing-mail/settings', {
      auth: { enabled: true, username: 'ann', password: PASSWORD },
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: {
        details: {
          errors: [
            {
              path: ['auth', 'password'],
              message: expect.stringContaining('admin.secrets.encryptionKey'),
            },
          ],
        },
      },
    });
    expect(await storedRow()).toEqual(before);
    await app.restart();
  });
});

describe('a password that is kept elsewhere', () => {
  const signInWith = (password: string) => ({
    host: server.host,
    port: server.port,
    auth: { enabled: true, username: 'ann', password },
  });

  it('is used by its reference, which is shown, and is stored nowhere', async () => {
    await app.restart({ ...SITE, env: { SMTP_PASSWORD: PASSWORD } });
    expect(
      await app.admin.put('/outgoing-mail/settings', signInWith('env:SMTP_PASSWORD')),
    ).toMatchObject({
      status: 200,
      body: { data: { saved: true, settings: { passwordReference: 'env:SMTP_PASSWORD' } } },
    });
    expect(await storedRow()).toMatchObject({
      value: expect.not.stringContaining('v1:'),
    });
  });

  it('that is not there any more makes drafts, and the page says so', async () => {
    await app.restart({ ...SITE, env: { SMTP_PASSWORD: '' } });
    expect(await settings()).toMatchObject({
      passwordReference: 'env:SMTP_PASSWORD',
      warnings: ['PASSWORD_UNREADABLE'],
    });
  });

  it.each(['env:ADMIN_JWT_SECRET', 'env:PATH', 'file:/etc/passwd', 'file:/run/secrets/db'])(
    'is not read from %s, which no page may name',
    async (reference) => {
      expect(await app.admin.put('/outgoing-mail/settings', signInWith(reference))).toMatchObject({
        status: 400,
        body: { error: { details: { errors: [{ path: ['auth', 'password'] }] } } },
      });
    },
  );
});

describe('a password that would travel in clear text', () => {
  it('is not sent before somebody has confirmed it', async () => {
    const elsewhere = await startSmtpServer({ auth: { user: 'ann', pass: PASSWORD } });
    // Another name for this machine, which nothing says is this machine.
    const body = {
      host: '0177.0.0.1',
      port: elsewhere.port,
      auth: { enabled: true, username: 'ann', password: PASSWORD },
    };
    for (const path of ['/outgoing-mail/settings/check', '/outgoing-mail/settings']) {
      const ask = path.endsWith('check') ? app.admin.post : app.admin.put;
      expect(await ask(path, body)).toMatchObject({
        status: 400,
        body: { error: { details: { errors: [{ path: ['confirmClearText'] }] } } },
      });
    }
    expect(elsewhere.connections).toHaveLength(0);
    expect(
      await app.admin.post('/outgoing-mail/settings/check', { ...body, confirmClearText: true }),
    ).toMatchObject({ status: 200, body: { data: { report: { ok: true } } } });
    await elsewhere.close();
  });
});

describe('the plugin’s configuration', () => {
  it('fixes fields, which the page shows as locked and cannot change', async () => {
    await app.restart({
      plugin: { ...ANY_PORT, smtp: { host: server.host, auth: { username: 'ann' } } },
    });
    expect(await settings()).toMatchObject({ locked: ['host', 'auth.username'] });
    expect(
      await app.admin.put('/outgoing-mail/settings', { host: 'mail.example.com' }),
    ).toMatchObject({
      status: 400,
      body: { error: { details: { errors: [{ path: ['host'] }] } } },
    });
    await app.restart();
  });

  it('limits the ports that the page may connect to', async () => {
    await app.restart({ plugin: { network: { ports: [25, 587] } } });
    expect(await app.admin.post('/outgoing-mail/settings/check', { port: 6379 })).toMatchObject({
      status: 400,
      body: { error: { details: { errors: [{ path: ['port'] }] } } },
    });
    await app.restart();
  });

  it.each([
    [{ onFailure: 'explode' }, 'onFailure'],
    [{ smtp: { port: 'x' } }, 'smtp.port'],
    [{ smtp: { hots: 'x' } }, 'smtp.hots'],
    [{ drafts: { maxMessageBytes: -1 } }, 'drafts.maxMessageBytes'],
    [{ network: { ports: ['x'] } }, 'network.ports'],
    [{ colour: 'red' }, 'colour'],
  ])('stops the start when it is wrong: %j', async (plugin, key) => {
    await expect(startStrapi({ plugin })).rejects.toThrow(key);
  });

  it('takes over the server of a site that used Strapi’s nodemailer provider', async () => {
    const other = await startSmtpServer();
    const site = await startStrapi({
      config: {
        plugins: {
          email: {
            config: {
              provider: 'nodemailer',
              providerOptions: { host: other.host, port: other.port },
            },
          },
        },
      },
    });
    const result = await site.run((strapi) =>
      strapi
        .plugin('email')
        .service('email')
        .send({ to: 'a@example.com', subject: 'x', text: 'x' }),
    );
    expect(result).toMatchObject({ status: 'sent' });
    await site.stop();
    await other.close();
  });

  it('starts as a provider by name too', async () => {
    const site = await startStrapi({
      config: { plugins: { email: { config: { provider: 'strapi-plugin-outgoing-mail' } } } },
    });
    expect(await site.admin.get('/email/settings')).toMatchObject({
      body: { config: { provider: 'strapi-plugin-outgoing-mail' }, supportsVerify: true },
    });
    await site.stop();
  });
});
