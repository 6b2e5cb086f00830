/** Many drafts as one job. */
import type { SendJob, SendManyRequest } from '../../../server/contract';
import { type BulkSenderDependencies, createBulkSender } from '../../../server/delivery/bulk';
import type { ResendResult } from '../../../server/delivery/settlement';
import { aMessage } from '../../support/builders';
import { InvalidMessageError } from '../../../server/messages/message';
import { SentBackError } from '../../../server/smtp/transport';
import { aFailure, aLog, NOW, tick } from './builders';
import { draftsInMemory } from './drafts-in-memory';
import { jobsInMemory } from './jobs-in-memory';

const SENT: ResendResult = { status: 'sent', messageId: '<a@b>', response: '250' };

const aBulk = (
  resend: (documentId: string, isWanted: () => boolean) => Promise<ResendResult> = async () => SENT,
  dependencies: Partial<BulkSenderDependencies> = {},
) => {
  const [memory, jobs, log] = [draftsInMemory(), jobsInMemory(), aLog()];
  const taken: string[] = [];
  const under = { way: 0, most: 0 };
  let count = 0;
  const bulk = createBulkSender({
    resender: {
      async resend({ documentId, isWanted = () => true }) {
        taken.push(documentId);
        under.most = Math.max(under.most, ++under.way);
        try {
          return await resend(documentId, isWanted);
        } finally {
          under.way--;
        }
      },
    },
    drafts: memory.drafts,
    book: jobs.book,
    now: () => NOW,
    noteEveryMs: 1,
    concurrency: () => 3,
    newJobId: () => `job${++count}`,
    log,
    ...dependencies,
  });
  const done = async (jobId: string): Promise<SendJob> => {
    for (;;) {
      const job = await bulk.progress(jobId);
      if (job === undefined) throw new Error(`no job ${jobId}`);
      expect(job.sent + job.failed + job.skipped + job.remaining).toBe(job.total);
      if (job.done) return job;
      await tick();
    }
  };
  const run = async (request: SendManyRequest) => done(await bulk.start(request, 'Ann'));
  return { bulk, run, done, taken, under, log: log.lines, jobs, ...memory };
};

const ids = (count: number) => Array.from({ length: count }, (_, index) => `id${index}`);

describe('a job', () => {
  it('sends ten thousand drafts, each once, not more at a time than there are connections', async () => {
    const { run, taken, under } = aBulk(async () => {
      await tick();
      return SENT;
    });
    expect(await run({ documentIds: ids(10_000) })).toMatchObject({
      total: 10_000,
      sent: 10_000,
      failed: 0,
      skipped: 0,
      remaining: 0,
    });
    expect([taken.length, new Set(taken).size, under.most]).toEqual([10_000, 10_000, 3]);
  });

  it('takes an id once that is given twice', async () => {
    const { run, taken } = aBulk();
    expect(await run({ documentIds: ['a', 'b', 'a'] })).toMatchObject({ total: 2, sent: 2 });
    expect(taken).toEqual(['a', 'b']);
  });

  it('tells what was sent, what failed and what was left out, and goes on after an error', async () => {
    const answers: Record<string, () => Promise<ResendResult>> = {
      a: async () => SENT,
      b: async () => ({ status: 'draft', failure: aFailure() }),
      c: async () => ({ status: 'in-doubt' }),
      d: async () => ({ status: 'missing' }),
      e: async () => Promise.reject(new Error('bad address')),
      f: async () => ({ status: 'sent-before' }),
      g: async () =>
        Promise.reject(new InvalidMessageError([{ path: ['to'], message: 'must be addresses' }])),
    };
    const { run, log } = aBulk((id) => answers[id]?.() ?? Promise.reject(new Error(id)));
    expect(await run({ documentIds: Object.keys(answers) })).toMatchObject({
      total: 7,
      sent: 1,
      failed: 3,
      skipped: 3,
      done: true,
      state: 'done',
      what: 'selected',
      by: 'Ann',
      failures: { CONNECTION_REFUSED: 1, ERROR: 1, INVALID: 1 },
      skips: { 'in-doubt': 1, missing: 1, 'sent-before': 1 },
    });
    expect(log).toEqual([
      'error Draft e could not be sent: bad address',
      expect.stringContaining('to must be addresses'),
    ]);
  });

  it('takes every draft of a state once, those that fail and stay in it too', async () => {
    const { run, add, taken } = aBulk(async () => ({ status: 'draft', failure: aFailure() }));
    for (let index = 0; index < 250; index++) await add(aMessage());
    await add(aMessage(), aFailure(), { state: 'sent' });
    expect(await run({ state: 'waiting' })).toMatchObject({ total: 250, failed: 250 });
    expect(new Set(taken).size).toBe(250);
    expect(await run({ state: 'held' })).toMatchObject({ total: 0, done: true });
  });

  it('takes all that wait and all that are held by age, and none again that goes from one to the other', async () => {
    const { run, add, row, taken } = aBulk(async (id) => {
      const { state } = row(id);
      row(id).state = state === 'waiting' ? 'held' : 'waiting';
      return { status: 'draft', failure: aFailure() };
    });
    for (let index = 0; index < 450; index++)
      await add(aMessage(), aFailure(), { state: index % 3 === 0 ? 'held' : 'waiting' });
    expect(await run({ state: 'unsent' })).toMatchObject({ total: 450, failed: 450 });
    expect(taken).toEqual(Array.from({ length: 450 }, (_, index) => `d${index + 1}`));
  });

  it('counts what others sent before its turn came as none of its own', async () => {
    const { run, add, rows } = aBulk(async (id) => {
      for (const row of rows) if (row.documentId !== id) row.state = 'sent';
      return SENT;
    });
    for (let index = 0; index < 300; index++) await add(aMessage());
    const job = await run({ state: 'waiting' });
    expect(job).toMatchObject({ state: 'done', remaining: 0 });
    expect(job.total).toBe(job.sent);
    expect(job.total).toBeLessThan(300);
  });

  it('that sends all of a state is not started a second time beside itself', async () => {
    let finish = (): void => {};
    const { bulk, add, done, taken } = aBulk(
      () => new Promise((resolve) => void (finish = () => resolve(SENT))),
    );
    await add(aMessage());
    const first = await bulk.start({ state: 'waiting' }, 'Ann');
    expect(await bulk.start({ state: 'waiting' }, 'Bob')).toBe(first);
    await tick();
    finish();
    await done(first);
    expect(taken).toEqual(['d1']);
    const second = await bulk.start({ state: 'waiting' }, 'Bob');
    expect(second).not.toBe(first);
    await tick();
    finish();
    await done(second);
  });

  it('ends when the database fails, with an error in the log', async () => {
    const { bulk, done, log } = aBulk(undefined, {
      drafts: {
        count: async () => 0,
        lastId: async () => 1,
        page: () => Promise.reject(new Error('gone')),
      },
    });
    expect(await done(await bulk.start({ state: 'held' }, 'Ann'))).toMatchObject({
      done: true,
      sent: 0,
      state: 'interrupted',
    });
    await tick();
    expect(log).toEqual([expect.stringContaining('gone')]);
  });

  it('takes no further draft once Strapi stops, and what is under way is finished', async () => {
    let finish = (): void => {};
    const { bulk, taken } = aBulk(
      () => new Promise((resolve) => void (finish = () => resolve(SENT))),
      { concurrency: () => 1 },
    );
    const jobId = await bulk.start({ documentIds: ids(5) }, 'Ann');
    await tick();
    const closed = bulk.close();
    finish();
    await closed;
    expect(taken).toEqual(['id0']);
    expect(await bulk.progress(jobId)).toMatchObject({
      sent: 1,
      remaining: 4,
      done: true,
      state: 'interrupted',
    });
  });
});

