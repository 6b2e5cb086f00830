/** What is secret stays so: searched for in everything that the site says, writes and gives out. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { findings, formsOf } from '../support/secret-search';
import { closedPort, startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type AdminUser, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

const UID = 'plugin::outgoing-mail.message';
const LIST = `/content-manager/collection-types/${UID}`;
const USERNAME = 'ann';
/** With characters that JSON and URLs escape. */
const PASSWORD = `p"4\\ss wörd/${randomBytes(9).toString('hex')}`;
const TOKEN = randomBytes(20).toString('hex');
const CODE = `code ${randomBytes(9).toString('hex')}`;
const RESET = {
  to: 'carl@example.com',
  subject: 'Reset password',
  text: `Open https://www.example.com/reset-password?code=${TOKEN}`,
  html: `<a href="https://www.example.com/reset-password?code=${TOKEN}">Reset</a>`,
};

let app: StrapiApp;
let server: SmtpTestServer;
let deadPort: number;
let webhooks: Server;
const replies: string[] = [];
const hooked: string[] = [];
const { fetch: realFetch } = globalThis;

beforeAll(async () => {
  // Everything that anybody gets over HTTP.
  globalThis.fetch = async (...call) => {
    const answer = await realFetch(...call);
    replies.push(JSON.stringify([...answer.headers]), await answer.clone().text());
    return answer;
  };
  server = await startSmtpServer({ auth: { user: USERNAME, pass: PASSWORD } });
  deadPort = await closedPort();
  webhooks = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => hooked.push(text));
    request.on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  app = await startStrapi({
    plugin: {
      network: { ports: 'any', checksPerMinute: 10_000 },
      retry: { maxAttempts: 0, pollSeconds: 0.1 },
      breaker: { failures: 0 },
      drafts: { sensitive: { patterns: ['reset-password\\?'], expireAfterMinutes: 60 } },
    },
    // No pattern tells this one.
    config: {
      admin: { forgotPassword: { emailTemplate: { subject: 'Forgotten', text: 'x', html: 'x' } } },
    },
  });
  const { port } = webhooks.address() as AddressInfo;
  const events = ['create', 'update', 'delete', 'publish', 'unpublish'].map((e) => `entry.${e}`);
  const hook = { name: 'all', url: `http://127.0.0.1:${port}`, headers: {}, events };
  expect((await app.admin.post('/admin/webhooks', hook)).status).toBe(201);
});
afterAll(async () => {
  globalThis.fetch = realFetch;
  await app.stop();
  await server.close();
  webhooks.close();
});

const useServer = (port: number, settings: object = {}) =>
  app.admin.put('/outgoing-mail/settings', {
    host: '127.0.0.1',
    port,
    timeoutSeconds: 2,
    auth: { enabled: true, username: USERNAME, password: PASSWORD },
    saveAnyway: true,
    ...settings,
  });
const send = (message: object): Promise<{ status: string; documentId: string; failure?: object }> =>
  app.run((strapi, options) => strapi.plugin('email').service('email').send(options), message);
const entry = (documentId: string) =>
  app.run(
    (strapi, id) => strapi.documents('plugin::outgoing-mail.message').findOne({ documentId: id }),
    documentId,
  );
const partsOf = (documentId: string): Promise<number> =>
  app.run(
    (strapi, id) =>
      strapi.db
        .query('plugin::outgoing-mail.message-part')
        .count({ where: { messageDocumentId: id } }),
    documentId,
  );
