/** Sending many drafts as a job in the background, a page at a time. */
import type { SendJob, SendJobsResponse, SendJobState, SendManyRequest } from '../contract';
import { reasonOf } from '../database';
import type { DraftStore } from '../messages/store';
import { repeat } from '../repeat';
import { SentBackError } from '../smtp/transport';
import { type DraftsToSend, draftsToSend } from './drafts-to-send';
import type { Resender } from './resend';
import { end, enter, enterError, newJob } from './send-job';

export interface BulkSender {
  /** @returns the id to ask for progress with: that of the job that sends all of this state already, if there is one. */
  start(request: SendManyRequest, by: string): Promise<string>;
  /** Of any process's. undefined: there is no such job any more. */
  progress(jobId: string): Promise<SendJob | undefined>;
  /** Those that go on, and those that ended within the last hour; the newest first. */
  recent(): Promise<SendJob[]>;
  /** How many drafts there are to send. */
  toSend(): Promise<SendJobsResponse['data']['drafts']>;
  /** It takes no further draft; what is under way is finished. @returns the job, if there is one. */
  stop(jobId: string): Promise<SendJob | undefined>;
  /** Resolves when no job of this process takes another draft. */
  close(): Promise<void>;
}

/** Where jobs are on record, for every process to see. */
export interface SendJobBook {
  add(job: SendJob): Promise<void>;
  /** Writes how far a job is, a sign of life at the same time. @returns the state that it is wanted in. */
  note(job: SendJob): Promise<SendJobState>;
  finish(job: SendJob): Promise<void>;
  find(jobId: string): Promise<SendJob | undefined>;
  recent(): Promise<SendJob[]>;
  askToStop(jobId: string): Promise<void>;
  removeOld(): Promise<void>;
}

export interface BulkSenderDependencies {
  resender: Resender;
  drafts: Pick<DraftStore, 'page' | 'lastId' | 'count'>;
  book: SendJobBook;
  /** Drafts under way at the same time. */
  concurrency: () => number;
  newJobId: () => string;
  /** Between two notes of the progress, and of whether somebody asked to stop. */
  noteEveryMs?: number;
  log: { error(message: string): void };
  now: () => Date;
}

/** A job of this process. */
interface Live {
  job: SendJob;
  by: string;
  ids: DraftsToSend['ids'];
  /** Drafts were left that were its to take. */
  isCut: boolean;
}

export const createBulkSender = ({
  resender,
  drafts,
  book,
  concurrency,
  newJobId,
  noteEveryMs = 1000,
  log,
  now,
}: BulkSenderDependencies): BulkSender => {
  const live = new Map<string, Live>();
  const running = new Set<Promise<unknown>>();
  let closing = false;

  const mayGoOn = ({ job }: Live) => !closing && job.state === 'running';

  const sendOne = async (one: Live, documentId: string): Promise<void> => {
    const { job, by } = one;
    try {
      enter(job, await resender.resend({ documentId, by, isWanted: () => mayGoOn(one) }));
    } catch (error) {
      if (error instanceof SentBackError) {
        one.isCut = true;
        return;
      }
      enterError(job, error);
      log.error(`Draft ${documentId} could not be sent: ${reasonOf(error)}`);
    }
  };

  /** All workers draw from the one generator, so each draft is taken once. */
  const worker = async (one: Live): Promise<void> => {
    for (;;) {
      const next = mayGoOn(one) ? await one.ids.next() : undefined;
      if (next?.done) return;
      if (next === undefined || !mayGoOn(one)) {
        one.isCut = true;
        return;
      }
      await sendOne(one, next.value);
    }
  };

  const run = async (one: Live): Promise<void> => {
    const { job } = one;
    const notes = repeat(async () => void (job.state = await book.note(job)), {
      everyMs: noteEveryMs,
      onError: (error) => log.error(`The progress of a job could not be kept: ${reasonOf(error)}`),
    });
    let state: SendJobState = 'interrupted';
    try {
      await Promise.all(Array.from({ length: concurrency() }, () => worker(one)));
      state = one.isCut ? (job.state === 'stopping' ? 'stopped' : 'interrupted') : 'done';
    } catch (error) {
      log.error(`Sending drafts stopped: ${reasonOf(error)}`);
    }
    await notes.stop();
    end(job, state, now());
    await book
      .finish(job)
      .catch((error: unknown) =>
        log.error(`The end of a job could not be kept: ${reasonOf(error)}`),
      );
  };

  const alreadySending = async (request: SendManyRequest): Promise<SendJob | undefined> =>
    'state' in request
      ? (await book.recent()).find(
          ({ what, state }) => what === request.state && state === 'running',
        )
      : undefined;

  /** What this process knows of its own jobs is newer than what is on record. */
  const newest = (job: SendJob): SendJob => live.get(job.jobId)?.job ?? job;
  const find = async (jobId: string): Promise<SendJob | undefined> =>
    live.get(jobId)?.job ?? book.find(jobId);

  return {
    async start(request, by) {
      const other = await alreadySending(request);
      if (other !== undefined) return other.jobId;
      await book.removeOld();
      const { total, ids } = await draftsToSend(request, drafts);
      const job = newJob({ jobId: newJobId(), request, total, by, at: now() });
      await book.add(job);
      const one: Live = { job, by, ids, isCut: false };
      live.set(job.jobId, one);
      const task = run(one).finally(() => {
        live.delete(job.jobId);
        running.delete(task);
      });
      running.add(task);
      return job.jobId;
    },
    progress: find,
    async recent() {
      return (await book.recent()).map(newest);
    },
    async toSend() {
      const [waiting, held] = await Promise.all([drafts.count('waiting'), drafts.count('held')]);
      return { waiting, held };
    },
    async stop(jobId) {
      await book.askToStop(jobId);
      const job = await find(jobId);
      if (job !== undefined && job.state === 'running') job.state = 'stopping';
      return job;
    },
    async close() {
      closing = true;
      await Promise.all(running);
    },
  };
};
