/** What this process has done, for the status. */

export interface Counters {
  connected(): void;
  sent(): void;
  drafted(): void;
  connectionsOpened(): number;
  messagesAccepted(): number;
  lastHour(): { sent: number; drafted: number };
}

const MINUTE_MS = 60_000;
const MINUTES = 60;

/** @param now milliseconds since the epoch. */
export const createCounters = (now: () => number): Counters => {
  const sent = createRollingCount(now);
  const drafted = createRollingCount(now);
  let connections = 0;
  let accepted = 0;
  return {
    connected: () => void connections++,
    sent() {
      accepted++;
      sent.add();
    },
    drafted: drafted.add,
    connectionsOpened: () => connections,
    messagesAccepted: () => accepted,
    lastHour: () => ({ sent: sent.total(), drafted: drafted.total() }),
  };
};

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
