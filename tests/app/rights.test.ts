/** Who may call which route: every route there is, times everybody who might try. */
import { newDraft } from '../support/draft-with-text';
import type { Client } from '../support/http';
import { NOTE_TYPE } from '../support/note-type';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

const UID = 'plugin::outgoing-mail.message';
const own = (name: string) => `plugin::outgoing-mail.${name}`;
const ALL_RIGHTS = ['settings.read', 'settings.update', 'message.send', 'message.read-content'].map(
  own,
);

type Method = 'get' | 'post' | 'put' | 'delete';

interface Row {
  right: string;
  body?: object;
  /** What whoever has the right gets. */
  status: number;
}

/** A route that is not here fails the test. */
const ROWS: Record<string, Row> = {
  'GET /outgoing-mail/settings': { right: own('settings.read'), status: 200 },
  'GET /outgoing-mail/status': { right: own('settings.read'), status: 200 },
  'GET /outgoing-mail/status/history': { right: own('settings.read'), status: 200 },
  'PUT /outgoing-mail/settings': { right: own('settings.update'), body: {}, status: 200 },
  'POST /outgoing-mail/settings/check': { right: own('settings.update'), body: {}, status: 200 },
  'POST /outgoing-mail/settings/detect': {
    right: own('settings.update'),
    body: { host: '127.0.0.1' },
    status: 200,
  },
  'GET /outgoing-mail/settings/services': { right: own('settings.read'), status: 200 },
  'POST /outgoing-mail/settings/test-message': {
    right: own('settings.update'),
    body: { to: 'ann@example.com' },
    status: 200,
  },
  'POST /outgoing-mail/messages/send': {
    right: own('message.send'),
    body: { state: 'waiting' },
    status: 202,
  },
  'GET /outgoing-mail/messages/send': { right: own('message.send'), status: 200 },
  'POST /outgoing-mail/messages/send/:jobId/stop': { right: own('message.send'), status: 200 },
  'GET /outgoing-mail/messages/:documentId/attachments/:index': {
    right: own('message.read-content'),
    status: 200,
  },
  'GET /outgoing-mail/messages/send/:jobId': { right: own('message.send'), status: 200 },
  'POST /outgoing-mail/messages/:documentId/send': { right: own('message.send'), status: 200 },
};

let app: StrapiApp;
let server: SmtpTestServer;
let routes: string[];
let apiUser: Client;
let apiToken: Client;

const bearing = (token: string): Client => {
  const call = (method: string) => async (path: string, body?: unknown) => {
    const answer = await fetch(`${app.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text as never };
  };
  return { get: call('GET'), post: call('POST'), put: call('PUT'), delete: call('DELETE') };
};

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi({
    plugin: { network: { ports: 'any', checksPerMinute: 10_000 }, retry: { maxAttempts: 0 } },
    files: NOTE_TYPE,
  });
  // As the router has them, so that none can be left out.
  routes = await app.run((strapi) =>
    strapi.server
      .listRoutes()
      .flatMap(({ methods, path }: { methods: string[]; path: string }) =>
        methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`),
      )
      .filter((route: string) => /outgoing-mail|outgoing-message/.test(route)),
  );
  const { body } = await app.public.post<{ jwt: string }>('/api/auth/local/register', {
    username: 'ann',
    email: 'ann@example.com',
    password: 'Ann-for-tests-1',
  });
  apiUser = bearing(body.jwt);
  apiToken = bearing(
    await app.run(async (strapi) => {
      const tokens = strapi.service('admin::api-token') as {
        create(token: object): Promise<{ accessKey: string }>;
      };
      return (
        await tokens.create({
          name: 'all',
          description: '',
          type: 'full-access',
          lifespan: null,
          kind: 'content-api',
        })
      ).accessKey;
    }),
  );
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

const TEXT = 'the text that not everybody may read';

const newJob = async (): Promise<string> => {
  const answer = await app.admin.post<{ data: { jobId: string } }>('/outgoing-mail/messages/send', {
    state: 'waiting',
  });
  return answer.body.data.jobId;
};

