/** What goes on by itself in a real Strapi: drafts that wait, a server that is away, messages that go out of date. */
import { closedPort, startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';
import { timed } from '../support/stopwatch';
import { until } from '../support/until';

const PLUGIN = {
  network: { ports: 'any' },
  retry: { firstDelaySeconds: 0.2, maxDelaySeconds: 1, pollSeconds: 0.1 },
  breaker: { failures: 3, firstProbeSeconds: 0.1, maxProbeSeconds: 0.2 },
  drafts: { leaseSeconds: 2 },
};

let app: StrapiApp;
let server: SmtpTestServer;

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi({ plugin: PLUGIN });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

interface Result {
  status: string;
  documentId: string;
  failure: { code: string; outcome: string; message: string };
}
const send = (options: object): Promise<Result> =>
  app.run((strapi, message) => strapi.plugin('email').service('email').send(message), {
    to: 'ann@example.com',
    text: 'Hello',
    ...options,
  });
const sendAll = (options: object[]): Promise<Result[]> =>
  app.run(
    (strapi, messages) =>
      Promise.all(messages.map((message) => strapi.plugin('email').service('email').send(message))),
    options.map((message) => ({ to: 'ann@example.com', text: 'Hello', ...message })),
  );
const entry = (documentId: string) =>
  app.run(
    (strapi, id) =>
      strapi.documents('plugin::outgoing-mail.message').findOne({ documentId: id }) as Promise<
        Record<string, unknown>
      >,
    documentId,
  );
const entryOnce = (documentId: string, expected: Record<string, unknown>) =>
  until(
    `draft ${documentId} to be ${JSON.stringify(expected)}`,
    () => entry(documentId),
    (row) => Object.entries(expected).every(([key, value]) => row[key] === value),
  );
const useServer = async (settings: object) => {
  const body = { host: '127.0.0.1', timeoutSeconds: 2, ...settings, saveAnyway: true };
  const answer = await app.admin.put<{ data: { report: { ok: boolean } } }>(
    '/outgoing-mail/settings',
    body,
  );
  expect(answer.status).toBe(200);
  return answer.body.data.report.ok;
};
interface Status {
  breaker: { state: string; failure?: { code: string }; since?: string };
  drafts: { waiting: number; held: number; sending: number };
}
const status = async (): Promise<Status> =>
  (await app.admin.get<{ data: Status }>('/outgoing-mail/status')).body.data;
const breakerOnce = (state: string) =>
  until(`the breaker to be ${state}`, status, ({ breaker }) => breaker.state === state);
const subjects = () =>
  server.messages.map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString())?.[1]?.trim());

