/** The same outage on every kind of database that Strapi has: drafts, what is found and changed, counts and jobs. */
import type { Core } from '@strapi/strapi';
import type {
  SendManyResponse,
  StatusHistoryResponse,
  StatusResponse,
} from '../../server/contract';
import { sumOf } from '../../admin/status/series';
import { type DatabaseServer, startMariadb, startPostgres } from '../support/database-servers';
import { answeredIn, handOver } from '../support/hand-over';
import { closedPort, type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

const UID = 'plugin::outgoing-mail.message';
const LIST = `/content-manager/collection-types/${UID}`;
const MANY = 300;
/** Larger than one packet of MySQL's protocol may be by default. */
const LARGE = 14 * 1_500_000;
const PATIENCE_MS = 60_000;

const DATABASES: [string, () => Promise<DatabaseServer | undefined>][] = [
  ['SQLite', () => Promise.resolve(undefined)],
  ['PostgreSQL', startPostgres],
  ['MariaDB', startMariadb],
];

/** Runs inside Strapi. @returns what both versions of each document say, but for what tells them apart. */
const bothVersions = async (strapi: Core.Strapi, uid: string) => {
  const rows = (await strapi.db.query(uid).findMany({ where: {}, orderBy: { id: 'asc' } })) as {
    [column: string]: unknown;
    documentId: string;
    publishedAt: string | null;
  }[];
  const versions = new Map<string, object[]>();
  for (const row of rows) {
    const known = versions.get(row.documentId) ?? [];
    versions.set(row.documentId, [...known, { ...row, id: null, publishedAt: null }]);
  }
  return [...versions.values()];
};

/** Runs inside Strapi. */
const sendLarge = (strapi: Core.Strapi, size: number): Promise<{ documentId: string }> => {
  const content = 'All is whole. '.repeat(size / 14);
  const attachments = [{ filename: 'large.txt', content }];
  return strapi.plugin('email').service('email').send({ to: 'large@example.com', attachments });
};

describe.each(DATABASES)('on %s', (_, startDatabase) => {
  let database: DatabaseServer | undefined;
  let server: SmtpTestServer;
  let app: StrapiApp;

  beforeAll(async () => {
    database = await startDatabase();
    server = await startSmtpServer({ port: await closedPort() });
    await server.close();
    app = await startStrapi({
      name: 'databases',
      config: database === undefined ? {} : { database: database.database },
      plugin: {
        smtp: { host: '127.0.0.1', port: server.port },
        retry: { maxAttempts: 0, pollSeconds: 0.1 },
        breaker: { failures: 3, firstProbeSeconds: 0.2, maxProbeSeconds: 0.2 },
      },
    });
  }, 120_000);
  afterAll(async () => {
    await app?.stop();
    await server?.close();
    await database?.stop();
  });

  const recipients = Array.from({ length: MANY }, (_, index) => `${index}@example.com`);
  const list = async (query: string) => {
    const { body } = await app.admin.get<{
      results: { to: string; subject: string; state: string }[];
      pagination: { total: number };
    }>(`${LIST}?${query}`);
    return body;
  };
  const breakerState = async () => {
    const { body } = await app.admin.get<StatusResponse>('/outgoing-mail/status');
    return body.data.breaker.state;
  };
  const send = (message: object): Promise<{ status: string; documentId: string }> =>
    app.run((strapi, options) => strapi.plugin('email').service('email').send(options), message);

  it('every message of an outage is a draft, and is counted', async () => {
    await app.run(handOver, { messages: recipients, atOnce: 200, largeEvery: Infinity });
    expect(answeredIn(app.logs(), 'draft').toSorted()).toEqual(recipients.toSorted());
    expect(
      (await list('page=1&pageSize=20&filters[$and][0][state][$eq]=held')).pagination,
    ).toMatchObject({ total: MANY });
    const counted = await until(
      'the counts',
      async () => {
        const { body } = await app.admin.get<StatusHistoryResponse>(
          '/outgoing-mail/status/history',
        );
        return sumOf(body.data.buckets);
      },
      ({ held }) => held >= MANY,
    );
    expect(counted).toMatchObject({ accepted: 0, held: MANY });
  });

  it('a draft is found, changed, and keeps letters of every kind', async () => {
    const subject = 'Größe 😀 مرحبا';
    const { documentId } = await send({ to: 'ann@example.com', subject, text: 'x\u2028y' });
    expect((await list('_q=ann@example')).results).toMatchObject([{ subject }]);
    const change = await app.admin.put(`${LIST}/${documentId}`, { text: 'changed 😀' });
    expect(change).toMatchObject({ status: 200, body: { data: { text: 'changed 😀' } } });
  });

  it('a draft with a large attachment is kept whole', async () => {
    const { documentId } = await app.run(sendLarge, LARGE);
    const { body } = await app.admin.get<string>(
      `/outgoing-mail/messages/${documentId}/attachments/0`,
    );
    expect(body).toHaveLength(LARGE);
    expect(body.replaceAll('All is whole. ', '')).toBe('');
    await app.admin.delete(`${LIST}/${documentId}`);
  });

  it('a job sends them all, once each', async () => {
    server = await startSmtpServer({ port: server.port });
    await until('the server to be found', breakerState, (state) => state === 'closed');
    const { body } = await app.admin.post<SendManyResponse>('/outgoing-mail/messages/send', {
      state: 'held',
    });
    const job = await until(
      'the job to be done',
      async () =>
        (
          await app.admin.get<{ data: { done: boolean; sent: number; failed: number } }>(
            `/outgoing-mail/messages/send/${body.data.jobId}`,
          )
        ).body.data,
      ({ done }) => done,
      PATIENCE_MS,
    );
    expect(job).toMatchObject({ sent: MANY + 1, failed: 0 });
    expect(server.messages.map(({ to }) => to.join()).toSorted()).toEqual(
      [...recipients, 'ann@example.com'].toSorted(),
    );
  });

  it('what stands in each draft of the job stands in its published version too', async () => {
    const documents = await app.run(bothVersions, UID);
    expect(documents).toHaveLength(MANY + 1);
    for (const versions of documents) {
      expect(versions).toHaveLength(2);
      expect(versions[0]).toEqual(versions[1]);
      expect(versions[0]).toMatchObject({
        state: 'sent',
        outcome: null,
        failureCode: null,
        failureWords: null,
        response: expect.stringMatching(/^250/),
        history: expect.arrayContaining(
          [{ result: 'not-sent' }, { result: 'sent' }].map(
            (entry) => expect.objectContaining(entry) as object,
          ),
        ),
        sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
        nextAttemptAt: null,
        leaseToken: null,
        leaseUntil: null,
        dataBegun: false,
      });
    }
  });
});
