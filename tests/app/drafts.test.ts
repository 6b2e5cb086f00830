/** Drafts over HTTP and inside Strapi: what was not accepted is kept, corrected, and sent again. */
import { createHash } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { closedPort, startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { type AdminUser, startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

const UID = 'plugin::outgoing-mail.message';
const CONTENT_MANAGER = `/content-manager/collection-types/${UID}`;

let app: StrapiApp;
let server: SmtpTestServer;
let editor: AdminUser;
let deadPort: number;

beforeAll(async () => {
  server = await startSmtpServer({
    recipients: { 'bad@example.com': '550 5.1.1 no such user' },
  });
  deadPort = await closedPort();
  app = await startStrapi({
    plugin: {
      network: { ports: 'any', checksPerMinute: 10_000 },
      drafts: { maxMessageBytes: 4_000_000 },
      // What people do with drafts; tests/app/retry.test.ts has what machines do.
      retry: { maxAttempts: 0 },
      breaker: { failures: 0 },
    },
  });
  editor = await app.createAdminUser({
    permissions: [
      ...['read', 'update', 'delete', 'create', 'publish'].map((action) => ({
        action: `plugin::content-manager.explorer.${action}`,
        subject: UID,
      })),
      { action: 'plugin::outgoing-mail.message.send' },
      { action: 'plugin::outgoing-mail.message.read-content' },
    ],
  });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

const useServer = async (port: number, settings: object = {}) => {
  const body = { host: '127.0.0.1', port, timeoutSeconds: 2, ...settings, saveAnyway: true };
  expect((await app.admin.put('/outgoing-mail/settings', body)).status).toBe(200);
};
const serverUp = () => useServer(server.port);
const serverDown = () => useServer(deadPort);

interface DatabaseEvent {
  action: string;
  params: { data: { to?: string; source?: string }[] };
  result?: { count: number };
}

interface Result {
  status: string;
  documentId: string;
  failure?: object;
}
const send = (options: object): Promise<Result> =>
  app.run((strapi, message) => strapi.plugin('email').service('email').send(message), options);
const draftOf = async (message: object = {}) => {
  await serverDown();
  const result = await send({
    to: 'ann@example.com',
    subject: 'Hello',
    text: 'How are you?',
    ...message,
  });
  expect(result.status).toBe('draft');
  await serverUp();
  return result.documentId;
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
const press = (documentId: string, body?: object) =>
  editor.post(`/outgoing-mail/messages/${documentId}/send`, body);

describe('a message that was not accepted', () => {
  it('is a draft entry with the reason, and send() resolves with its id', async () => {
    await serverDown();
    const result = await send({ to: 'ann@example.com', subject: 'Hello', text: 'How are you?' });
    expect(result).toMatchObject({
      status: 'draft',
      accepted: [],
      rejected: ['ann@example.com'],
      failure: { code: 'CONNECTION_REFUSED', stage: 'connect', outcome: 'not-sent', field: 'port' },
    });
    expect(await entry(result.documentId)).toMatchObject({
      to: 'ann@example.com',
      subject: 'Hello',
      text: 'How are you?',
      state: 'held',
      outcome: 'not-sent',
      failureCode: 'CONNECTION_REFUSED',
      attempts: 1,
      publishedAt: null,
      history: [{ by: 'send()', result: 'not-sent', code: 'CONNECTION_REFUSED' }],
    });
  });

  it('is seen by editors in the Content Manager, and corrected there', async () => {
    const documentId = await draftOf({ to: 'ann@exmaple.com' });
    const list = await editor.get<{ results: { documentId: string }[] }>(
      `${CONTENT_MANAGER}?sort=id:DESC`,
    );
    expect(list.body.results[0]).toMatchObject({ documentId, state: 'held', status: 'draft' });

    const { body } = await editor.get<{ data: object }>(`${CONTENT_MANAGER}/${documentId}`);
    const changed = await editor.put(`${CONTENT_MANAGER}/${documentId}`, {
      ...body.data,
      to: 'ann@example.com',
      subject: 'Corrected',
      state: 'sent',
      attempts: 99,
      messageId: '<forged@example.com>',
    });
    expect(changed.status).toBe(200);
    const after = await entry(documentId);
    expect(after).toMatchObject({
      to: 'ann@example.com',
      subject: 'Corrected',
      state: 'held',
      attempts: 1,
    });
    expect(after).not.toMatchObject({ messageId: '<forged@example.com>' });
  });

  it('is sent by Send, once, and published with time, Message-ID and the server’s answer', async () => {
    const documentId = await draftOf({ subject: 'Sent again' });
    const before = await entry(documentId);
    const received = server.messageReceived();
    expect(await press(documentId)).toMatchObject({
      status: 200,
      body: {
        data: {
          status: 'sent',
          messageId: Object(before).messageId,
          response: expect.stringMatching(/^250/),
        },
      },
    });
    const { raw } = await received;
    expect((await simpleParser(raw)).messageId).toBe(Object(before).messageId);
    expect(await entry(documentId, 'published')).toMatchObject({
      state: 'sent',
      attempts: 2,
      messageId: Object(before).messageId,
      sentAt: expect.any(String),
      publishedAt: expect.any(String),
      response: expect.stringMatching(/^250/),
      failureCode: null,
      history: [{ result: 'not-sent' }, { result: 'sent', by: expect.stringContaining('Una') }],
    });
    const count = server.messages.length;
    expect((await press(documentId)).status).toBe(409);
    expect(server.messages).toHaveLength(count);
  });

  it('stays one draft when it fails again, with one more attempt in its history', async () => {
    const documentId = await draftOf();
    await serverDown();
    const before = await app.run((strapi) =>
      strapi.documents('plugin::outgoing-mail.message').count({}),
    );
    expect(await press(documentId)).toMatchObject({
      status: 200,
      body: { data: { status: 'draft', failure: { code: 'CONNECTION_REFUSED' } } },
    });
    expect(await entry(documentId)).toMatchObject({
      state: 'held',
      attempts: 2,
      history: [{}, { by: expect.stringContaining('Una') }],
    });
    expect(
      await app.run((strapi) => strapi.documents('plugin::outgoing-mail.message').count({})),
    ).toBe(before);
    await serverUp();
  });

  it('survives byte for byte: attachments, headers, calendar events and the rest', async () => {
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const large = Buffer.concat(Array.from({ length: 8000 }, () => everyByte));
    const documentId = await draftOf({
      from: { name: 'The “Site”, Ltd.', address: 'site@example.com' },
      to: ['ann@example.com', { name: 'Bob, B.', address: 'bob@example.com' }],
      cc: 'carl@example.com',
      replyTo: 'reply@example.com',
      html: '<p>Hello</p><img src="cid:logo@example.com">',
      attachments: [
        { filename: 'every byte.bin', content: everyByte },
        { filename: 'large.bin', content: large, contentType: 'application/x-large' },
        {
          filename: 'logo.png',
          content: everyByte.toString('base64'),
          encoding: 'base64',
          cid: 'logo@example.com',
        },
      ],
      headers: { 'X-Campaign': 'spring', 'X-Twice': ['one', 'two'] },
      priority: 'high',
      inReplyTo: '<parent@example.com>',
      references: ['<root@example.com>', '<parent@example.com>'],
      icalEvent: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
      list: { unsubscribe: 'https://example.com/unsubscribe' },
      messageId: '<chosen@example.com>',
      date: new Date('2026-01-02T03:04:05Z'),
    });
    const received = server.messageReceived();
    expect(await press(documentId)).toMatchObject({ body: { data: { status: 'sent' } } });
    const { raw, to } = await received;
    expect(to.toSorted()).toEqual(['ann@example.com', 'bob@example.com', 'carl@example.com']);
    const mail = await simpleParser(raw);
    expect(mail).toMatchObject({
      messageId: '<chosen@example.com>',
      date: new Date('2026-01-02T03:04:05Z'),
      inReplyTo: '<parent@example.com>',
      from: { value: [{ name: 'The “Site”, Ltd.', address: 'site@example.com' }] },
      replyTo: { value: [{ address: 'reply@example.com' }] },
    });
    expect(mail.headers.get('x-campaign')).toBe('spring');
    expect(raw.toString()).toMatch(/^List-Unsubscribe: <https:\/\/example\.com\/unsubscribe>/m);
    const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const files = Object.fromEntries(
      mail.attachments.map(({ filename, content }) => [filename ?? 'calendar', sha(content)]),
    );
    expect(files).toMatchObject({
      'every byte.bin': sha(everyByte),
      'large.bin': sha(large),
      'logo.png': sha(everyByte),
    });
    expect(raw.toString()).toContain('method=REQUEST');
    expect(raw.toString()).toMatch(/^Importance: High/m);
  });

  it('is a draft of the refused recipients only, when others were accepted', async () => {
    await serverUp();
    const received = server.messageReceived();
    const result = await send({
      to: 'ann@example.com, Bad <bad@example.com>',
      subject: 'x',
      text: 'x',
    });
    expect(result).toMatchObject({
      status: 'sent',
      accepted: ['ann@example.com'],
      rejected: ['bad@example.com'],
      failure: { code: 'RECIPIENT_REFUSED', outcome: 'refused' },
    });
    await received;
    expect(await entry(result.documentId)).toMatchObject({
      state: 'held',
      outcome: 'refused',
      to: expect.stringMatching(/<bad@example\.com>$/),
    });
    expect(Object(await entry(result.documentId)).to).not.toContain('ann@');
  });

  it('leaves a record of those who have it, and a draft of the others, when it is sent again', async () => {
    const documentId = await draftOf({ to: 'ann@example.com, Bad <bad@example.com>' });
    expect(await press(documentId)).toMatchObject({ body: { data: { status: 'sent' } } });
    for (const version of ['draft', 'published'] as const)
      expect(await entry(documentId, version)).toMatchObject({
        state: 'sent',
        to: 'ann@example.com',
      });
    const [rest] = await app.run((strapi) =>
      strapi.documents('plugin::outgoing-mail.message').findMany({ sort: 'id:desc', limit: 1 }),
    );
    expect(rest).toMatchObject({
      state: 'held',
      outcome: 'refused',
      to: expect.stringMatching(/^[^,]*<bad@example\.com>$/),
    });
  });

  it('is sent as it was before an edit or as it is after, and the record says which', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 15; index++) ids.push(await draftOf({ subject: 'before' }));
    await Promise.all(
      ids.map(async (documentId, index) => {
        const edit = () =>
          editor.put(`${CONTENT_MANAGER}/${documentId}`, { subject: 'after', text: 'after' });
        // Some press first, some save first.
        const works = index % 2 === 0 ? [edit(), press(documentId)] : [press(documentId), edit()];
        await Promise.all(works);
      }),
    );
    for (const documentId of ids) {
      const record = Object(await entry(documentId, 'published'));
      expect(record.state).toBe('sent');
      const copies = server.messages.filter(({ raw }) => raw.toString().includes(record.messageId));
      expect(copies).toHaveLength(1);
      const mail = await simpleParser(copies[0]?.raw ?? '');
      expect(mail.subject).toBe(record.subject);
      expect(mail.text?.trim()).toBe(record.subject === 'after' ? 'after' : 'How are you?');
    }
  });

  it('asks before it is sent again when it may have been accepted', async () => {
    server.fault('after', 'close');
    const result = await send({ to: 'ann@example.com', subject: 'In doubt', text: 'x' });
    server.heal();
    expect(result).toMatchObject({ status: 'draft', failure: { outcome: 'uncertain' } });
    const count = server.messages.length;
    expect(await press(result.documentId)).toMatchObject({
      status: 409,
      body: { error: { details: { code: 'IN_DOUBT' } } },
    });
    expect(server.messages).toHaveLength(count);
    expect(await press(result.documentId, { mayDuplicate: true })).toMatchObject({
      body: { data: { status: 'sent' } },
    });
  });

  it('belongs to one editor when several press Send at the same time', async () => {
    const documentId = await draftOf({ subject: 'Twice' });
    server.fault('mail', 'silent');
    const first = press(documentId);
    await until(
      'the first to have it',
      () => entry(documentId),
      (row) => Object(row).state === 'sending',
    );
    const answers = await Promise.all([press(documentId), press(documentId)]);
    expect(answers.map(({ status }) => status)).toEqual([409, 409]);
    expect((await first).status).toBe(200);
    server.heal();
  });

  it('refuses to send what an editor made unsendable, and counts no attempt', async () => {
    const documentId = await draftOf();
    await editor.put(`${CONTENT_MANAGER}/${documentId}`, { to: 'nobody' });
    expect(await press(documentId)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('to must be e-mail addresses') } },
    });
    expect(await entry(documentId)).toMatchObject({ state: 'held', attempts: 1 });
  });

  it('is not there: 404', async () => {
    expect((await press('none')).status).toBe(404);
  });
});

