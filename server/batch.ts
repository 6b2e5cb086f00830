/** Group commit: what arrives while one write is running goes into the next one, together. */
import { AsyncResource } from 'node:async_hooks';

export interface BatchOptions<Item, Result> {
  /** @returns one result for each item, in their order; when it rejects, nothing was written. */
  write(items: Item[]): Promise<Result[]>;
  maxItems: number;
  /** How much of `maxWeight` an item takes; one that is heavier alone still goes, alone. */
  weigh?(item: Item): number;
  maxWeight?: number;
  /**
   * Waits as long as each turn of the event loop brings more, until there are `maxItems`: for writes that wait for the disk,
   * where half as many cost half as much. What comes alone waits for one turn.
   */
  gathers?: boolean;
  /** Milliseconds that a write waits for more where nobody is held up by it. */
  lingerMs?: number;
}

export interface Batch<Item, Result> {
  /** Resolves when the item is written. */
  add(item: Item): Promise<Result>;
  /** Resolves when everything that was added is written, or has failed. */
  idle(): Promise<void>;
}

interface Entry<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const turnOfTheLoop = () => new Promise<void>((resolve) => void setImmediate(resolve));

export const createBatch = <Item, Result>({
  write,
  maxItems,
  weigh = () => 0,
  maxWeight = Infinity,
  gathers = false,
  lingerMs = 0,
}: BatchOptions<Item, Result>): Batch<Item, Result> => {
  const waiting: Entry<Item, Result>[] = [];
  let running: Promise<void> | undefined;
  let whenFull = (): void => {};
  // Whoever adds the first item may be in a transaction, and the items of others are no part of it.
  const outside = new AsyncResource('outgoing-mail.batch');

  const take = (): Entry<Item, Result>[] => {
    let weight = 0;
    let count = 0;
    for (const { item } of waiting) {
      weight += weigh(item);
      if (count > 0 && (count === maxItems || weight > maxWeight)) break;
      count++;
    }
    return waiting.splice(0, count);
  };

  const writeTogether = async (entries: Entry<Item, Result>[]): Promise<void> => {
    try {
      const results = await write(entries.map(({ item }) => item));
      entries.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      // One that cannot be written must not take the others with it.
      if (entries.length > 1) for (const entry of entries) await writeTogether([entry]);
      else entries[0]?.reject(error);
    }
  };

  const gather = async (): Promise<void> => {
    for (let before = 0; before < waiting.length && waiting.length < maxItems;) {
      before = waiting.length;
      await turnOfTheLoop();
    }
  };

  /** Or the time is over. */
  const full = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      whenFull = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    // Those that are added in the same turn belong together.
    await Promise.resolve();
    while (waiting.length > 0) {
      if (lingerMs > 0 && waiting.length < maxItems) await full(lingerMs);
      if (gathers) await gather();
      await writeTogether(take());
    }
    running = undefined;
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (waiting.length >= maxItems) whenFull();
        running ??= outside.runInAsyncScope(run);
      }),
    async idle() {
      await running;
    },
  };
};
