/** Which hours are written under the chart. Pure, but for the time zone of the browser. */
import type { HistoryRange } from '../../server/contract';
import type { History } from './use-history';

type Bucket = History['buckets'][number];

/** Every third hour of a day, every midnight of a week, as the clock on the wall has them. */
export const ticksOf = (range: HistoryRange, buckets: readonly Bucket[]): string[] => {
  const every = range === '24h' ? 3 : 24;
  return buckets.map(({ at }) => at).filter((at) => new Date(at).getHours() % every === 0);
};

/** What the chart hands back of what it was given. */
export const isBucket = (value: unknown): value is Bucket =>
  typeof value === 'object' && value !== null && 'at' in value && 'accepted' in value;