it('has a row for every route', () => {
  expect(routes.toSorted()).toEqual(Object.keys(ROWS).toSorted());
});

describe.each(Object.entries(ROWS))('%s', (route, { right, body, status }) => {
  const [method, pattern] = [
    route.split(' ')[0]?.toLowerCase() as Method,
    route.split(' ')[1] ?? '',
  ];
  let path: string;
  beforeAll(async () => {
    path = pattern;
    if (path.includes(':documentId'))
      path = path.replace(':documentId', await newDraft(app, TEXT, server.port));
    path = path.replace(':index', '0');
    if (path.includes(':jobId')) path = path.replace(':jobId', await newJob());
  });

  it('is closed to the public', async () => {
    expect((await app.public[method](path, body)).status).toBe(401);
  });

  it('is closed to a user of the content API', async () => {
    expect((await apiUser[method](path, body)).status).toBe(401);
  });

  it('is closed to an API token with full access', async () => {
    expect((await apiToken[method](path, body)).status).toBe(401);
  });

  it('is closed to an administrator with every other right', async () => {
    const others = ALL_RIGHTS.filter((action) => action !== right);
    const user = await app.createAdminUser({ permissions: others.map((action) => ({ action })) });
    expect((await user[method](path, body)).status).toBe(403);
  });

  it(`is open to an administrator with ${right} alone`, async () => {
    const user = await app.createAdminUser({ permissions: [{ action: right }] });
    expect((await user[method](path, body)).status).toBe(status);
  });

  it('is not there in the content API', async () => {
    for (const client of [app.public, apiUser, apiToken, app.admin])
      expect([401, 403, 404, 405]).toContain((await client[method](`/api${path}`, body)).status);
  });
});

describe('the content API', () => {
  it.each([
    'messages',
    'outgoing-messages',
    'message-parts',
    'hourly-counts',
    'outgoing-mail/messages',
  ])('has no /api/%s', async (name) => {
    for (const client of [app.public, apiUser, apiToken])
      expect([403, 404]).toContain((await client.get(`/api/${name}`)).status);
  });
});

describe('a content type of the site’s own that refers to a message', () => {
  it('does not bring its text along, however it is populated', async () => {
    const draft = await newDraft(app, TEXT, server.port);
    await app.run(
      (strapi, message) =>
        strapi
          .documents('api::note.note' as 'plugin::outgoing-mail.message')
          .create({ data: { title: 'A note', message } }),
      draft,
    );
    for (const query of ['populate=*', 'populate=message', 'populate[message][fields][0]=text']) {
      const { status, body } = await apiToken.get<string>(`/api/notes?${query}`);
      expect([200, 400]).toContain(status);
      expect(body).not.toContain(TEXT);
    }
    expect((await apiToken.get<string>('/api/notes')).body).toContain('A note');
    expect((await apiToken.get(`/api/notes?filters[message][text][$contains]=text`)).status).toBe(
      400,
    );
  });
});

describe('roles that nobody has given a right', () => {
  it.each(['strapi-editor', 'strapi-author'])('%s sees nothing of the plugin', async (roleCode) => {
    const user = await app.createAdminUser({ roleCode });
    for (const route of Object.keys(ROWS)) {
      const [method = '', path = ''] = route.split(' ');
      expect((await user[method.toLowerCase() as Method](path)).status).toBe(403);
    }
    expect((await user.get(`/content-manager/collection-types/${UID}`)).status).toBe(403);
  });

  it('keeps what an administrator gave them, after a restart too', async () => {
    const grant = async () =>
      app.run(async (strapi) => {
        const role = await strapi.db
          .query('admin::role')
          .findOne({ where: { code: 'strapi-editor' } });
        await strapi.db.query('admin::permission').create({
          data: {
            action: 'plugin::content-manager.explorer.read',
            subject: 'plugin::outgoing-mail.message',
            properties: { fields: ['subject'] },
            conditions: [],
            role: role.id,
          },
        });
      });
    await grant();
    await app.restart();
    const user = await app.createAdminUser({ roleCode: 'strapi-editor' });
    expect((await user.get(`/content-manager/collection-types/${UID}`)).status).toBe(200);
  });
});

