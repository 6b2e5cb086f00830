/** Where new messages come in: each waits for its place as it was handed in, but for those that must not wait. */
import { holdContentOf } from '../messages/parse';
import { roughSizeOf } from '../messages/size';
import { BESIDE_THE_QUEUE, createQueue, type Place, type Queue, type QueueLimits } from './queue';

export interface Entrance {
  /** Waits until there is room for one more. @param options as they were handed in. */
  enter(options: unknown): Promise<Place>;
  figures: Queue['figures'];
}

export interface EntranceOptions extends QueueLimits {
  /** What a stream may hold, of which nobody knows how much it is. */
  maxMessageBytes: number;
  /** Of the caller. */
  inTransaction: () => boolean;
}

export const createEntrance = ({
  maxMessageBytes,
  inTransaction,
  ...limits
}: EntranceOptions): Entrance => {
  const queue = createQueue(limits);
  return {
    enter(options) {
      // Whoever waits in a transaction may hold what those who are inside wait for: SQLite has one connection.
      if (inTransaction()) return Promise.resolve(BESIDE_THE_QUEUE);
      holdContentOf(options);
      return queue.enter(roughSizeOf(options, maxMessageBytes));
    },
    figures: queue.figures,
  };
};
