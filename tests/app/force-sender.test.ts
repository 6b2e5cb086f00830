/** The default sender for every message: what the mail server and the reader are told, over HTTP and real sockets. */
import { simpleParser } from 'mailparser';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

let app: StrapiApp;
let server: SmtpTestServer;

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi({ plugin: { network: { ports: 'any' } } });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

const save = (settings: object) =>
  app.admin.put('/outgoing-mail/settings', {
    host: server.host,
    port: server.port,
    saveAnyway: true,
    ...settings,
  });

const send = () =>
  app.run((strapi) =>
    strapi.plugin('email').service('email').send({
      from: 'Ann <ann@elsewhere.example>',
      to: 'bob@example.com',
      subject: 'x',
      text: 'x',
    }),
  );

/** The message that arrives by `work`: who MAIL FROM named, and what its headers say. */
const received = async (work: () => Promise<unknown>) => {
  const arriving = server.messageReceived();
  await work();
  const { from, raw } = await arriving;
  const mail = await simpleParser(raw);
  return { mailFrom: from, from: mail.from?.text, replyTo: mail.replyTo?.text };
};

it('is off until somebody saves it, and then shown', async () => {
  expect(await app.admin.get('/outgoing-mail/settings')).toMatchObject({
    body: { data: { sender: { force: false } } },
  });
  const { status, body } = await save({ sender: { from: 'Site <site@example.com>' } });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { data: { settings: { sender: { from: 'Site <site@example.com>', force: false } } } },
  });
  expect(await received(send)).toEqual({
    mailFrom: 'ann@elsewhere.example',
    from: '"Ann" <ann@elsewhere.example>',
    replyTo: undefined,
  });
});

it('makes every message one from the default sender, and the answers go to whom the message named', async () => {
  expect(await save({ sender: { force: true } })).toMatchObject({
    body: { data: { settings: { sender: { from: 'Site <site@example.com>', force: true } } } },
  });
  expect(await received(send)).toEqual({
    mailFrom: 'site@example.com',
    from: '"Site" <site@example.com>',
    replyTo: '"Ann" <ann@elsewhere.example>',
  });
});

it('holds for a draft from before, which a server refused because of its sender', async () => {
  await save({ sender: { force: false } });
  server.fault('mail', { reply: '550 5.7.60 not allowed to send as this sender' });
  const { documentId } = Object(await send());
  server.heal();
  await save({ sender: { force: true } });
  const again = () => app.admin.post(`/outgoing-mail/messages/${documentId}/send`, {});
  expect(await received(again)).toEqual({
    mailFrom: 'site@example.com',
    from: '"Site" <site@example.com>',
    replyTo: '"Ann" <ann@elsewhere.example>',
  });
});

it('is on or off and nothing else', async () => {
  expect(await save({ sender: { force: 'yes' } })).toMatchObject({
    status: 400,
    body: { error: { details: { errors: [{ path: ['sender', 'force'] }] } } },
  });
});
