/** Two processes of one site, on one PostgreSQL: whatever competes for a draft, the server gets the message once. */
import { sumOf } from '../../admin/status/series';
import type {
  SendManyRequest,
  SendManyResponse,
  StatusHistoryResponse,
} from '../../server/contract';
import { answeredIn, handOver } from '../support/hand-over';
import { type DatabaseServer, startPostgres } from '../support/database-servers';
import { type SmtpGate, startSmtpGate } from '../support/smtp-gate';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

const UID = 'plugin::outgoing-mail.message';
const MANY = 1000;
/** On a machine that is busy with other things. */
const PATIENCE_MS = 120_000;
const FINAL_DOT = /(^|\r\n)\.\r\n$/;

let postgres: DatabaseServer;
let server: SmtpTestServer;
/** Between the first process and the server. */
let gate: SmtpGate;
let first: StrapiApp;
let second: StrapiApp;

const processOptions = (name: string, port: number, retry = {}) => ({
  name,
  config: { database: postgres.database },
  plugin: {
    // The server tells them apart by the name they greet it with.
    smtp: { host: '127.0.0.1', port, timeoutSeconds: 20, ehloName: `${name}.example.com` },
    drafts: { writeAhead: true, leaseSeconds: 2 },
    retry: { firstDelaySeconds: 0.1, maxDelaySeconds: 1, pollSeconds: 0.1, ...retry },
    breaker: { firstProbeSeconds: 0.2, maxProbeSeconds: 0.2 },
  },
});

/** One command after another: the reply to each can be held back. */
const startServer = (port?: number) => startSmtpServer({ port, pipelining: false });

beforeAll(async () => {
  postgres = await startPostgres();
  server = await startServer();
  gate = await startSmtpGate(server.port);
  first = await startStrapi(processOptions('first', gate.port));
  second = await startStrapi(processOptions('second', server.port));
}, 120_000);
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await gate.close();
  await server.close();
  await postgres.stop();
});
afterEach(() => {
  gate.open();
  server.heal();
});