describe('publishing is not sending', () => {
  const published = (documentId: string) => entry(documentId, 'published');

  it('is refused in the Content Manager, with a sentence that says to use Send', async () => {
    const documentId = await draftOf();
    const answer = await editor.post(`${CONTENT_MANAGER}/${documentId}/actions/publish`, {});
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('press Send') } },
    });
    expect(await published(documentId)).toBeNull();
  });

  it('is refused in bulk', async () => {
    const documentId = await draftOf();
    const answer = await editor.post(`${CONTENT_MANAGER}/actions/bulkPublish`, {
      documentIds: [documentId],
    });
    expect(answer.status).toBe(400);
    expect(await published(documentId)).toBeNull();
  });

  it('is refused to code, and so are unpublish, clone and publishing by update', async () => {
    const documentId = await draftOf();
    for (const action of ['publish', 'unpublish', 'clone', 'discardDraft']) {
      await expect(
        app.run(
          (strapi, name, id) =>
            Reflect.apply(
              Reflect.get(strapi.documents('plugin::outgoing-mail.message'), name),
              undefined,
              [{ documentId: id }],
            ),
          action,
          documentId,
        ),
      ).rejects.toMatchObject({ name: 'ApplicationError' });
    }
    await expect(
      app.run(
        (strapi, id) =>
          strapi
            .documents('plugin::outgoing-mail.message')
            .update({ documentId: id, data: {}, status: 'published' }),
        documentId,
      ),
    ).rejects.toMatchObject({ name: 'ApplicationError' });
    expect(await published(documentId)).toBeNull();
  });

  it('leaves no way to change the record of an accepted message', async () => {
    const documentId = await draftOf();
    await press(documentId);
    const answer = await editor.put(`${CONTENT_MANAGER}/${documentId}`, { subject: 'Changed' });
    expect(answer.status).toBe(400);
    expect(
      (await editor.post(`${CONTENT_MANAGER}/${documentId}/actions/unpublish`, {})).status,
    ).toBe(400);
  });
});

