/** The text of messages, asked for by administrators who may see messages and not their text, in every way there is. */
import { newDraft } from '../support/draft-with-text';
import { NOTE_TYPE } from '../support/note-type';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type AdminUser, type StrapiApp } from '../support/strapi-app';

const UID = 'plugin::outgoing-mail.message';
const LIST = `/content-manager/collection-types/${UID}`;
const NOTES = '/content-manager/collection-types/api::note.note';
const RELATIONS = '/content-manager/relations';
const READ_CONTENT = 'plugin::outgoing-mail.message.read-content';
const TEXT = 'zyx the text that not everybody may read';

let app: StrapiApp;
let server: SmtpTestServer;
let held: string;
let without: AdminUser;
let withRight: AdminUser;

const newNote = (message: string) =>
  app.run(
    (strapi, id) =>
      strapi.documents('api::note.note' as 'plugin::outgoing-mail.message').create({
        data: { title: 'A note', message: id },
      }),
    message,
  );

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi({
    plugin: {
      network: { ports: 'any', checksPerMinute: 10_000 },
      retry: { maxAttempts: 0 },
      breaker: { failures: 0 },
    },
    config: { server: { mcp: { enabled: true } } },
    files: NOTE_TYPE,
  });
  held = await newDraft(app, TEXT, server.port);
  const sent = await newDraft(app, TEXT, server.port);
  await app.admin.post(`/outgoing-mail/messages/${sent}/send`);
  await newNote(held);
  await newNote(sent);
  const permissions = [
    ...['read', 'update', 'create'].flatMap((action) =>
      [UID, 'api::note.note'].map((subject) => ({
        action: `plugin::content-manager.explorer.${action}`,
        subject,
      })),
    ),
    { action: 'plugin::content-manager.collection-types.configure-view' },
    { action: 'plugin::outgoing-mail.message.send' },
  ];
  without = await app.createAdminUser({ permissions });
  withRight = await app.createAdminUser({
    permissions: [...permissions, { action: READ_CONTENT }],
  });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

/** What an answer says of the text: itself, or whether a guess of it was right. */
const tells = async (user: AdminUser, path: string): Promise<boolean> => {
  const { status, body } = await user.get<{ pagination?: { total: number } }>(path);
  expect([200, 400, 403]).toContain(status);
  return JSON.stringify(body).includes(TEXT);
};

describe('a relation field of the Content Manager', () => {
  const fields = [`${UID}/localizations`, 'api::note.note/message'];
  const queries = ['', 'fields[0]=text', 'fields=*', 'fields[0]=*', 'populate=*', '_q=zyx'];

  it.each(fields)('%s does not bring the text along', async (field) => {
    for (const query of queries)
      expect(`${query}: ${await tells(without, `${RELATIONS}/${field}?${query}`)}`).toBe(
        `${query}: false`,
      );
    expect(await tells(withRight, `${RELATIONS}/${field}?fields[0]=text`)).toBe(true);
  });

  it.each(fields)('%s cannot be used to guess the text', async (field) => {
    for (const query of ['filters[text][$startsWith]', 'filters[$or][0][html][$contains]']) {
      const [right, wrong] = await Promise.all(
        ['zyx', 'not that'].map((guess) =>
          without.get(`${RELATIONS}/${field}?${query}=${encodeURIComponent(guess)}`),
        ),
      );
      expect(right).toEqual(wrong);
    }
    expect((await without.get(`${RELATIONS}/${field}?sort=text:ASC`)).status).toBe(403);
  });

  it('cannot be made to show it, or search in it, by the configuration of the view', async () => {
    await app.run(async (strapi) => {
      const key = 'plugin_content_manager_configuration_content_types::api::note.note';
      const row = await strapi.db.query('strapi::core-store').findOne({ where: { key } });
      const value = JSON.parse(row.value) as {
        metadatas: Record<string, { edit: { mainField?: string } }>;
      };
      Object.assign(value.metadatas.message?.edit ?? {}, { mainField: 'text' });
      await strapi.db
        .query('strapi::core-store')
        .update({ where: { key }, data: { value: JSON.stringify(value) } });
    });
    const field = `${RELATIONS}/api::note.note/message`;
    expect(await tells(withRight, `${field}?_q=zyx`)).toBe(true);
    expect(await without.get(`${field}?_q=zyx`)).toMatchObject({ body: { results: [] } });
    expect(await tells(without, field)).toBe(false);
  });
});