describe('a message that could not be sent', () => {
  beforeEach(() => useServer({ port: server.port }));
  afterEach(() => server.heal());

  it('is tried again by itself, with the same Message-ID, until the server takes it', async () => {
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    const { documentId, failure } = await send({ subject: 'Greylisted' });
    expect(failure.outcome).toBe('not-sent');
    const waiting = await entryOnce(documentId, { attempts: 2 });
    server.heal();
    const sent = await entryOnce(documentId, { state: 'sent' });
    expect(sent).toMatchObject({ messageId: waiting.messageId, nextAttemptAt: null });
    expect(sent.history).toMatchObject([
      { by: 'send()', result: 'not-sent' },
      { by: 'retry', result: 'not-sent' },
      ...((sent.history as object[]).length > 3 ? [expect.anything()] : []),
      { by: 'retry', result: 'sent' },
    ]);
    const copies = server.messages.filter(({ raw }) =>
      raw.toString().includes(String(waiting.messageId)),
    );
    expect(copies).toHaveLength(1);
  });

  it.each([
    ['refused for good', 'rcpt', { reply: '550 5.1.1 no such user' }, 'refused'],
    ['accepted, perhaps', 'after', 'close', 'uncertain'],
  ] as const)('and was %s waits for a person', async (_, stage, fault, outcome) => {
    server.fault(stage, fault);
    const { documentId } = await send({ subject: outcome });
    server.heal();
    // Long enough for a machine to have come by: another message that waits is sent meanwhile.
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    const other = await send({ subject: 'Passes by' });
    server.heal();
    await entryOnce(other.documentId, { state: 'sent' });
    expect(await entry(documentId)).toMatchObject({
      state: 'held',
      outcome,
      attempts: 1,
      nextAttemptAt: null,
    });
  });

  it('is corrected by an editor while it waits, and goes out corrected', async () => {
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    const { documentId } = await send({ subject: 'Tpyo' });
    const answer = await app.admin.put(
      `/content-manager/collection-types/plugin::outgoing-mail.message/${documentId}`,
      { subject: 'Typo' },
    );
    expect(answer.status).toBe(200);
    server.heal();
    await entryOnce(documentId, { state: 'sent' });
    expect(subjects()).toContain('Typo');
    expect(subjects()).not.toContain('Tpyo');
  });

  it('is not kept by a claim that was written, and could not be read back', async () => {
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    const { documentId } = await send({ subject: 'Claimed by nobody' });
    await app.run((strapi) => {
      const rows = strapi.db.query('plugin::outgoing-mail.message');
      const { findMany } = rows;
      rows.findMany = (params) => {
        const isClaim = Array.isArray(params?.select) && params.select.includes('leaseToken');
        if (!isClaim) return findMany.call(rows, params);
        rows.findMany = findMany;
        return Promise.reject(new Error('the disk is full'));
      };
    });
    server.heal();
    await entryOnce(documentId, { state: 'sending' });
    const { history } = await entryOnce(documentId, { state: 'sent' });
    expect(history).toMatchObject([
      { by: 'send()' },
      { result: 'not-sent', code: 'INTERRUPTED' },
      { by: 'retry', result: 'sent' },
    ]);
    expect(subjects().filter((subject) => subject === 'Claimed by nobody')).toHaveLength(1);
  });

  it('goes out of date, and then no machine sends it', async () => {
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    const { documentId } = await send({
      subject: 'Your code',
      expiresAt: new Date(Date.now() + 700),
    });
    expect(await entry(documentId)).toMatchObject({ state: 'waiting' });
    const late = await entryOnce(documentId, { state: 'held' });
    expect(late).toMatchObject({ failureCode: 'EXPIRED', outcome: 'not-sent' });
    const already = await send({ subject: 'Your old code', expiresAt: '2020-01-01' });
    expect(already.failure.code).toBe('EXPIRED');
    server.heal();
    const press = await app.admin.post(`/outgoing-mail/messages/${documentId}/send`);
    expect(press).toMatchObject({ status: 200, body: { data: { status: 'sent' } } });
  });

  it('has an hour when it carries a link that works once', async () => {
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    const { documentId } = await send({
      text: 'Go to https://example.com/admin/auth/reset-password?code=3f1c',
    });
    const minutes = (Date.parse(String((await entry(documentId)).expiresAt)) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
    server.heal();
    await entryOnce(documentId, { state: 'sent' });
  });
});

describe('a server that is away', () => {
  it('is not asked for every message, is found back, and gets what waited, oldest first', async () => {
    await useServer({ port: server.port, maxConnections: 1, timeoutSeconds: 1 });
    server.fault('greeting', 'silent');
    server.dropConnections();
    await sendAll([{ subject: 'first' }, { subject: 'second' }, { subject: 'third' }]);
    expect(await breakerOnce('open')).toMatchObject({
      breaker: { failure: { code: 'NO_GREETING' }, since: expect.any(String) },
    });
    const before = server.connections.length;
    const { ms } = await timed(() =>
      sendAll(Array.from({ length: 200 }, (_, index) => ({ subject: `while away ${index}` }))),
    );
    // Each would wait a second if it were tried; looks at the server go on meanwhile.
    expect(ms).toBeLessThan(2000);
    expect(server.connections.length - before).toBeLessThan(5);

    // One of the three was tried again when the breaker opened.
    await until('no try to be under way', status, ({ drafts }) => drafts.sending === 0);
    const count = server.messages.length;
    server.heal();
    await server.messageReceived(count + 203);
    expect(subjects().slice(count)).toEqual([
      'first',
      'second',
      'third',
      ...Array.from({ length: 200 }, (_, index) => `while away ${index}`),
    ]);
    await until('nothing to wait', status, ({ drafts }) => drafts.waiting + drafts.sending === 0);
    expect((await status()).breaker).toEqual({ state: 'closed' });
  });

  it('releases no more at a time than there are connections', async () => {
    await useServer({ port: server.port, maxConnections: 2 });
    server.fault('greeting', 'close');
    server.dropConnections();
    await sendAll(Array.from({ length: 20 }, (_, index) => ({ subject: `pair ${index}` })));
    const [count, connections] = [server.messages.length, server.connections.length];
    server.heal();
    await server.messageReceived(count + 20);
    const carried = server.connections.slice(connections).filter(({ messages }) => messages > 0);
    expect(carried.length).toBeLessThanOrEqual(2);
  });

  it('because sign-in fails, is found back by settings that are saved and pass', async () => {
    const guarded = await startSmtpServer({ auth: { user: 'web', pass: 'right' } });
    const auth = { enabled: true, username: 'web' };
    await useServer({ port: guarded.port, auth: { ...auth, password: 'wrong' } });
    await sendAll([{}, {}, {}, {}, {}, {}]);
    expect((await breakerOnce('open')).breaker.failure?.code).toBe('AUTH_FAILED');
    const kept = await send({ subject: 'Kept without a try' });
    expect(kept.failure).toMatchObject({ code: 'AUTH_FAILED', outcome: 'not-sent' });
    expect(await entry(kept.documentId)).toMatchObject({ state: 'waiting', attempts: 0 });

    expect(await useServer({ port: guarded.port, auth: { ...auth, password: 'right' } })).toBe(
      true,
    );
    expect((await status()).breaker).toEqual({ state: 'closed' });
    await entryOnce(kept.documentId, { state: 'sent' });
    await useServer({ port: server.port, auth: { enabled: false } });
    await guarded.close();
  });

  it('is asked all the same when a person presses Send', async () => {
    await useServer({ port: await closedPort() });
    await sendAll([{}, {}, {}]);
    const { documentId } = await send({ subject: 'Insisted on' });
    await breakerOnce('open');
    const press = () =>
      app.admin.post<{ data: { failure: { message: string } } }>(
        `/outgoing-mail/messages/${documentId}/send`,
      );
    const answer = await press();
    expect(answer.body.data.failure.message).not.toContain('not tried');
    expect(await entry(documentId)).toMatchObject({ state: 'waiting', attempts: 1 });
    await useServer({ port: server.port });
    await entryOnce(documentId, { state: 'sent' });
  });
});

describe('a flood', () => {
  const reset = (person: string, code: number) => ({
    to: `${person}@example.com`,
    subject: 'Reset password',
    text: `https://example.com/reset-password?code=${code}`,
    date: new Date(Date.UTC(2026, 10, 1, 12, 0, code)),
  });

  it('of the same reset mail is kept once, the newest, with a count', async () => {
    await useServer({ port: await closedPort() });
    const results = await sendAll([
      ...Array.from({ length: 50 }, (_, index) => reset('ann', index)),
      reset('bob', 1),
    ]);
    const ids = new Set(results.map(({ documentId }) => documentId));
    expect(ids.size).toBe(2);
    const [first] = results;
    expect(await entry(first?.documentId ?? '')).toMatchObject({ copies: 50, content: 'secret' });
    const count = server.messages.length;
    await useServer({ port: server.port });
    await server.messageReceived(count + 2);
    await until('nothing to wait', status, ({ drafts }) => drafts.waiting + drafts.sending === 0);
    expect(server.messages.length).toBe(count + 2);
    const toAnn = server.messages.slice(count).filter(({ to }) => to.includes('ann@example.com'));
    expect(toAnn.map(({ raw }) => raw.toString())).toEqual([
      expect.stringContaining('reset-password?code=49'),
    ]);
  });
});

describe('a site with its own limits', () => {
  it('keeps no more than it may, and whoever sends one more hears of it', async () => {
    const { waiting, held } = (await status()).drafts;
    await app.restart({
      plugin: { ...PLUGIN, drafts: { maxDrafts: waiting + held + 3, writeAhead: false } },
    });
    await useServer({ port: await closedPort() });
    const outcome = await app.run(async (strapi) => {
      const sends = Array.from({ length: 10 }, (_, index) =>
        strapi
          .plugin('email')
          .service('email')
          .send({ to: 'ann@example.com', subject: `Full ${index}`, text: 'x' }),
      );
      return (await Promise.allSettled(sends)).map((result) =>
        result.status === 'fulfilled' ? 'kept' : `${result.reason.name}: ${result.reason.message}`,
      );
    });
    expect(outcome.filter((what) => what === 'kept')).toHaveLength(3);
    const refused = outcome.filter((what) => what !== 'kept');
    expect(refused).toHaveLength(7);
    for (const what of refused)
      expect(what).toMatch(/^DraftNotStoredError: .*drafts already \(drafts\.maxDrafts\)/);
    await useServer({ port: server.port });
    await until('nothing to wait', status, ({ drafts }) => drafts.waiting + drafts.sending === 0);
  });

  it('removes records of accepted messages in time, and never a draft that is held', async () => {
    const dates = await app.run(async (strapi) => {
      const rows = strapi.db.query('plugin::outgoing-mail.message');
      await rows.updateMany({ where: { state: 'sent' }, data: { sentAt: '2020-01-01T00:00:00Z' } });
      await rows.updateMany({
        where: { state: 'held' },
        data: { lastAttemptAt: '2020-01-01T00:00:00Z' },
      });
      return {
        sent: await rows.count({ where: { state: 'sent' } }),
        held: await rows.count({ where: { state: 'held' } }),
      };
    });
    expect(dates.sent).toBeGreaterThan(2);
    expect(dates.held).toBeGreaterThan(0);
    await app.restart({ plugin: PLUGIN });
    const count = (state: string) => () =>
      app.run(
        (strapi, which) =>
          strapi.db.query('plugin::outgoing-mail.message').count({ where: { state: which } }),
        state,
      );
    await until('old records to be gone', count('sent'), (left) => left === 0);
    expect(await count('held')()).toBe(dates.held);
  });
});

describe('a site that stores messages ahead', () => {
  beforeAll(async () => {
    await app.restart({ plugin: { ...PLUGIN, drafts: { writeAhead: true } } });
    await useServer({ port: server.port });
  });
  const rows = () =>
    app.run((strapi) =>
      strapi.db
        .query('plugin::outgoing-mail.message')
        .findMany({ where: { state: { $ne: 'held' } }, orderBy: { id: 'asc' } }),
    );

  it('has each in the database before the server gets it, and no more after', async () => {
    server.fault('dot', 'silent');
    const sending = send({ subject: 'Ahead', attachments: [{ filename: 'a.txt', content: 'x' }] });
    await server.commandReceived(/^DATA/);
    const stored = await until('the row', rows, (found) => found[0]?.dataBegun === true);
    expect(stored).toMatchObject([{ state: 'sending', subject: 'Ahead', outcome: null }]);
    const { documentId, failure } = await sending;
    expect(failure.outcome).toBe('uncertain');
    server.heal();
    expect(await entry(documentId)).toMatchObject({ state: 'held', attempts: 1, subject: 'Ahead' });

    const count = server.messages.length;
    const parts = () =>
      app.run((strapi) => strapi.db.query('plugin::outgoing-mail.message-part').count());
    const partsBefore = await parts();
    const results = await sendAll(
      Array.from({ length: 300 }, (_, index) => ({
        subject: `${index}`,
        attachments: index % 3 === 0 ? [{ filename: 'a.txt', content: 'x' }] : [],
      })),
    );
    expect(results.every((result) => result.status === 'sent')).toBe(true);
    expect(server.messages.length).toBe(count + 300);
    await until('the rows to be gone', rows, (left) => left.length === 0);
    await until('their parts to be gone', parts, (left) => left === partsBefore);
  });

  it('waits for what is on its way when it is stopped, keeps the rest, and sends it at the next start', async () => {
    await useServer({ port: server.port, maxConnections: 1, timeoutSeconds: 5 });
    const count = server.messages.length;
    const before = app.logs().length;
    server.fault('dot', 'trickle');
    void app
      .run((strapi) => {
        const sends = Array.from({ length: 20 }, (_, index) =>
          strapi
            .plugin('email')
            .service('email')
            .send({ to: 'ann@example.com', subject: `Stopped ${index}`, text: 'x' }),
        );
        return Promise.all(sends).then(() => undefined);
      })
      .catch(() => undefined);
    await until(
      'the rows',
      rows,
      (found) => found.length === 20 && found.some(({ dataBegun }) => dataBegun),
    );
    await app.restart({ plugin: { ...PLUGIN, drafts: { writeAhead: true } } });
    server.heal();
    await until('nothing to wait', status, ({ drafts }) => drafts.waiting + drafts.sending === 0);
    const received = subjects().slice(count);
    const uncertain = await app.run((strapi) =>
      strapi.db.query('plugin::outgoing-mail.message').findMany({
        where: { state: 'held', outcome: 'uncertain', subject: { $startsWith: 'Stopped' } },
      }),
    );
    // Strapi closes its HTTP server first; until it asks the plugin, messages go on to be sent.
    expect(uncertain.length).toBeLessThan(4);
    expect([...received, ...uncertain.map(({ subject }) => subject)].sort()).toEqual(
      Array.from({ length: 20 }, (_, index) => `Stopped ${index}`).sort(),
    );
    expect(app.logs().slice(before)).not.toMatch(/on their way in a process that is gone/);
  });
});
