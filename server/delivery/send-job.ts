/** What a job that sends many drafts knows of itself. Pure. */
import {
  SEND_JOB_SKIPS,
  type SendJob,
  type SendJobFailure,
  type SendJobSkip,
  type SendJobState,
  type SendManyRequest,
} from '../contract';
import { InvalidMessageError } from '../messages/message';
import type { ResendResult } from './settlement';

/** Somebody may ask such a job to stop. */
export const ACTIVE_STATES = ['running', 'stopping'] as const satisfies SendJobState[];

export const isActive = ({ state }: Pick<SendJob, 'state'>): boolean =>
  ACTIVE_STATES.some((active) => active === state);

export const newJob = (facts: {
  jobId: string;
  request: SendManyRequest;
  total: number;
  by: string;
  at: Date;
}): SendJob => ({
  jobId: facts.jobId,
  state: 'running',
  what: 'state' in facts.request ? facts.request.state : 'selected',
  total: facts.total,
  sent: 0,
  failed: 0,
  skipped: 0,
  remaining: facts.total,
  done: false,
  startedAt: facts.at.toISOString(),
  endedAt: null,
  by: facts.by,
  failures: {},
  skips: {},
});

/** Enters what became of one draft. */
export const enter = (job: SendJob, { status, ...result }: ResendResult): void => {
  const skip = SEND_JOB_SKIPS.find((known) => known === status);
  if (status === 'sent') job.sent++;
  else if (skip !== undefined) enterSkip(job, skip);
  else enterFailure(job, 'failure' in result ? result.failure.code : 'ERROR');
  job.remaining = Math.max(0, job.remaining - 1);
};

/** Enters a draft that ended in an error. */
export const enterError = (job: SendJob, error: unknown): void => {
  enterFailure(job, error instanceof InvalidMessageError ? 'INVALID' : 'ERROR');
  job.remaining = Math.max(0, job.remaining - 1);
};

const enterSkip = (job: SendJob, reason: SendJobSkip): void => {
  job.skipped++;
  job.skips[reason] = (job.skips[reason] ?? 0) + 1;
};

const enterFailure = (job: SendJob, reason: SendJobFailure): void => {
  job.failed++;
  job.failures[reason] = (job.failures[reason] ?? 0) + 1;
};

export const end = (job: SendJob, state: SendJobState, at: Date): void => {
  if (state === 'done') {
    // Some were sent by themselves, or discarded, before their turn came.
    job.total = job.sent + job.failed + job.skipped;
    job.remaining = 0;
  }
  Object.assign(job, { state, done: true, endedAt: at.toISOString() });
};