describe('sending in bulk', () => {
  const finished = async (jobId: string) => {
    for (;;) {
      const { body } = await editor.get<{ data: { done: boolean } }>(
        `/outgoing-mail/messages/send/${jobId}`,
      );
      if (body.data.done) return body.data;
    }
  };

  it('sends each draft once and tells what became of them', async () => {
    const good = [await draftOf(), await draftOf(), await draftOf()];
    const bad = await draftOf({ to: 'bad@example.com' });
    const count = server.messages.length;
    const { status, body } = await editor.post<{ data: { jobId: string } }>(
      '/outgoing-mail/messages/send',
      {
        documentIds: [...good, ...good, bad, 'none'],
      },
    );
    expect(status).toBe(202);
    expect(await finished(body.data.jobId)).toMatchObject({
      total: 5,
      sent: 3,
      failed: 1,
      skipped: 1,
      remaining: 0,
    });
    expect(server.messages).toHaveLength(count + 3);
  });

  it('sends every held draft', async () => {
    const { body } = await editor.post<{ data: { jobId: string } }>(
      '/outgoing-mail/messages/send',
      { state: 'held' },
    );
    const held = await app.admin.get<{ data: { drafts: { held: number } } }>(
      '/outgoing-mail/status',
    );
    expect(await finished(body.data.jobId)).toMatchObject({ failed: expect.any(Number) });
    expect(held.status).toBe(200);
  });

  it.each([[{}], [{ documentIds: [] }], [{ documentIds: 'all' }], [{ state: 'sent' }], [[]]])(
    'refuses %j',
    async (body) => {
      expect((await editor.post('/outgoing-mail/messages/send', body)).status).toBe(400);
    },
  );
});

