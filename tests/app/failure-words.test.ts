/** A draft keeps the words of its failure, so that the panel can say it in the reader's language. */
import { closedPort, startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

const UID = 'plugin::outgoing-mail.message';
const RESET_CODE = '0123456789abcdef0123456789abcdef01234567';

let app: StrapiApp;
let server: SmtpTestServer;

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi({ plugin: { network: { ports: 'any' }, retry: { maxAttempts: 0 } } });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

const use = (port: number) =>
  app.admin.put('/outgoing-mail/settings', { host: '127.0.0.1', port, saveAnyway: true });

const draftOf = async (fields: object = {}) => {
  const { documentId } = await app.run(
    (strapi, more) =>
      strapi
        .plugin('email')
        .service('email')
        .send({ to: 'ann@example.com', subject: 'Hello', text: 'Hello', ...more }),
    fields,
  );
  return String(documentId);
};

const shown = async (documentId: string) => {
  const { body } = await app.admin.get(`/content-manager/collection-types/${UID}/${documentId}`);
  return Object(Object(body).data);
};

it('are in the entry that the Content Manager shows, and in its history', async () => {
  const port = await closedPort();
  await use(port);
  const words = { key: 'CONNECTION_REFUSED_LOCAL', values: { host: '127.0.0.1', port } };
  expect(await shown(await draftOf())).toMatchObject({
    failureCode: 'CONNECTION_REFUSED',
    failureWords: words,
    history: [{ code: 'CONNECTION_REFUSED', words }],
  });
});

it('are gone with the failure once the message was accepted', async () => {
  await use(await closedPort());
  const documentId = await draftOf();
  await use(server.port);
  const sent = await app.admin.post(`/outgoing-mail/messages/${documentId}/send`);
  expect(sent.body).toMatchObject({ data: { status: 'sent' } });
  const entry = await shown(documentId);
  expect(entry).toMatchObject({ state: 'sent', failureMessage: null });
  expect(entry.failureWords ?? null).toBeNull();
});

it('of a message that carries a secret hold nothing of it, whatever the server repeats', async () => {
  await use(server.port);
  server.fault('dot', {
    reply: `550 5.7.1 bad link https://site.example/reset?code=${RESET_CODE}`,
  });
  const documentId = await draftOf({
    text: `https://site.example/reset-password?code=${RESET_CODE}`,
  });
  server.heal();
  const entry = await shown(documentId);
  expect(entry).toMatchObject({ content: 'secret', failureWords: { key: 'MESSAGE_REFUSED' } });
  expect(JSON.stringify(entry)).not.toContain(RESET_CODE);
});
