/** Many drafts as one job. */
import type { SendJob, SendManyRequest } from '../../../server/contract';
import { type BulkSenderDependencies, createBulkSender } from '../../../server/delivery/bulk';
import type { ResendResult } from '../../../server/delivery/resend';
import { aMessage } from '../../support/builders';
import { aFailure, aLog, tick } from './builders';
import { draftsInMemory } from './drafts-in-memory';

const SENT: ResendResult = { status: 'sent', messageId: '<a@b>', response: '250' };

const aBulk = (
  resend: (documentId: string) => Promise<ResendResult> = async () => SENT,
  dependencies: Partial<BulkSenderDependencies> = {},
) => {
  const [memory, log] = [draftsInMemory(), aLog()];
  const taken: string[] = [];
  const under = { way: 0, most: 0 };
  let jobs = 0;
  const bulk = createBulkSender({
    resender: {
      async resend({ documentId }) {
        taken.push(documentId);
        under.most = Math.max(under.most, ++under.way);
        try {
          return await resend(documentId);
        } finally {
          under.way--;
        }
      },
    },
    drafts: memory.drafts,
    concurrency: () => 3,
    newJobId: () => `job${++jobs}`,
    log,
    ...dependencies,
  });
  const done = async (jobId: string): Promise<SendJob> => {
    for (;;) {
      const job = bulk.progress(jobId);
      if (job === undefined) throw new Error(`no job ${jobId}`);
      expect(job.sent + job.failed + job.skipped + job.remaining).toBe(job.total);
      if (job.done) return job;
      await tick();
    }
  };
  const run = async (request: SendManyRequest) => done(await bulk.start(request, 'Ann'));
  return { bulk, run, done, taken, under, log: log.lines, ...memory };
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
    };
    const { run, log } = aBulk((id) => answers[id]?.() ?? Promise.reject(new Error(id)));
    expect(await run({ documentIds: Object.keys(answers) })).toMatchObject({
      total: 6,
      sent: 1,
      failed: 2,
      skipped: 3,
      done: true,
    });
    expect(log).toEqual(['error Draft e could not be sent: bad address']);
  });

  it('takes every draft of a state once, those that fail and stay in it too', async () => {
    const { run, add, taken } = aBulk(async () => ({ status: 'draft', failure: aFailure() }));
    for (let index = 0; index < 250; index++) await add(aMessage());
    await add(aMessage(), aFailure(), { state: 'sent' });
    expect(await run({ state: 'waiting' })).toMatchObject({ total: 250, failed: 250 });
    expect(new Set(taken).size).toBe(250);
    expect(await run({ state: 'held' })).toMatchObject({ total: 0, done: true });
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
    expect(bulk.progress(jobId)).toMatchObject({ sent: 1, done: true });
  });

  it('can be asked for after others, but not for ever', async () => {
    const { bulk, run } = aBulk();
    for (let index = 0; index < 150; index++) await run({ documentIds: ['a'] });
    expect(bulk.progress('job1')).toBeUndefined();
    expect(bulk.progress('job150')).toMatchObject({ done: true });
    expect(bulk.progress('nonsense')).toBeUndefined();
  });
});
