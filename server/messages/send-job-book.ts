/** Jobs that send many drafts, on record. No rule is decided here but when a job counts as dead. */
import type { Core } from '@strapi/strapi';
import { SEND_JOB_UID, type SendJob } from '../contract';
import type { SendJobBook } from '../delivery/bulk';
import { rowsOf } from './rows';
import { ACTIVE_STATES, isActive } from '../delivery/send-job';

/** Several notes may get lost before. */
const ALIVE_MS = 15_000;
const SHOWN_MS = 3_600_000;
const KEPT_MS = 24 * SHOWN_MS;
const MOST_SHOWN = 50;

type JobRow = Omit<SendJob, 'by' | 'done'> & { startedBy: string; aliveUntil: string };

export const createSendJobBook = (strapi: Core.Strapi, now: () => Date): SendJobBook => {
  const rows = rowsOf<JobRow>(strapi, SEND_JOB_UID);
  const fromNow = (ms: number) => new Date(now().getTime() + ms).toISOString();
  const goingOn = (jobId: string) => ({ jobId, state: { $in: ACTIVE_STATES } });

  const jobOf = ({ startedBy, aliveUntil, ...row }: JobRow): SendJob => {
    const isDead = isActive(row) && new Date(aliveUntil) < now();
    const state = isDead ? 'interrupted' : row.state;
    return {
      jobId: row.jobId,
      state,
      what: row.what,
      total: row.total,
      sent: row.sent,
      failed: row.failed,
      skipped: row.skipped,
      remaining: row.remaining,
      done: !isActive({ state }),
      startedAt: row.startedAt,
      endedAt: isDead ? aliveUntil : row.endedAt,
      by: startedBy,
      failures: row.failures ?? {},
      skips: row.skips ?? {},
    };
  };

  return {
    async add({ by, jobId, what, startedAt, ...job }) {
      const aliveUntil = fromNow(ALIVE_MS);
      const data = { jobId, what, startedAt, startedBy: by, state: job.state, aliveUntil };
      await rows.create({ data: { ...data, ...figuresOf(job) } });
    },

    async note(job) {
      const data = { ...figuresOf(job), aliveUntil: fromNow(ALIVE_MS) };
      await rows.updateMany({ where: goingOn(job.jobId), data });
      // Somebody may have asked another process to stop it, or removed it.
      return (await rows.findOne({ where: { jobId: job.jobId } }))?.state ?? 'interrupted';
    },

    async finish(job) {
      const { state, endedAt } = job;
      await rows.updateMany({
        where: { jobId: job.jobId },
        data: { ...figuresOf(job), state, endedAt, aliveUntil: endedAt ?? fromNow(0) },
      });
    },

    async find(jobId) {
      const row = await rows.findOne({ where: { jobId } });
      return row === null ? undefined : jobOf(row);
    },

    async recent() {
      const found = await rows.findMany({
        where: { aliveUntil: { $gte: fromNow(-SHOWN_MS) } },
        orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
        limit: MOST_SHOWN,
      });
      return found.map(jobOf);
    },

    async askToStop(jobId) {
      await rows.updateMany({ where: { jobId, state: 'running' }, data: { state: 'stopping' } });
    },

    async removeOld() {
      await rows.deleteMany({ where: { aliveUntil: { $lt: fromNow(-KEPT_MS) } } });
    },
  };
};

type Figures = Pick<
  SendJob,
  'total' | 'sent' | 'failed' | 'skipped' | 'remaining' | 'failures' | 'skips'
>;

const figuresOf = (job: Figures): Figures => ({
  total: job.total,
  sent: job.sent,
  failed: job.failed,
  skipped: job.skipped,
  remaining: job.remaining,
  failures: job.failures,
  skips: job.skips,
});