describe('the text of a message', () => {
  const LIST = `/content-manager/collection-types/${UID}`;
  const explorer = (...actions: string[]) =>
    actions.map((action) => ({
      action: `plugin::content-manager.explorer.${action}`,
      subject: UID,
    }));
  let draft: string;
  let withRight: Client;
  let without: Client;

  beforeAll(async () => {
    draft = await newDraft(app, TEXT, server.port);
    const actions = explorer('read', 'update', 'create', 'delete');
    without = await app.createAdminUser({ permissions: actions });
    withRight = await app.createAdminUser({
      permissions: [...actions, { action: own('message.read-content') }],
    });
  });

  it('is there for whoever has the right', async () => {
    expect(await withRight.get(`${LIST}/${draft}`)).toMatchObject({
      status: 200,
      body: { data: { text: TEXT, html: `<p>${TEXT}</p>` } },
    });
  });

  it('is in no answer to whoever has not, while the message itself is', async () => {
    const answers = [
      await without.get(`${LIST}/${draft}`),
      await without.get(`${LIST}?pageSize=100`),
      await without.put(`${LIST}/${draft}`, { subject: 'Changed' }),
      await without.post(LIST, { to: 'bob@example.com', subject: 'New' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 201]);
    expect(JSON.stringify(answers)).not.toContain(TEXT);
    expect(answers[0]).toMatchObject({ body: { data: { subject: 'Hello' } } });
    expect(answers[0]?.body).not.toHaveProperty('data.text');
  });

  it.each([
    'filters[text][$contains]=GUESS',
    'filters[$and][0][html][$startsWith]=<p>GUESS',
    'filters[$or][0][$not][text][$contains]=GUESS',
    'sort=text:ASC',
    'sort[0]=html:DESC',
  ])('cannot be found out by %s', async (query) => {
    const answerTo = (user: Client, guess: string) =>
      user.get(`${LIST}?${query.replace('GUESS', guess)}`);
    const [right, wrong] = [await answerTo(without, 'the text'), await answerTo(without, 'not it')];
    expect([200, 403]).toContain(right.status);
    expect(right).toEqual(wrong);
    expect((await answerTo(withRight, 'the text')).status).toBe(200);
  });

  it('is not searched', async () => {
    for (const user of [without, withRight]) {
      expect(await user.get(`${LIST}?_q=${encodeURIComponent(TEXT)}`)).toMatchObject({
        status: 200,
        body: { pagination: { total: 0 } },
      });
    }
  });

  it('survives the form of somebody who was not shown it, and is not written by them', async () => {
    const form = { subject: 'By a form', text: null, html: '' };
    expect((await without.put(`${LIST}/${draft}`, form)).status).toBe(200);
    expect((await without.put(`${LIST}/${draft}`, { text: 'mine' })).status).toBe(403);
    expect((await without.post(LIST, { to: 'a@example.com', text: 'mine' })).status).toBe(403);
    expect(await withRight.get(`${LIST}/${draft}`)).toMatchObject({
      body: { data: { subject: 'By a form', text: TEXT } },
    });
  });

  it('is for the site\u2019s own code', async () => {
    const entry = await app.run(
      (strapi, documentId) =>
        strapi.documents('plugin::outgoing-mail.message').findOne({ documentId }),
      draft,
    );
    expect(entry).toMatchObject({ text: TEXT });
  });

  it('leaves a trace when it is changed', async () => {
    await withRight.put(`${LIST}/${draft}`, { text: 'other words', to: 'carl@example.com' });
    const { body } = await withRight.get<{ data: { history: object[] } }>(`${LIST}/${draft}`);
    expect(body.data.history.at(-1)).toMatchObject({
      result: 'edited',
      by: expect.stringContaining('Una'),
      fields: ['to', 'text'],
    });
    expect(JSON.stringify(body.data.history)).not.toContain('other words');
    await withRight.delete(`${LIST}/${draft}`);
    expect(app.logs()).toMatch(new RegExp(`Message ${draft} \\(held\\) was discarded by Una`));
  });
});