/** All rows of all tables. */
const databaseText = async (): Promise<Record<string, string>> => {
  const tables = await app.run(async (strapi) => {
    const knex = strapi.db.connection;
    const names: { name: string }[] = await knex('sqlite_master').where({ type: 'table' });
    const entries = names.map(async ({ name }) => [name, JSON.stringify(await knex(name))]);
    return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
  });
  return Object.fromEntries(Object.entries(tables).map(([name, text]) => [`table ${name}`, text]));
};
const exportText = async (): Promise<string> => {
  const strapi = path.join(
    path.dirname(require.resolve('@strapi/strapi/package.json')),
    'bin/strapi.js',
  );
  const args = [strapi, 'export', '--no-encrypt', '--no-compress', '--file', 'backup'];
  await promisify(execFile)(process.execPath, args, {
    cwd: app.dir,
    env: { ...process.env, NODE_OPTIONS: '', STRAPI_TELEMETRY_DISABLED: 'true' },
  });
  const file = readdirSync(app.dir).find((name) => name.startsWith('backup'));
  return readFileSync(path.join(app.dir, file ?? '')).toString('utf8');
};
const everywhere = async (): Promise<Record<string, string>> => ({
  'HTTP replies': replies.join('\n'),
  'the log': app.logs(),
  webhooks: hooked.join('\n'),
  'the export': await exportText(),
  ...(await databaseText()),
});

describe('a message that carries a secret', () => {
  let draft: string;
  let editor: AdminUser;

  beforeAll(async () => {
    await useServer(deadPort);
    draft = (await send(RESET)).documentId;
    editor = await app.createAdminUser({
      permissions: [
        ...['read', 'update', 'delete'].map((action) => ({
          action: `plugin::content-manager.explorer.${action}`,
          subject: UID,
        })),
        { action: 'plugin::outgoing-mail.message.send' },
        { action: 'plugin::outgoing-mail.message.read-content' },
      ],
    });
  });

  it('shows who it is for and why it was not sent, and nothing of what is in it', async () => {
    const { body } = await editor.get<{ data: object }>(`${LIST}/${draft}`);
    expect(body.data).toMatchObject({
      to: 'carl@example.com',
      subject: 'Reset password',
      content: 'secret',
      failureCode: 'CONNECTION_REFUSED',
      text: '',
      html: '',
      expiresAt: expect.any(String),
    });
  });

  it.each([{ to: 'evil@example.com' }, { text: 'x' }, { subject: 'x' }])(
    'cannot be changed: %j',
    async (change) => {
      expect(await editor.put(`${LIST}/${draft}`, change)).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('secret') } },
      });
      expect(await entry(draft)).toMatchObject({
        to: 'carl@example.com',
        subject: 'Reset password',
      });
    },
  );

  it('is sent as it was by whoever presses Send, and is wiped then', async () => {
    await useServer(server.port);
    const received = server.messageReceived();
    expect(await editor.post(`/outgoing-mail/messages/${draft}/send`)).toMatchObject({
      body: { data: { status: 'sent' } },
    });
    expect(
      (await received).raw.toString().replaceAll('=\r\n', '').replaceAll('=3D', '='),
    ).toContain(`reset-password?code=${TOKEN}`);
    expect(await partsOf(draft)).toBe(0);
    expect(await entry(draft)).toMatchObject({ content: 'wiped', state: 'sent' });
  });

  it('can be discarded', async () => {
    await useServer(deadPort);
    const { documentId } = await send(RESET);
    expect((await editor.delete(`${LIST}/${documentId}`)).status).toBeLessThan(300);
    expect(await partsOf(documentId)).toBe(0);
  });

  it('is one that its sender says so of, with attachments and headers', async () => {
    await useServer(deadPort);
    const message = {
      to: 'dora@example.com',
      subject: `Your code is 123456`,
      text: CODE,
      headers: { 'X-Code': CODE },
      attachments: [{ filename: 'code.txt', content: CODE }],
      sensitive: true,
    };
    const { documentId } = await send(message);
    expect(await entry(documentId)).toMatchObject({
      content: 'secret',
      subject: 'Your code is •••',
    });
    await useServer(server.port);
    const received = server.messageReceived();
    await editor.post(`/outgoing-mail/messages/${documentId}/send`);
    const raw = (await received).raw.toString();
    for (const part of ['Subject: Your code is 123456', `X-Code: ${CODE}`, 'filename=code.txt'])
      expect(raw).toContain(part);
  });

  it('is one that Strapi sends for a forgotten password, whatever its words are', async () => {
    await useServer(deadPort);
    await app.admin.post('/admin/forgot-password', { email: app.admin.email });
    // Strapi answers before it has sent the mail.
    const newest = () =>
      app.run((strapi) =>
        strapi.documents('plugin::outgoing-mail.message').findFirst({ sort: 'id:desc' }),
      );
    const found = await until('a draft', newest, (draft) => draft?.to === app.admin.email);
    expect(found).toMatchObject({ content: 'secret', text: '', html: '' });
  });

  it('is wiped when it is out of date, and cannot be sent any more', async () => {
    await useServer(deadPort);
    const { documentId } = await send({ ...RESET, expiresAt: new Date(Date.now() + 300) });
    await until(
      'wiped',
      () => entry(documentId),
      (found) => found?.content === 'wiped',
    );
    expect(await entry(documentId)).toMatchObject({ state: 'held', to: 'carl@example.com' });
    expect(await partsOf(documentId)).toBe(0);
    expect(await editor.post(`/outgoing-mail/messages/${documentId}/send`)).toMatchObject({
      status: 409,
      body: { error: { details: { code: 'WIPED' } } },
    });
  });

  it('is refused, not kept in clear, where the site has no encryption key', async () => {
    const plugin = { network: { ports: 'any' }, breaker: { failures: 0 } };
    const site = await startStrapi({ encryptionKey: null, plugin });
    const error = await site
      .run((strapi, options) => strapi.plugin('email').service('email').send(options), {
        ...RESET,
        expiresAt: undefined,
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'DraftNotStoredError' });
    expect(site.logs()).not.toContain(TOKEN);
    await site.stop();
  });
});