describe('what send() refuses', () => {
  const BREAK = 'x\r\nBcc: evil@example.com';
  it.each([
    ['to', { to: `ann@example.com${BREAK}` }],
    ['from', { from: { name: BREAK, address: 'a@example.com' } }],
    ['subject', { subject: BREAK }],
    ['headers.X-A', { headers: { 'X-A': BREAK } }],
    ['attachments.0.path', { attachments: [{ path: '/etc/passwd' }] }],
    ['attachments.0.href', { attachments: [{ href: 'http://127.0.0.1/' }] }],
    ['html.path', { html: { path: '/etc/passwd' } }],
    ['message', { text: 'x'.repeat(4_000_001) }],
  ])('rejects at %s, and nothing is sent or stored', async (path, wrong) => {
    await serverUp();
    const before = server.connections.flatMap(({ commands }) => commands).length;
    const count = await app.run((strapi) =>
      strapi.documents('plugin::outgoing-mail.message').count({}),
    );
    await expect(
      send({ to: 'ann@example.com', subject: 'x', text: 'x', ...wrong }),
    ).rejects.toMatchObject({
      name: 'InvalidMessageError',
      message: expect.stringContaining(path),
      statusCode: 400,
    });
    expect(server.connections.flatMap(({ commands }) => commands)).toHaveLength(before);
    expect(
      await app.run((strapi) => strapi.documents('plugin::outgoing-mail.message').count({})),
    ).toBe(count);
  });
});

