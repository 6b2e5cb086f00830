/** Whether mail works, from what is known. Pure. */
import type { Health, HealthReason } from '../contract';

export interface HealthFacts {
  now: Date;
  /** The breaker is open. */
  awaySince: Date | null;
  /** Sign-in is enabled, and its password cannot be read. */
  unreadableSince: Date | null;
  /** Something is sent or taken on trust that should not be. */
  insecureSince: Date | null;
  /** The newest attempt that failed. */
  failure: { at: Date; isServerTrouble: boolean } | null;
  /** The last check of the saved settings, where it failed. */
  failedCheckAt: Date | null;
  newestHeldAt: Date | null;
  /** Moments at which the server was seen to work, in any order. */
  proofs: readonly Date[];
}

/** For so long a refused message counts that says nothing about the server. */
const FAILURE_COUNTS_MS = 15 * 60_000;
/** For so long a message that waits for a person is news; after that it is known, or nobody minds. */
export const HELD_IS_NEWS_MS = 24 * 3_600_000;

export const healthOf = (facts: HealthFacts): Health => {
  const down = those([
    ['SERVER_AWAY', facts.awaySince],
    ['PASSWORD_UNREADABLE', facts.unreadableSince],
  ]);
  const degraded = those([
    ['ATTEMPT_FAILED', countingFailure(facts)],
    ['CHECK_FAILED', unlessDisproved(facts.failedCheckAt, facts)],
    ['MESSAGES_HELD', newerThan(HELD_IS_NEWS_MS, facts.newestHeldAt, facts)],
    ['NOT_SECURE', facts.insecureSince],
  ]);
  const reasons = [...down, ...degraded];
  if (down.length > 0) return health('down', earliest(down), reasons);
  if (degraded.length > 0) return health('degraded', earliest(degraded), reasons);
  if (facts.proofs.length === 0 && facts.failure === null) return health('untested', null, []);
  return health('working', workingSince(facts), []);
};

interface Reason {
  reason: HealthReason;
  since: Date;
}

const those = (times: [HealthReason, Date | null][]): Reason[] =>
  times.flatMap(([reason, since]) => (since === null ? [] : [{ reason, since }]));

const health = (state: Health['state'], since: Date | null, reasons: Reason[]): Health => ({
  state,
  since: since?.toISOString() ?? null,
  reasons: reasons.map(({ reason }) => reason),
});

/** A failure of the way to the server counts until something goes through; one of a message only for a while. */
const countingFailure = (facts: HealthFacts): Date | null => {
  const { failure } = facts;
  if (failure === null) return null;
  return failure.isServerTrouble
    ? unlessDisproved(failure.at, facts)
    : newerThan(FAILURE_COUNTS_MS, unlessDisproved(failure.at, facts), facts);
};

const unlessDisproved = (at: Date | null, { proofs }: HealthFacts): Date | null =>
  at === null || proofs.some((proof) => proof > at) ? null : at;

const newerThan = (ms: number, at: Date | null, { now }: HealthFacts): Date | null =>
  at !== null && now.getTime() - at.getTime() <= ms ? at : null;

const earliest = (reasons: Reason[]): Date | null => first(reasons.map(({ since }) => since));

/** The first proof after the last trouble. Where a process has just started, not all of them are known. */
const workingSince = ({ proofs, failure, failedCheckAt }: HealthFacts): Date | null => {
  const troubles = [failure?.at, failedCheckAt].map((at) => at?.getTime() ?? 0);
  return first(proofs.filter((proof) => proof.getTime() >= Math.max(...troubles))) ?? last(proofs);
};

const sorted = (dates: readonly Date[]): Date[] =>
  dates.toSorted((one, other) => one.getTime() - other.getTime());
const first = (dates: readonly Date[]): Date | null => sorted(dates)[0] ?? null;
const last = (dates: readonly Date[]): Date | null => sorted(dates).at(-1) ?? null;
