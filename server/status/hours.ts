/** Hours of traffic: which of them a history shows, and what stands in one without messages. Pure. */
import type { HistoryRange, StatusHistoryResponse, TrafficCounts } from '../contract';
import { HOUR_MS } from '../delivery/counters';

/** Hours of each range, the current one included. */
const HOURS: Record<HistoryRange, number> = { '24h': 24, '7d': 7 * 24 };

/** A day more than the longest range shows. */
export const HOURS_KEPT = HOURS['7d'] + 24;

/** @returns hours since the epoch. */
export const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS);

export const firstHourOf = (range: HistoryRange, now: Date): number =>
  hourOf(now) - HOURS[range] + 1;

/** @param counts in any order; an hour that is not there had no messages. */
export const historyOf = (
  range: HistoryRange,
  now: Date,
  counts: readonly ({ hour: number } & TrafficCounts)[],
): StatusHistoryResponse['data'] => {
  const byHour = new Map(counts.map((count) => [count.hour, count]));
  const first = firstHourOf(range, now);
  const buckets = Array.from({ length: HOURS[range] }, (_, index) => {
    const { accepted = 0, deferred = 0, held = 0 } = byHour.get(first + index) ?? {};
    return {
      at: new Date((first + index) * HOUR_MS).toISOString(),
      accepted,
      deferred,
      held,
    };
  });
  return { range, buckets };
};
