/** What has become of the messages of this process, hour by hour; the database has it of all of them. */
import type { MessageState, TrafficCounts } from '../contract';

export interface Counters {
  /** The mail server took a message; a test message is none. */
  sent(): void;
  /** A message became a draft, and waits like this. */
  drafted(state: MessageState): void;
  /** So many drafts wait like this from now on, and did not before. */
  changed(state: MessageState, many?: number): void;
}

export interface CountersByHour extends Counters {
  /** The last 60 minutes. */
  lastHour(): { sent: number; drafted: number };
  /** The hours that were not written since they last changed, with all that this process counted in them. */
  unwritten(): HourlyCount[];
  /** What `unwritten` gave is in the database now. */
  written(counts: readonly HourlyCount[]): void;
}

export interface HourlyCount extends TrafficCounts {
  /** Hours since the epoch. */
  hour: number;
  /** When the last message was accepted, in milliseconds since the epoch; null: none was. */
  acceptedAt: number | null;
}

const MINUTE_MS = 60_000;
const MINUTES = 60;
export const HOUR_MS = MINUTES * MINUTE_MS;

/** @param now milliseconds since the epoch. */
export const createCounters = (now: () => number): CountersByHour => {
  const sent = createRollingCount(now);
  const drafted = createRollingCount(now);
  const hours = new Map<number, HourlyCount>();
  const toWrite = new Set<number>();

  const thisHour = (): HourlyCount => {
    const hour = Math.floor(now() / HOUR_MS);
    const known = hours.get(hour) ?? { hour, accepted: 0, deferred: 0, held: 0, acceptedAt: null };
    hours.set(hour, known);
    toWrite.add(hour);
    return known;
  };
  const changed: Counters['changed'] = (state, many = 1) => {
    if (many === 0) return;
    if (state === 'waiting') thisHour().deferred += many;
    if (state === 'held') thisHour().held += many;
  };

  return {
    sent() {
      sent.add();
      const count = thisHour();
      count.accepted++;
      count.acceptedAt = now();
    },
    drafted(state) {
      drafted.add();
      changed(state);
    },
    changed,
    lastHour: () => ({ sent: sent.total(), drafted: drafted.total() }),
    unwritten: () => [...hours.values()].filter(({ hour }) => toWrite.has(hour)).map(copy),
    written(counts) {
      for (const { hour, accepted, deferred, held } of counts) {
        const count = hours.get(hour);
        if (count?.accepted !== accepted || count.deferred !== deferred || count.held !== held)
          continue;
        toWrite.delete(hour);
        // What is over does not change any more.
        if (hour < Math.floor(now() / HOUR_MS)) hours.delete(hour);
      }
    },
  };
};

const copy = (count: HourlyCount): HourlyCount => ({ ...count });

/** One figure for each of the last 60 minutes: the memory is the same after ten and ten million events. */
const createRollingCount = (now: () => number) => {
  const buckets = Array.from({ length: MINUTES }, () => ({ minute: -1, count: 0 }));
  const minuteNow = () => Math.floor(now() / MINUTE_MS);
  return {
    add() {
      const minute = minuteNow();
      const bucket = buckets[minute % MINUTES];
      if (bucket === undefined) return;
      if (bucket.minute !== minute) Object.assign(bucket, { minute, count: 0 });
      bucket.count++;
    },
    total: () =>
      buckets.reduce(
        (sum, { minute, count }) => sum + (minute > minuteNow() - MINUTES ? count : 0),
        0,
      ),
  };
};
