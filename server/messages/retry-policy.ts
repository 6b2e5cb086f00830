/** Whether, and when, a message that was not accepted is tried again by itself. Pure. */
import type { Outcome } from '../contract';

export interface RetryPolicy {
  /** Tries by a machine after the first; 0: none. */
  maxAttempts: number;
  firstDelaySeconds: number;
  maxDelaySeconds: number;
  giveUpAfterHours: number;
}

/** The tries since the draft last waited for a person, as its row has them. */
export interface Series {
  /** null: this is the first. */
  tries: number | null;
  /** ISO 8601; null: the series begins now. */
  retryUntil: string | null;
}

export type Fate =
  | { state: 'held'; nextAttemptAt: null; retryUntil: null; tries: 0 }
  | { state: 'waiting'; nextAttemptAt: string; retryUntil: string; tries: number };

export const HELD: Fate = { state: 'held', nextAttemptAt: null, retryUntil: null, tries: 0 };

export interface AttemptResult {
  outcome: Outcome;
  /** False: the server was not asked, so this is no attempt. */
  tried: boolean;
}

/**
 * Only what is certain not to have arrived is repeated by a machine (outcome `not-sent`).
 *
 * @param chance from 0 up to 1, to keep the drafts of one outage from coming back in one moment.
 */
export const fateAfter = (
  { outcome, tried }: AttemptResult,
  before: Series,
  policy: RetryPolicy,
  now: Date,
  chance: number,
): Fate => {
  if (outcome !== 'not-sent' || policy.maxAttempts === 0) return HELD;
  const tries = (before.tries ?? 0) + (tried ? 1 : 0);
  const retryUntil = new Date(
    before.retryUntil ?? now.getTime() + policy.giveUpAfterHours * 3_600_000,
  );
  const nextAttemptAt = new Date(now.getTime() + (tried ? delayMs(tries, policy, chance) : 0));
  if (tries > policy.maxAttempts || nextAttemptAt > retryUntil) return HELD;
  return {
    state: 'waiting',
    nextAttemptAt: nextAttemptAt.toISOString(),
    retryUntil: retryUntil.toISOString(),
    tries,
  };
};

/**
 * Exponential back-off: anywhere between one step and the next, so that even the first and the last
 * delay are spread, and none is outside of the two bounds.
 */
const delayMs = (
  tries: number,
  { firstDelaySeconds: first, maxDelaySeconds: max }: RetryPolicy,
  chance: number,
): number => {
  const step = first * 2 ** Math.min(tries - 1, 30);
  const from = Math.min(step, Math.max(first, max / 2));
  const to = Math.min(2 * from, max);
  return 1000 * (from + (to - from) * chance);
};