describe('a content type of the site’s own that refers to messages', () => {
  it.each([
    'filters[message][text][$startsWith]=zyx',
    'filters[$and][0][$not][message][html][$contains]=zyx',
    'sort=message.text:ASC',
    'sort[message][text]=ASC',
  ])('is not asked for it by %s', async (query) => {
    expect((await without.get(`${NOTES}?${query}`)).status).toBe(403);
    expect((await withRight.get(`${NOTES}?${query}`)).status).toBe(200);
  });

  it('does not bring it along, however it is populated', async () => {
    for (const query of ['populate=*', 'populate=message', 'populate[message][fields][0]=text'])
      for (const status of ['draft', 'published'])
        expect(await tells(without, `${NOTES}?${query}&status=${status}`)).toBe(false);
  });

  it('is as before for questions that have nothing to do with it', async () => {
    expect(
      await without.get(
        `${NOTES}?filters[title][$eq]=A note&filters[message][subject]=Hello&sort=title`,
      ),
    ).toMatchObject({ status: 200, body: { pagination: { total: 2 } } });
  });
});

describe('whoever may change a message and not read it', () => {
  it.each(['to', 'cc', 'bcc'])('does not have it sent to themselves by %s', async (field) => {
    const change = { [field]: 'mallory@example.com' };
    expect((await without.put(`${LIST}/${held}`, change)).status).toBe(403);
    const { body } = await withRight.get<{ data: { to: string; cc: string; bcc: string } }>(
      `${LIST}/${held}`,
    );
    expect(body.data).toMatchObject({ to: 'ann@example.com', cc: '', bcc: '' });
  });

  it('may send back the form as it was', async () => {
    const form = { to: 'ann@example.com', cc: '', bcc: null, subject: 'Corrected' };
    expect((await without.put(`${LIST}/${held}`, form)).status).toBe(200);
  });
});

describe('the parts of messages', () => {
  it('are shown to no administrator, nor written by one', async () => {
    const parts = '/content-manager/collection-types/plugin::outgoing-mail.message-part';
    for (const user of [app.admin, withRight]) {
      expect((await user.get(parts)).status).toBe(403);
      expect((await user.post(parts, { messageDocumentId: held, position: 0 })).status).toBe(403);
    }
  });
});

describe('Strapi’s MCP server', () => {
  let token: string;
  beforeAll(async () => {
    token = await app.run(
      async (strapi, permissions) => {
        const tokens = strapi.service('admin::api-token-admin') as {
          create(token: object, user: object): Promise<{ accessKey: string }>;
        };
        const user = await strapi.db
          .query('admin::user')
          .findOne({ where: { id: 1 }, populate: ['roles'] });
        const made = await tokens.create(
          {
            name: 'for a tool',
            description: '',
            kind: 'admin',
            lifespan: null,
            adminUserOwner: user.id,
            adminPermissions: permissions,
          },
          user,
        );
        return made.accessKey;
      },
      ['read', 'update'].map((action) => ({
        action: `plugin::content-manager.explorer.${action}`,
        subject: UID,
        properties: {},
        conditions: [],
      })),
    );
  });
  const call = async (tool: string, given: object): Promise<string> => {
    const answer = await fetch(`${app.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: `${tool}_plugin-outgoing-mail_message`, arguments: given },
      }),
    });
    return answer.text();
  };

  it('lists messages without their text', async () => {
    const listed = await call('list', {});
    expect(listed).toContain(held);
    expect(listed).not.toContain(TEXT);
    expect(await call('get', { documentId: held })).not.toContain(TEXT);
  });

  it('does not lead one to somebody else', async () => {
    await call('update', { documentId: held, data: { state: 'held', to: 'mallory@example.com' } });
    expect(await withRight.get(`${LIST}/${held}`)).toMatchObject({
      body: { data: { to: 'ann@example.com' } },
    });
    const changed = await call('update', {
      documentId: held,
      data: { state: 'held', subject: 'By a tool' },
    });
    expect(changed).toContain('By a tool');
  });
});