const recipients = (group: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${index}@${group}.example.com`);

const send = (app: StrapiApp, messages: string[]) =>
  app.run(handOver, { messages, atOnce: 100, largeEvery: Infinity });

interface Row {
  documentId: string;
  to: string;
  state: string;
  outcome: string | null;
  publishedAt: string | null;
}
const rowsOf = (group: string): Promise<Row[]> =>
  second.run(
    (strapi, uid, end) =>
      strapi.db.query(uid).findMany({
        select: ['documentId', 'to', 'state', 'outcome', 'publishedAt'],
        where: { to: { $endsWith: end } },
      }) as Promise<Row[]>,
    UID,
    `@${group}.example.com`,
  );
const statesOf = async (group: string) => (await rowsOf(group)).map(({ state }) => state);

/** How often the server has each message, by what that many have. */
const storedTimes = (messages: string[]) => {
  const times = new Map<number, number>();
  const all = server.messages.flatMap(({ to }) => to);
  const counts = new Map<string, number>();
  for (const to of all) counts.set(to, (counts.get(to) ?? 0) + 1);
  for (const to of messages) {
    const count = counts.get(to) ?? 0;
    times.set(count, (times.get(count) ?? 0) + 1);
  }
  return Object.fromEntries(times);
};

/** How many of them each process sent. */
const sharesOf = (messages: string[]) => {
  const wanted = new Set(messages);
  const shares = { first: 0, second: 0 };
  for (const { to, connection } of server.messages) {
    if (!wanted.has(to[0] ?? '')) continue;
    const isFirst = server.connections[connection]?.commands[0] === 'EHLO first.example.com';
    shares[isFirst ? 'first' : 'second'] += 1;
  }
  return shares;
};

/** Each entry is the draft and its one published record, and both say that it was sent. */
const expectEachPublishedOnce = async (group: string, count: number) => {
  const rows = await rowsOf(group);
  const published = rows.filter(({ publishedAt }) => publishedAt !== null);
  expect(rows.filter(({ state }) => state !== 'sent')).toEqual([]);
  expect(rows).toHaveLength(2 * count);
  expect(published).toHaveLength(count);
  expect(new Set(published.map(({ documentId }) => documentId)).size).toBe(count);
};

/** What a process says of all of them. */
const countsOf = async (app: StrapiApp) => {
  const { body } = await app.admin.get<StatusHistoryResponse>('/outgoing-mail/status/history');
  return sumOf(body.data.buckets);
};

const nothingLeft = (group: string) =>
  until(
    'every draft to be sent',
    () => statesOf(group),
    (states) => states.every((state) => state === 'sent'),
    PATIENCE_MS,
  );

describe('1,000 drafts of two processes', () => {
  it('are sent once each when the server is back, by both', async () => {
    const { port } = server;
    await server.close();
    const messages = recipients('waiting', MANY);
    await Promise.all([
      send(first, messages.slice(0, MANY / 2)),
      send(second, messages.slice(MANY / 2)),
    ]);
    expect(await rowsOf('waiting')).toHaveLength(MANY);
    server = await startServer(port);
    await nothingLeft('waiting');
    expect(storedTimes(messages)).toEqual({ 1: MANY });
    await expectEachPublishedOnce('waiting', MANY);
    const shares = sharesOf(messages);
    process.stderr.write(`  waiting drafts: ${JSON.stringify(shares)}\n`);
    expect(Math.min(shares.first, shares.second)).toBeGreaterThan(MANY / 20);
  }, 200_000);

  it('are counted once each, whichever process is asked', async () => {
    for (const app of [first, second]) {
      const counted = await until(
        'the other process to have written its counts',
        () => countsOf(app),
        ({ accepted, deferred }) => accepted >= MANY && deferred >= MANY,
      );
      expect(counted).toEqual({ accepted: MANY, deferred: MANY, held: 0 });
    }
  });

  it('are sent once each when both are told to send the same held ones', async () => {
    const messages = recipients('held', MANY);
    server.fault('rcpt', { reply: '550 5.1.1 no such user' });
    await send(first, messages);
    const rows = await rowsOf('held');
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['held']));
    server.heal();
    const documentIds = rows.map(({ documentId }) => documentId);
    const jobs = await Promise.all(
      [first, second].map(async (app) => jobDone(app, await begin(app, { documentIds }))),
    );
    expect(storedTimes(messages)).toEqual({ 1: MANY });
    await expectEachPublishedOnce('held', MANY);
    const sent = jobs.map((job) => job.sent);
    process.stderr.write(`  held drafts: ${JSON.stringify(sent)}\n`);
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(MANY);
    expect(Math.min(...sent)).toBeGreaterThan(MANY / 20);
  }, 200_000);

  it('are sent by one job when one is told to send all held ones while the other does', async () => {
    server.fault('rcpt', { reply: '550 5.1.1 no such user' });
    await send(first, recipients('all-held', 10));
    server.heal();
    gate.shut(/^MAIL FROM/m);
    const begun = gate.passed(/^MAIL FROM/m);
    const jobId = await begin(first, { state: 'held' });
    await begun;
    expect(await begin(second, { state: 'held' })).toBe(jobId);
    gate.open();
    expect(await jobDone(second, jobId)).toMatchObject({ sent: 10, failed: 0, skipped: 0 });
  });
});

interface Job {
  done: boolean;
  sent: number;
  failed: number;
  skipped: number;
}
const begin = async ({ admin }: StrapiApp, request: SendManyRequest): Promise<string> => {
  const { body } = await admin.post<SendManyResponse>('/outgoing-mail/messages/send', request);
  return body.data.jobId;
};
const jobDone = ({ admin }: StrapiApp, jobId: string): Promise<Job> =>
  until(
    'the job to be done',
    async () => (await admin.get<{ data: Job }>(`/outgoing-mail/messages/send/${jobId}`)).body.data,
    ({ done }) => done,
    PATIENCE_MS,
  );

const press = ({ admin }: StrapiApp, { documentId }: { documentId: string }) =>
  admin.post<{ data?: { status: string } }>(`/outgoing-mail/messages/${documentId}/send`);

describe('one draft that everybody wants', () => {
  it('is sent once: by a person here, by one there, or by either process itself', async () => {
    const messages = recipients('wanted', 25);
    server.fault('mail', { reply: '451 4.3.0 not now' });
    await send(first, messages);
    const drafts = await rowsOf('wanted');
    expect(drafts).toHaveLength(messages.length);
    server.heal();
    const answers = await Promise.all(
      drafts.map((draft) => Promise.all([press(first, draft), press(second, draft)])),
    );
    await nothingLeft('wanted');
    expect(storedTimes(messages)).toEqual({ 1: messages.length });
    await expectEachPublishedOnce('wanted', messages.length);
    for (const pair of answers) {
      const won = pair.filter(({ body }) => body.data?.status === 'sent');
      expect(won.length).toBeLessThanOrEqual(1);
      for (const { status } of pair) expect([200, 409]).toContain(status);
    }
  });
});

describe('a process that stands still while its lease runs out', () => {
  const heldDraft = async (group: string) => {
    server.fault('rcpt', { reply: '550 5.1.1 no such user' });
    await send(second, recipients(group, 1));
    server.heal();
    const [draft] = await rowsOf(group);
    if (draft?.state !== 'held') throw new Error(`No held draft: ${JSON.stringify(draft)}`);
    return draft;
  };

  /** Until `meanwhile` has resolved the first process gets nothing done. */
  const whileStopped = async (meanwhile: () => Promise<unknown>) => {
    const pid = await first.run(() => process.pid);
    return async () => {
      process.kill(pid, 'SIGSTOP');
      try {
        await meanwhile();
      } finally {
        process.kill(pid, 'SIGCONT');
      }
    };
  };

  const inDoubt = (group: string) =>
    until(
      'the draft to be in doubt',
      () => rowsOf(group),
      ([row]) => row?.state === 'held' && row.outcome === 'uncertain',
    );

  it.each([
    ['a draft', 'stopped-draft', press],
    [
      'a message that was written ahead',
      'stopped-message',
      (app: StrapiApp, { to }: Row) => send(app, [to]),
    ],
  ])('does not send %s that the other one has taken over', async (_, group, begin) => {
    const [to = ''] = recipients(group, 1);
    const draft = begin === press ? await heldDraft(group) : ({ to } as Row);
    const stopped = await whileStopped(() => nothingLeft(group));
    gate.shut(/^MAIL FROM/m);
    const begun = gate.passed(/^MAIL FROM/m);
    const answer = begin(first, draft);
    await begun;
    await stopped();
    gate.open();
    await answer;
    expect(storedTimes([to])).toEqual({ 1: 1 });
    expect(sharesOf([to])).toEqual({ first: 0, second: 1 });
    await expectEachPublishedOnce(group, 1);
  });

  it('leaves in doubt what the server may have, and publishes the draft once it knows', async () => {
    const draft = await heldDraft('in-doubt');
    const stopped = await whileStopped(() => inDoubt('in-doubt'));
    gate.shut(FINAL_DOT);
    const stored = server.messageReceived();
    const answer = press(first, draft);
    await stored;
    await stopped();
    gate.open();
    expect((await answer).body.data).toMatchObject({ status: 'sent' });
    expect(storedTimes([draft.to])).toEqual({ 1: 1 });
    await expectEachPublishedOnce('in-doubt', 1);
  });

  it('takes back what was written ahead and left in doubt, once it knows', async () => {
    const [to = ''] = recipients('ahead-in-doubt', 1);
    const stopped = await whileStopped(() => inDoubt('ahead-in-doubt'));
    gate.shut(FINAL_DOT);
    const stored = server.messageReceived();
    const answer = send(first, [to]);
    await stored;
    await stopped();
    gate.open();
    await answer;
    expect(answeredIn(first.logs(), 'sent')).toContain(to);
    expect(storedTimes([to])).toEqual({ 1: 1 });
    await until(
      'the draft to be taken back',
      () => rowsOf('ahead-in-doubt'),
      (rows) => rows.length === 0,
    );
  });

  it('sends once what it takes up again while its own first attempt stands still', async () => {
    // It finds out that the lease ran out, and leaves the rest to a person.
    await second.restart(processOptions('second', server.port, { maxAttempts: 0 }));
    const [to = ''] = recipients('taken-up-again', 1);
    const stopped = await whileStopped(() =>
      until(
        'the draft to be held',
        () => statesOf('taken-up-again'),
        ([state]) => state === 'held',
      ),
    );
    const letFirstGoOn = gate.shut(/^MAIL FROM/m);
    const begun = gate.passed(/^MAIL FROM/m);
    const firstAttempt = send(first, [to]);
    await begun;
    await stopped();
    // The second one stands still with the whole message at the server.
    gate.shut(FINAL_DOT);
    const [draft] = await rowsOf('taken-up-again');
    const stored = server.messageReceived();
    const secondAttempt = press(first, draft as Row);
    await stored;
    const storedAgain = server.messageReceived();
    letFirstGoOn();
    await Promise.race([firstAttempt, storedAgain]);
    gate.open();
    await Promise.all([firstAttempt, secondAttempt]);
    expect(storedTimes([to])).toEqual({ 1: 1 });
    await expectEachPublishedOnce('taken-up-again', 1);
  });
});

describe('settings that are saved in one process', () => {
  it('are in force in the other within seconds', async () => {
    const from = 'another@example.com';
    const saved = await first.admin.put('/outgoing-mail/settings', { sender: { from } });
    expect(saved.status).toBe(200);
    const shown = async () =>
      (await second.admin.get<{ data: { sender: { from: string } } }>('/outgoing-mail/settings'))
        .body.data.sender.from;
    await until('the other process to know', shown, (sender) => sender === from, PATIENCE_MS);
    await second.run(async (strapi) => {
      await strapi
        .plugin('email')
        .service('email')
        .send({ to: 'settings@example.com', text: 'hi' });
    });
    const message = server.messages.find(({ to }) => to.includes('settings@example.com'));
    expect(message?.from).toBe(from);
  }, 200_000);
});
