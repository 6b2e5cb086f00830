/** Sending many drafts over HTTP, sending one elsewhere, and what goes with a message as files. */
import type { SendJob, SendJobsResponse } from '../../server/contract';
import { closedPort, startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { type AdminUser, startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

const UID = 'plugin::outgoing-mail.message';
const JOBS = '/outgoing-mail/messages/send';

let app: StrapiApp;
let server: SmtpTestServer;
let deadPort: number;
/** May send and read. */
let editor: AdminUser;
/** May send. */
let sender: AdminUser;

beforeAll(async () => {
  server = await startSmtpServer({ recipients: { 'bad@example.com': '550 5.1.1 no such user' } });
  deadPort = await closedPort();
  app = await startStrapi({
    plugin: {
      network: { ports: 'any', checksPerMinute: 10_000 },
      retry: { maxAttempts: 0 },
      breaker: { failures: 0 },
    },
  });
  const send = { action: 'plugin::outgoing-mail.message.send' };
  const read = { action: `plugin::content-manager.explorer.read`, subject: UID };
  sender = await app.createAdminUser({ permissions: [send, read] });
  editor = await app.createAdminUser({
    permissions: [send, read, { action: 'plugin::outgoing-mail.message.read-content' }],
  });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
afterEach(() => server.heal());

const useServer = async (port: number) => {
  const body = { host: '127.0.0.1', port, timeoutSeconds: 20, maxConnections: 1, saveAnyway: true };
  expect((await app.admin.put('/outgoing-mail/settings', body)).status).toBe(200);
};
const draftOf = async (message: object = {}): Promise<string> => {
  await useServer(deadPort);
  const { documentId } = await app.run(
    (strapi, options) =>
      strapi.plugin('email').service('email').send(options) as Promise<{ documentId: string }>,
    { to: 'ann@example.com', subject: 'Hello', text: 'How are you?', ...message },
  );
  await useServer(server.port);
  return documentId;
};
const entry = (documentId: string, status: 'draft' | 'published' = 'draft') =>
  app.run(
    (strapi, id, version) =>
      strapi
        .documents('plugin::outgoing-mail.message')
        .findOne({ documentId: id, status: version }),
    documentId,
    status,
  );
const start = async (body: object): Promise<string> => {
  const answer = await editor.post<{ data: { jobId: string } }>(JOBS, body);
  expect(answer.status).toBe(202);
  return answer.body.data.jobId;
};
const job = async (jobId: string): Promise<SendJob> =>
  (await editor.get<{ data: SendJob }>(`${JOBS}/${jobId}`)).body.data;
const ended = (jobId: string) =>
  until(
    'the end of a job',
    () => job(jobId),
    ({ done }) => done,
  );

describe('a job', () => {
  it('is listed for everybody with the right, with who started it, how it ended and why', async () => {
    const ids = [await draftOf(), await draftOf({ to: 'bad@example.com' }), 'none'];
    const jobId = await start({ documentIds: ids });
    const finished = await ended(jobId);
    expect(finished).toMatchObject({
      state: 'done',
      what: 'selected',
      total: 3,
      sent: 1,
      failed: 1,
      skipped: 1,
      remaining: 0,
      by: expect.stringContaining('Una'),
      failures: { RECIPIENT_REFUSED: 1 },
      skips: { missing: 1 },
      endedAt: expect.any(String),
    });
    const list = await sender.get<SendJobsResponse>(JOBS);
    expect(list.body.data.jobs[0]).toEqual(finished);
    expect(list.body.data.drafts).toEqual({ waiting: 0, held: 1 });
  });

  it('sends all that is unsent', async () => {
    await draftOf();
    const { body } = await editor.get<SendJobsResponse>(JOBS);
    const { waiting, held } = body.data.drafts;
    const finished = await ended(await start({ state: 'unsent' }));
    expect(finished).toMatchObject({ state: 'done', what: 'unsent', total: waiting + held });
    expect(finished.sent).toBeGreaterThan(0);
  });

  it('is stopped: what is under way is finished, and the rest is as it was', async () => {
    const ids = [await draftOf(), await draftOf(), await draftOf()];
    server.fault('mail', 'silent');
    const jobId = await start({ documentIds: ids });
    await until(
      'the first to be on its way',
      () => entry(ids[0] ?? ''),
      (row) => Object(row).state === 'sending',
    );
    expect(await sender.post(`${JOBS}/${jobId}/stop`)).toMatchObject({
      status: 200,
      body: { data: { state: 'stopping', done: false } },
    });
    server.heal();
    await useServer(deadPort);
    const stopped = await ended(jobId);
    expect(stopped).toMatchObject({ state: 'stopped', remaining: 2, done: true });
    expect(await entry(ids[2] ?? '')).toMatchObject({ state: 'held', attempts: 1 });
    expect(app.logs()).toMatch(new RegExp(`Job ${jobId} was asked to stop by Una`));
  });

  it('that nobody knows is none: 404', async () => {
    expect((await editor.get(`${JOBS}/none`)).status).toBe(404);
    expect((await editor.post(`${JOBS}/none/stop`)).status).toBe(404);
  });

  it('says that it was interrupted when its process is gone, and is forgotten after a day', async () => {
    const jobId = await start({ documentIds: [await draftOf()] });
    await ended(jobId);
    const lastSignOfLife = (minutesAgo: number) =>
      app.run(
        (strapi, id, minutes) =>
          strapi.db.query('plugin::outgoing-mail.send-job').updateMany({
            where: { jobId: id },
            data: {
              state: 'running',
              endedAt: null,
              aliveUntil: new Date(Date.now() - 60_000 * minutes),
            },
          }),
        jobId,
        minutesAgo,
      );
    await lastSignOfLife(1);
    expect(await job(jobId)).toMatchObject({
      state: 'interrupted',
      done: true,
      endedAt: expect.any(String),
    });
    await lastSignOfLife(25 * 60);
    await ended(await start({ documentIds: ['none'] }));
    expect((await editor.get(`${JOBS}/${jobId}`)).status).toBe(404);
  });

  it('is interrupted by a shutdown, or by the end of its process, and is still there to say so', async () => {
    const ids = [await draftOf(), await draftOf(), await draftOf()];
    server.fault('mail', 'silent');
    const jobId = await start({ documentIds: ids });
    await until(
      'the first to be on its way',
      () => entry(ids[0] ?? ''),
      (row) => Object(row).state === 'sending',
    );
    await app.restart();
    // At once when the shutdown was in order, and after some silence when its patience ran out.
    expect(await ended(jobId)).toMatchObject({ state: 'interrupted' });
  });
});

describe('one sending to another recipient', () => {
  const sendTo = (user: AdminUser, documentId: string, to: unknown) =>
    user.post(`/outgoing-mail/messages/${documentId}/send`, { to });

  it('goes there alone, and the record says to whom, in place of whom, and by whom', async () => {
    const documentId = await draftOf({ to: 'Ann <ann@example.com>', cc: 'carl@example.com' });
    const received = server.messageReceived();
    expect(await sendTo(editor, documentId, 'Boss <boss@example.com>')).toMatchObject({
      status: 200,
      body: { data: { status: 'sent' } },
    });
    const { to, raw } = await received;
    expect(to).toEqual(['boss@example.com']);
    expect(raw.toString()).not.toMatch(/ann@|carl@/);
    expect(await entry(documentId, 'published')).toMatchObject({
      state: 'sent',
      to: 'Boss <boss@example.com>',
      cc: '',
      history: [
        {},
        {
          result: 'sent',
          by: expect.stringContaining('Una'),
          to: 'Boss <boss@example.com>',
          insteadOf: 'Ann <ann@example.com>, carl@example.com',
        },
      ],
    });
    expect(app.logs()).toMatch(/was sent, to another recipient, by Una/);
    expect(app.logs()).not.toContain('boss@example.com');
  });

  it('that is refused there leaves the draft with its own recipients', async () => {
    const documentId = await draftOf();
    expect(await sendTo(editor, documentId, 'bad@example.com')).toMatchObject({
      body: { data: { status: 'draft', failure: { code: 'RECIPIENT_REFUSED' } } },
    });
    expect(await entry(documentId)).toMatchObject({
      to: 'ann@example.com',
      state: 'held',
      failureCode: 'CONNECTION_REFUSED',
      attempts: 2,
      history: [{}, { to: 'bad@example.com', code: 'RECIPIENT_REFUSED' }],
    });
  });

  it.each([
    ['nobody'],
    ['a@example.com, b@example.com'],
    ['a@example.com\r\nBcc: b@example.com'],
    [''],
    [7],
    [['a@example.com']],
  ])('refuses %j as an address', async (to) => {
    const documentId = await draftOf();
    expect(await sendTo(editor, documentId, to)).toMatchObject({
      status: 400,
      body: { error: { details: { errors: [{ path: ['to'] }] } } },
    });
    expect(await entry(documentId)).toMatchObject({ attempts: 1 });
  });

  it('is refused for a message that carries a secret', async () => {
    const documentId = await draftOf({ sensitive: true, text: 'https://example.com/?code=1' });
    expect(await sendTo(editor, documentId, 'thief@example.com')).toMatchObject({
      status: 409,
      body: { error: { details: { code: 'SECRET' } } },
    });
  });

  it('is refused to whoever may not read the message', async () => {
    const documentId = await draftOf();
    expect((await sendTo(sender, documentId, 'me@example.com')).status).toBe(403);
  });
});

describe('an attachment', () => {
  const ATTACHMENTS = [
    { filename: 'page.html', content: '<script>alert(1)</script>', contentType: 'text/html' },
    { filename: 'ünï.txt', content: Buffer.from('äöü').toString('base64'), encoding: 'base64' },
  ];
  /** With its headers, which the client of the tests leaves out. */
  const download = async (documentId: string, index: string) => {
    const { body } = await app.public.post<{ data: { token: string } }>('/admin/login', {
      email: editor.email,
      password: editor.password,
    });
    return fetch(`${app.url}/outgoing-mail/messages/${documentId}/attachments/${index}`, {
      headers: { authorization: `Bearer ${body.data.token}` },
    });
  };

  it('is downloaded as bytes under its name, and never shown as a page of the site’s', async () => {
    const answer = await download(await draftOf({ attachments: ATTACHMENTS }), '0');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="page.html"; filename*=UTF-8''page.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox;/),
      'cache-control': 'private, no-store',
    });
    expect(await answer.text()).toBe('<script>alert(1)</script>');
  });

  it('is the same bytes that were handed in, and is still there when the message was sent', async () => {
    const documentId = await draftOf({ attachments: ATTACHMENTS });
    await editor.post(`/outgoing-mail/messages/${documentId}/send`);
    expect(await (await download(documentId, '1')).text()).toBe('äöü');
  });

  it.each(['2', '-1', '01x', '1.0', '99999999'])('number %s is none: 404', async (index) => {
    const documentId = await draftOf({ attachments: ATTACHMENTS });
    expect((await download(documentId, index)).status).toBe(404);
  });

  it('of a message that carries a secret, or of none, is none: 404', async () => {
    const secret = await draftOf({ sensitive: true, attachments: ATTACHMENTS });
    expect((await download(secret, '0')).status).toBe(404);
    expect((await download('none', '0')).status).toBe(404);
  });
});

it('a list of columns that Strapi has stored is renewed, one that somebody chose is not', async () => {
  const layoutAfterRestart = async (list: string[]): Promise<string[]> => {
    await app.run(async (strapi, columns) => {
      const store = strapi.store({ type: 'plugin', name: 'content_manager' });
      const key = 'configuration_content_types::plugin::outgoing-mail.message';
      const stored = (await store.get({ key })) as { layouts: { list: string[] } };
      stored.layouts.list = columns;
      await store.set({ key, value: stored });
    }, list);
    await app.restart();
    const { body } = await app.admin.get<{
      data: { contentType: { layouts: { list: string[] } } };
    }>(`/content-manager/content-types/${UID}/configuration`);
    return body.data.contentType.layouts.list;
  };
  expect(
    await layoutAfterRestart(['subject', 'to', 'state', 'failureMessage', 'attempts']),
  ).toEqual(['to', 'subject', 'state', 'failureCode', 'attempts', 'nextAttemptAt', 'createdAt']);
  expect(await layoutAfterRestart(['subject', 'to', 'state'])).toEqual(['subject', 'to', 'state']);
});