describe('a job that is asked to stop', () => {
  const aSlowBulk = () => {
    const finishers: (() => void)[] = [];
    const bulk = aBulk(() => new Promise((resolve) => void finishers.push(() => resolve(SENT))), {
      concurrency: () => 1,
    });
    return { ...bulk, finish: () => finishers.splice(0).forEach((each) => each()) };
  };

  it('takes no further draft, says how many are left, and finishes what is under way', async () => {
    const { bulk, done, taken, finish } = aSlowBulk();
    const jobId = await bulk.start({ documentIds: ids(5) }, 'Ann');
    await tick();
    expect(await bulk.stop(jobId)).toMatchObject({ state: 'stopping', done: false });
    finish();
    expect(await done(jobId)).toMatchObject({
      state: 'stopped',
      sent: 1,
      remaining: 4,
      done: true,
      endedAt: NOW.toISOString(),
    });
    expect(taken).toEqual(['id0']);
  });

  it('gives back what waits for a connection, and counts it as left', async () => {
    let asked = 0;
    const { bulk, done } = aBulk(
      async (_, isWanted) => {
        const isFirst = asked++ === 0;
        while (isWanted()) await tick();
        if (isFirst) return SENT;
        throw new SentBackError();
      },
      { concurrency: () => 3 },
    );
    const jobId = await bulk.start({ documentIds: ids(5) }, 'Ann');
    while (asked < 3) await tick();
    await bulk.stop(jobId);
    expect(await done(jobId)).toMatchObject({ state: 'stopped', sent: 1, failed: 0, remaining: 4 });
  });

  it('stops when another process was asked', async () => {
    const { bulk, done, jobs, taken, finish } = aSlowBulk();
    const jobId = await bulk.start({ documentIds: ids(5) }, 'Ann');
    await tick();
    await jobs.book.askToStop(jobId);
    // Until the next note of its progress it does not know.
    while ((await bulk.progress(jobId))?.state !== 'stopping') await tick();
    finish();
    expect(await done(jobId)).toMatchObject({ state: 'stopped', sent: 1 });
    expect(taken).toEqual(['id0']);
  });

  it('is stopped too when its record is gone', async () => {
    const { bulk, jobs, taken, finish } = aSlowBulk();
    const jobId = await bulk.start({ documentIds: ids(5) }, 'Ann');
    await tick();
    jobs.rows.delete(jobId);
    while ((await bulk.progress(jobId))?.state !== 'interrupted') await tick();
    finish();
    await bulk.close();
    expect(taken).toEqual(['id0']);
  });

  it('that is over stays as it is, and one that never was is none', async () => {
    const { bulk, run } = aBulk();
    const { jobId } = await run({ documentIds: ['a'] });
    expect(await bulk.stop(jobId)).toMatchObject({ state: 'done', sent: 1 });
    expect(await bulk.stop('nonsense')).toBeUndefined();
    expect(await bulk.progress('nonsense')).toBeUndefined();
  });
});

describe('the list of jobs', () => {
  it('has the newest first, and of those that go on what is known last', async () => {
    const { bulk, run } = aBulk();
    await run({ documentIds: ['a'] });
    await run({ documentIds: ['b', 'c'] });
    expect(await bulk.recent()).toMatchObject([
      { jobId: 'job2', sent: 2, state: 'done' },
      { jobId: 'job1', sent: 1, state: 'done' },
    ]);
  });
});
