/**
 * Carries the counts of this process to the database: every few seconds, and when Strapi stops, so that no message
 * waits for it. A process that is killed takes the counts of those seconds with it; the messages are not touched by that.
 */
import type { HistoryRange, StatusHistoryResponse } from '../contract';
import { reasonOf } from '../database';
import type { CountersByHour } from '../delivery/counters';
import { repeat } from '../repeat';
import { firstHourOf, historyOf, hourOf, HOURS_KEPT } from './hours';
import type { TrafficStore } from './traffic-store';

export interface Traffic {
  /** Of all processes, this one up to this moment and the others up to some seconds ago. */
  history(range: HistoryRange): Promise<StatusHistoryResponse['data']>;
  lastAcceptedAt: TrafficStore['lastAcceptedAt'];
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

export interface TrafficDependencies {
  counters: Pick<CountersByHour, 'unwritten' | 'written'>;
  store: TrafficStore;
  log: { error(message: string): void };
  now: () => Date;
}

const WRITE_EVERY_MS = 5000;
const TIDY_EVERY_MS = 3_600_000;

export const createTraffic = ({ counters, store, log, now }: TrafficDependencies): Traffic => {
  const write = async (): Promise<void> => {
    const counts = counters.unwritten();
    await store.write(counts);
    counters.written(counts);
  };
  // One after another: two that find no row of an hour would both make one.
  let writing: Promise<void> = Promise.resolve();
  const writeInTurn = (): Promise<void> => (writing = writing.catch(() => {}).then(write));

  const onError = (what: string) => (error: unknown) => log.error(`${what}: ${reasonOf(error)}`);
  const works = [
    repeat(writeInTurn, {
      everyMs: WRITE_EVERY_MS,
      onError: onError('The counts of sent messages could not be stored'),
    }),
    repeat(() => store.removeBefore(hourOf(now()) - HOURS_KEPT), {
      everyMs: TIDY_EVERY_MS,
      onError: onError('Old counts of sent messages could not be removed'),
    }),
  ];
  works.at(-1)?.soon();

  return {
    async history(range) {
      await writeInTurn();
      const at = now();
      return historyOf(range, at, await store.read(firstHourOf(range, at)));
    },
    lastAcceptedAt: store.lastAcceptedAt,
    async close() {
      await Promise.all(works.map((work) => work.stop()));
      await writeInTurn().catch(onError('The last counts of sent messages could not be stored'));
    },
  };
};
