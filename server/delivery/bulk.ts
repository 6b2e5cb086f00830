/** Sending many drafts as a job in the background, a page at a time. */
import type { SendJob, SendManyRequest } from '../contract';
import type { DraftStore } from '../messages/store';
import type { Resender } from './resend';

export interface BulkSender {
  /** @returns the id to ask for progress with. */
  start(request: SendManyRequest, by: string): Promise<string>;
  progress(jobId: string): SendJob | undefined;
  /** Resolves when no job takes another draft. */
  close(): Promise<void>;
}

export interface BulkSenderDependencies {
  resender: Resender;
  drafts: Pick<DraftStore, 'page' | 'lastId' | 'count'>;
  /** Drafts under way at the same time. */
  concurrency: () => number;
  newJobId: () => string;
  log: { error(message: string): void };
}

const PAGE = 100;
/** Finished jobs that can still be asked for; the oldest go first. */
const KEPT_JOBS = 100;

export const createBulkSender = ({
  resender,
  drafts,
  concurrency,
  newJobId,
  log,
}: BulkSenderDependencies): BulkSender => {
  const jobs = new Map<string, SendJob>();
  const running = new Set<Promise<unknown>>();
  let closing = false;

  async function* draftsInState(state: 'waiting' | 'held'): AsyncGenerator<string> {
    const upTo = await drafts.lastId(state);
    let after = 0;
    for (;;) {
      const rows = await drafts.page(state, { after, upTo }, PAGE);
      yield* rows.map(({ documentId }) => documentId);
      const end = rows.at(-1);
      if (end === undefined) return;
      after = end.id;
    }
  }

  const sendOne = async (job: SendJob, documentId: string, by: string): Promise<void> => {
    try {
      const { status } = await resender.resend({ documentId, by });
      if (status === 'sent') job.sent++;
      else if (status === 'draft') job.failed++;
      else job.skipped++;
    } catch (error) {
      job.failed++;
      log.error(
        `Draft ${documentId} could not be sent: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    job.remaining = Math.max(0, job.remaining - 1);
  };

  const run = async (job: SendJob, ids: AsyncGenerator<string>, by: string): Promise<void> => {
    // All workers draw from the one generator, so each draft is taken once.
    const worker = async (): Promise<void> => {
      for (;;) {
        const next = await ids.next();
        if (next.done || closing) return;
        await sendOne(job, next.value, by);
      }
    };
    try {
      await Promise.all(Array.from({ length: concurrency() }, worker));
    } finally {
      job.remaining = 0;
      job.done = true;
    }
  };

  return {
    async start(request, by) {
      const total =
        'state' in request ? await drafts.count(request.state) : new Set(request.documentIds).size;
      const ids =
        'state' in request ? draftsInState(request.state) : new Set(request.documentIds).values();
      const job: SendJob = {
        jobId: newJobId(),
        total,
        sent: 0,
        failed: 0,
        skipped: 0,
        remaining: total,
        done: false,
      };
      jobs.set(job.jobId, job);
      for (const [id, { done }] of jobs) if (done && jobs.size > KEPT_JOBS) jobs.delete(id);
      const task = run(job, fromIterator(ids), by)
        .catch((error: unknown) => log.error(`Sending drafts stopped: ${String(error)}`))
        .finally(() => running.delete(task));
      running.add(task);
      return job.jobId;
    },
    progress: (jobId) => jobs.get(jobId),
    async close() {
      closing = true;
      await Promise.all(running);
    },
  };
};

async function* fromIterator(
  ids: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<string> {
  yield* ids;
}
