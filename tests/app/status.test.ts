/** How mail stands, as a real Strapi tells it: health, counts by the hour, the pool. */
import { sumOf } from '../../admin/status/series';
import type { StatusHistoryResponse, StatusResponse } from '../../server/contract';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { type AppOptions, startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

const COUNTS = 'plugin::outgoing-mail.hourly-count';
const OPTIONS: AppOptions = {
  plugin: {
    network: { ports: 'any' },
    retry: { firstDelaySeconds: 0.2, maxDelaySeconds: 0.2, pollSeconds: 0.1, maxAttempts: 2 },
    breaker: { failures: 2, firstProbeSeconds: 0.2, maxProbeSeconds: 0.2 },
  },
};

let app: StrapiApp;
let server: SmtpTestServer;

beforeAll(async () => {
  server = await startSmtpServer();
  app = await startStrapi(OPTIONS);
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
afterEach(() => server.heal());

const useServer = async (settings: object = {}) => {
  const answer = await app.admin.put('/outgoing-mail/settings', {
    host: '127.0.0.1',
    port: server.port,
    timeoutSeconds: 2,
    maxDeliveriesPerConnection: 2,
    maxConnections: 1,
    saveAnyway: true,
    ...settings,
  });
  expect(answer).toMatchObject({ status: 200 });
};
const send = (subject: string): Promise<{ status: string; documentId: string }> =>
  app.run(
    (strapi, words) =>
      strapi
        .plugin('email')
        .service('email')
        .send({ to: 'ann@example.com', subject: words, text: 'Hello' }),
    subject,
  );
const status = async () => (await app.admin.get<StatusResponse>('/outgoing-mail/status')).body.data;
const healthOnce = (state: string) =>
  until(`mail to be ${state}`, status, ({ health }) => health.state === state);
const history = async (range = '24h') => {
  const answer = await app.admin.get<StatusHistoryResponse>(
    `/outgoing-mail/status/history?range=${range}`,
  );
  expect(answer.status).toBe(200);
  return answer.body.data;
};
/** Over all hours: the test may run into the next one. */
const totals = async (range?: string) => sumOf((await history(range)).buckets);
const countsOnce = (expected: object) =>
  until(
    `counts to be ${JSON.stringify(expected)}`,
    () => totals(),
    (found) => Object.entries(expected).every(([key, value]) => Reflect.get(found, key) === value),
  );

describe('a site that has sent nothing yet', () => {
  it('is untested', async () => {
    expect(await status()).toMatchObject({
      health: { state: 'untested', since: null, reasons: [] },
      lastFailure: null,
      oldestWaitingAt: null,
      newestHeldAt: null,
      pool: { connectionsOpened: 0, messagesPerConnection: null },
    });
  });

  it.each([
    ['24h', 24],
    ['7d', 168],
  ])('has a history of %s with %i hours of nothing', async (range, hours) => {
    const { buckets, range: answered } = await history(range);
    expect(answered).toBe(range);
    expect(buckets).toHaveLength(hours);
    expect(await totals(range)).toEqual({ accepted: 0, deferred: 0, held: 0 });
    const times = buckets.map(({ at }) => Date.parse(at));
    expect(
      times.every((at, index) => index === 0 || at - (times[index - 1] ?? 0) === 3_600_000),
    ).toBe(true);
    expect(Date.now() - (times.at(-1) ?? 0)).toBeLessThan(3_600_000 + 10_000);
  });

  it('shows the shortest range when none is asked for', async () => {
    const { body } = await app.admin.get<StatusHistoryResponse>('/outgoing-mail/status/history');
    expect(body.data.range).toBe('24h');
  });

  it.each(['30d', '24H', '', '24h&range=7d'])('refuses the range %j by its name', async (range) => {
    expect(await app.admin.get(`/outgoing-mail/status/history?range=${range}`)).toMatchObject({
      status: 400,
      body: {
        error: {
          message: expect.stringMatching(/^range must be "24h" or "7d", got (text|a list)$/),
          details: { errors: [{ path: ['range'] }] },
        },
      },
    });
  });
});

describe('a site that sends', () => {
  it('is working since its settings passed the check', async () => {
    await useServer();
    const { health } = await status();
    expect(health).toMatchObject({ state: 'working', reasons: [] });
    expect(Date.now() - Date.parse(health.since ?? '')).toBeLessThan(10_000);
  });

  it('counts accepted messages, and the connections they went over', async () => {
    for (let count = 0; count < 5; count++) await send('Accepted');
    expect(await totals()).toEqual({ accepted: 5, deferred: 0, held: 0 });
    expect((await status()).pool).toMatchObject({
      connectionsOpened: 3,
      messagesAccepted: 5,
      messagesReused: 2,
      messagesPerConnection: 5 / 3,
      connectionsClosed: { deliveries: 2, error: 0 },
    });
  });

  it('does not count a test message, which does go over the pool', async () => {
    await app.admin.post('/outgoing-mail/settings/test-message', { to: 'ann@example.com' });
    expect(await totals()).toMatchObject({ accepted: 5 });
    expect((await status()).pool.messagesAccepted).toBe(6);
  });

  it('counts a message as deferred when it waits, and as accepted when it is sent later', async () => {
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    await send('Greylisted');
    expect(await totals()).toEqual({ accepted: 5, deferred: 1, held: 0 });
    const { oldestWaitingAt, drafts, health, lastFailure } = await status();
    expect(drafts.waiting).toBe(1);
    expect(Date.now() - Date.parse(oldestWaitingAt ?? '')).toBeLessThan(10_000);
    expect(health).toMatchObject({ state: 'degraded', reasons: ['ATTEMPT_FAILED'] });
    expect(lastFailure).toMatchObject({
      code: 'TEMPORARY_REFUSAL',
      message: expect.stringMatching(/\.$/),
      hint: expect.stringMatching(/\.$/),
    });
    expect(lastFailure).not.toHaveProperty('response');
    server.heal();
    await countsOnce({ accepted: 6, deferred: 1, held: 0 });
    expect((await healthOnce('working')).oldestWaitingAt).toBeNull();
  });

  it('is down while the server is away, and working when it is back', async () => {
    const { port } = server;
    await server.close();
    const before = Date.now();
    for (let count = 0; count < 3; count++) await send('Away');
    const down = await healthOnce('down');
    expect(down.health.reasons).toContain('SERVER_AWAY');
    expect(Date.parse(down.health.since ?? '')).toBeGreaterThanOrEqual(before);
    expect(down.lastFailure?.code).toBe('CONNECTION_REFUSED');
    server = await startSmtpServer({ port });
    const back = await healthOnce('working');
    expect(Date.parse(back.health.since ?? '')).toBeGreaterThan(
      Date.parse(down.health.since ?? ''),
    );
    await countsOnce({ accepted: 9, deferred: 4, held: 0 });
    // What was wrong last stays on record, though all of them were sent.
    expect((await status()).lastFailure?.code).toBe('CONNECTION_REFUSED');
  });

  it('counts a message as held when it is refused, or was tried often enough', async () => {
    server.fault('rcpt', { reply: '550 5.1.1 no such user' });
    await send('Refused');
    expect(await totals()).toMatchObject({ deferred: 4, held: 1 });
    server.heal();
    server.fault('mail', { reply: '451 4.3.0 try again later' });
    await send('Greylisted for good');
    await countsOnce({ accepted: 9, deferred: 5, held: 2 });
    const { health, newestHeldAt, drafts } = await status();
    expect(drafts).toEqual({ waiting: 0, held: 2, sending: 0 });
    expect(health.state).toBe('degraded');
    expect(health.reasons).toContain('MESSAGES_HELD');
    expect(Date.now() - Date.parse(newestHeldAt ?? '')).toBeLessThan(10_000);
  });

  it('does not count a held message again when a person sends it in vain', async () => {
    const [held] = await app.run(
      (strapi) =>
        strapi.db.query('plugin::outgoing-mail.message').findMany({
          where: { state: 'held', outcome: 'refused' },
        }) as Promise<{ documentId: string }[]>,
    );
    server.fault('rcpt', { reply: '550 5.1.1 no such user' });
    await app.admin.post(`/outgoing-mail/messages/${held?.documentId}/send`, {});
    expect(await totals()).toEqual({ accepted: 9, deferred: 5, held: 2 });
  });

  it('is down while its password cannot be read', async () => {
    await useServer({ auth: { enabled: true, username: 'site', password: 'secret-of-status' } });
    await app.restart({ ...OPTIONS, encryptionKey: 'another-key-for-the-tests-012345' });
    const { health } = await status();
    expect(health.state).toBe('down');
    expect(health.reasons[0]).toBe('PASSWORD_UNREADABLE');
    await app.restart(OPTIONS);
    await useServer({ auth: { enabled: false } });
  });
});

describe('a site that was started again', () => {
  it('has the same counts', async () => {
    await app.restart();
    expect(await totals()).toEqual({ accepted: 9, deferred: 5, held: 2 });
    expect(await totals('7d')).toEqual({ accepted: 9, deferred: 5, held: 2 });
    await send('After the restart');
    expect(await totals()).toMatchObject({ accepted: 10 });
  });

  it('knows the last failure from the drafts, and that mail was accepted since', async () => {
    await app.restart();
    expect(await status()).toMatchObject({
      health: { state: 'degraded', reasons: ['MESSAGES_HELD'] },
      lastFailure: { code: 'RECIPIENT_REFUSED' },
      pool: { connectionsOpened: 0 },
    });
  });

  it('loses nothing that was counted some seconds before it is killed', async () => {
    await send('Before the end');
    await until(
      'the counts to be stored',
      () =>
        app.run(
          (strapi, uid) => strapi.db.query(uid).findMany({}) as Promise<{ accepted: number }[]>,
          COUNTS,
        ),
      (rows) => rows.reduce((sum, { accepted }) => sum + accepted, 0) === 11,
    );
    await app.kill();
    await app.restart();
    expect(await totals()).toMatchObject({ accepted: 11 });
  });

  it('forgets counts after eight days', async () => {
    const hoursAgo = (hours: number) =>
      app.run(
        (strapi, uid, hour) =>
          strapi.db.query(uid).create({
            data: { hour, process: 'old', accepted: 1, deferred: 0, held: 0 },
          }) as Promise<{ hour: number }>,
        COUNTS,
        Math.floor(Date.now() / 3_600_000) - hours,
      );
    const kept = await hoursAgo(190);
    const old = await hoursAgo(195);
    await app.restart();
    const hours = () =>
      app.run(
        async (strapi, uid) =>
          (await strapi.db.query(uid).findMany({})).map(({ hour }: { hour: number }) => hour),
        COUNTS,
      );
    const left = await until('old counts to be gone', hours, (all) => !all.includes(old.hour));
    expect(left).toContain(kept.hour);
  });
});

describe('the table of counts', () => {
  it('is in no list of the admin panel', async () => {
    interface Type {
      uid: string;
      isDisplayed: boolean;
    }
    const { body } = await app.admin.get<{ data: Type[] }>('/content-manager/content-types');
    expect(body.data.filter(({ uid }) => uid === COUNTS)).toMatchObject([{ isDisplayed: false }]);
    const builder = await app.admin.get<{
      data: { uid: string; schema: { visible: boolean } }[];
    }>('/content-type-builder/content-types');
    expect(builder.body.data.find(({ uid }) => uid === COUNTS)?.schema.visible).toBe(false);
    const editor = await app.createAdminUser({ roleCode: 'strapi-editor' });
    expect((await editor.get(`/content-manager/collection-types/${COUNTS}`)).status).toBe(403);
  });
});