describe('where drafts are stored', () => {
  it('keeps the draft when send() was called in a transaction that is rolled back', async () => {
    await serverDown();
    await app.run(async (strapi) => {
      await strapi.db
        .transaction(async () => {
          await strapi
            .plugin('email')
            .service('email')
            .send({ to: 'rolled-back@example.com', subject: 'x', text: 'x' });
          throw new Error('the caller changed its mind');
        })
        .catch(() => undefined);
    });
    const kept = await app.run((strapi) =>
      strapi
        .documents('plugin::outgoing-mail.message')
        .findMany({ filters: { to: 'rolled-back@example.com' } }),
    );
    expect(kept).toHaveLength(1);
  });

  it('tells what subscribes to the events of the database, and keeps what that sets', async () => {
    await serverDown();
    const heard = await app.run(async (strapi) => {
      const events: { action: string; to: string; count: number | undefined }[] = [];
      const hear = ({ action, params, result }: DatabaseEvent) => {
        const [{ to = '' } = {}] = params.data;
        events.push({ action, to, count: result?.count });
      };
      const unsubscribe = strapi.db.lifecycles.subscribe({
        models: ['plugin::outgoing-mail.message'],
        beforeCreateMany(event: unknown) {
          hear(event as DatabaseEvent);
          for (const row of (event as DatabaseEvent).params.data) row.source = 'a subscriber';
        },
        afterCreateMany: (event: unknown) => hear(event as DatabaseEvent),
      });
      const email = strapi.plugin('email').service('email');
      await email.send({ to: 'heard@example.com', subject: 'x', text: 'x' });
      unsubscribe();
      return events;
    });
    expect(heard).toEqual([
      { action: 'beforeCreateMany', to: 'heard@example.com', count: undefined },
      { action: 'afterCreateMany', to: 'heard@example.com', count: 1 },
    ]);
    const [draft] = await app.run((strapi) =>
      strapi
        .documents('plugin::outgoing-mail.message')
        .findMany({ filters: { to: 'heard@example.com' } }),
    );
    expect(draft).toMatchObject({
      source: 'a subscriber',
      copies: 1,
      publishedAt: null,
      createdAt: expect.stringMatching(/^\d{4}-/),
      updatedAt: draft?.createdAt,
    });
  });

  it('rejects with MailNotSentError where the site asked for it, and the draft is there', async () => {
    await app.restart({ plugin: { network: { ports: 'any' }, onFailure: 'throw' } });
    const error = await send({ to: 'ann@example.com', subject: 'x', text: 'x' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      name: 'MailNotSentError',
      failure: { code: 'CONNECTION_REFUSED' },
    });
    expect(await entry(Object(error).documentId)).toMatchObject({ state: 'waiting' });
  });

  it('removes the parts of a message that is deleted', async () => {
    const documentId = await app.run(async (strapi) => {
      const drafts = await strapi
        .documents('plugin::outgoing-mail.message')
        .findMany({ filters: { subject: 'Hello' } });
      return drafts[0]?.documentId ?? '';
    });
    expect((await editor.delete(`${CONTENT_MANAGER}/${documentId}`)).status).toBe(200);
    const parts = await app.run(
      (strapi, id) =>
        strapi.db
          .query('plugin::outgoing-mail.message-part')
          .count({ where: { messageDocumentId: id } }),
      documentId,
    );
    expect(parts).toBe(0);
  });
});

describe('in the Content Manager', () => {
  interface Configuration {
    data: {
      contentType: {
        settings: object;
        layouts: { list: string[] };
        metadatas: Record<string, { edit: object; list: { label: string } }>;
      };
    };
  }
  const place = `/content-manager/content-types/${UID}/configuration`;
  const configuration = async () =>
    (await app.admin.get<Configuration>(place)).body.data.contentType;

  it('fields and columns have their names, and keep those that somebody gave them', async () => {
    const { settings, layouts, metadatas } = await configuration();
    expect(settings).toMatchObject({ mainField: 'subject', defaultSortBy: 'createdAt' });
    expect(layouts.list.slice(0, 4)).toEqual(['to', 'subject', 'state', 'failureCode']);
    expect(metadatas.failureCode).toMatchObject({
      edit: { label: 'Reason', editable: false },
      list: { label: 'Reason' },
    });
    Object.assign(metadatas.failureCode?.list ?? {}, { label: 'Grund' });
    layouts.list = ['subject', 'failureCode', 'to', 'state'];
    const { failureCode } = metadatas;
    const answer = await app.admin.put(place, { settings, layouts, metadatas: { failureCode } });
    expect(answer.status).toBe(200);
    await app.restart();
    const after = await configuration();
    expect(after.metadatas.failureCode?.list.label).toBe('Grund');
    expect(after.layouts.list).toEqual(['subject', 'failureCode', 'to', 'state']);
  });
});
