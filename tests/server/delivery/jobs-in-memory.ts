/** The book of jobs in memory, with the rules of the one in the database. */
import type { SendJob } from '../../../server/contract';
import type { SendJobBook } from '../../../server/delivery/bulk';
import { isActive } from '../../../server/delivery/send-job';

export const jobsInMemory = () => {
  const rows = new Map<string, SendJob>();
  const copy = (job: SendJob): SendJob => structuredClone(job);
  const book: SendJobBook = {
    add: async (job) => void rows.set(job.jobId, copy(job)),
    async note(job) {
      const row = rows.get(job.jobId);
      if (row && isActive(row)) rows.set(job.jobId, { ...copy(job), state: row.state });
      return row?.state ?? 'interrupted';
    },
    finish: async (job) => void rows.set(job.jobId, copy(job)),
    async find(jobId) {
      const row = rows.get(jobId);
      return row && copy(row);
    },
    recent: async () => [...rows.values()].map(copy).toReversed(),
    async askToStop(jobId) {
      const row = rows.get(jobId);
      if (row?.state === 'running') row.state = 'stopping';
    },
    removeOld: async () => {},
  };
  return { book, rows };
};
