/** Where new messages come in: each waits for its place as it was handed in, but for those that must not wait. */
import { holdContentOf } from '../messages/parse';
import { roughSizeOf } from '../messages/size';
import { BESIDE_THE_QUEUE, createQueue, type Place, type Queue, type QueueLimits } from './queue';

export interface Entrance {
  /** Waits until there is room for one more. @param options as they were handed in. */
  enter(options: unknown): Promise<Place>;
  figures: Queue['figures'];
}

export interface EntranceOptions extends Pick<QueueLimits, 'maxWaitingBytes'> {
  /** Messages that may be on their way, at the most. */
  maxWaiting: number;
  connections: () => number;
  /** Whether messages are stored now: ahead of their sending, or as drafts because the server is away. */
  stores: () => boolean;
  /** What a stream may hold, of which nobody knows how much it is. */
  maxMessageBytes: number;
  /** Of the caller. */
  inTransaction: () => boolean;
}

/** One on its way, and those that are next. What waits for long is old by the time it is garbage. */
const MESSAGES_PER_CONNECTION = 10;

/** @returns how many messages may be read, and wait for a connection or are on their way over it. */
export const nextInLine =
  ({ maxWaiting, connections }: Pick<EntranceOptions, 'maxWaiting' | 'connections'>) =>
  (): number =>
    Math.min(maxWaiting, MESSAGES_PER_CONNECTION * connections());

export const createEntrance = ({
  maxWaiting,
  maxWaitingBytes,
  connections,
  stores,
  maxMessageBytes,
  inTransaction,
}: EntranceOptions): Entrance => {
  const next = nextInLine({ maxWaiting, connections });
  const queue = createQueue({
    // What is stored is written by the hundred.
    room: () => (stores() ? maxWaiting : next()),
    maxWaitingBytes,
  });
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