describe('a server that repeats what it was told', () => {
  it('gets neither password nor link into an answer, a draft or the log', async () => {
    const plain = Buffer.from(`\0${USERNAME}\0${PASSWORD}`).toString('base64');
    server.fault('auth', { reply: `535 5.7.8 no ${PASSWORD} and no ${plain}` });
    expect(await useServer(server.port)).toMatchObject({
      body: { data: { report: { ok: false, failure: { code: 'AUTH_FAILED' } } } },
    });
    await send({ to: 'ann@example.com', subject: 'x', text: 'x' });
    server.heal();
    await useServer(server.port);
    server.fault('dot', { reply: `550 5.7.1 blocked: ${RESET.text}` });
    expect(await send(RESET)).toMatchObject({
      status: 'draft',
      failure: { response: '550 5.7.1 blocked: Open •••' },
    });
    server.heal();
  });
});

describe('after all of this', () => {
  it('the password is nowhere, in no form', async () => {
    const places = await everywhere();
    expect(findings(formsOf(PASSWORD, USERNAME), places)).toEqual([]);
    // The search finds what is there.
    expect(findings(formsOf('carl@example.com'), places)).toContain(
      'clear in table outgoing_mail_messages',
    );
  });

  it('the token of the link is nowhere, in no form, nor the code', async () => {
    const places = await everywhere();
    for (const secret of [TOKEN, CODE]) expect(findings(formsOf(secret), places)).toEqual([]);
  });

  it('webhooks were told of messages, without their text', async () => {
    await useServer(deadPort);
    const text = 'a text that is no business of webhooks';
    const { documentId } = await send({
      to: 'ann@example.com',
      subject: 'Plain',
      text,
      html: text,
    });
    const change = { subject: 'Seen by a webhook', text: `${text}, changed` };
    expect((await app.admin.put(`${LIST}/${documentId}`, change)).status).toBe(200);
    const told = () => Promise.resolve(hooked.join('\n'));
    await until('the webhook', told, (all) => all.includes('Seen by a webhook'));
    expect(hooked.join('\n')).toContain('entry.delete');
    expect(hooked.join('\n')).not.toContain('no business');
  });

  it('the log says who did what', () => {
    const log = app.logs();
    expect(log).toMatch(
      /The SMTP server settings were saved by Ada Admin \(administrator 1\): .*auth\.password/,
    );
    expect(log).toMatch(/Message \w+ was sent by Una/);
    expect(log).toMatch(/Message \w+ \(held\) was discarded by Una/);
  });
});
