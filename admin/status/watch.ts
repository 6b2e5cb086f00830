import type { Answer } from '../api';
import type { Problem } from '../problem';
import { whileVisible } from './while-visible';

export interface Watched<T> {
  /** The newest there is; null: none has come yet. */
  data: T | null;
  /** When that came, in milliseconds since the epoch. */
  at: number;
  /** Why there is nothing newer; null: nothing is wrong. */
  problem: Problem | null;
}

export interface Watch<T> {
  /** Asks at least so often while it is subscribed to. @returns ends that. */
  subscribe(everyMs: number, listener: () => void): () => void;
  current(): Watched<T>;
  /** Asks now. */
  refresh(): Promise<void>;
}

/** One question for all who want to know: however many parts of the panel show the answer, it is asked once. */
export const createWatch = <T>(
  load: () => Promise<Answer<T>>,
  repeat: typeof whileVisible = whileVisible,
): Watch<T> => {
  const subscribers = new Set<{ everyMs: number; listener: () => void }>();
  let current: Watched<T> = { data: null, at: 0, problem: null };
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;
  let stop = () => {};

  const ask = async (): Promise<void> => {
    const answer = await load();
    asking = undefined;
    askedAt = Date.now();
    if (!answer.ok && answer.aborted) return;
    current = answer.ok
      ? { data: answer.data, at: askedAt, problem: null }
      : { ...current, problem: answer.problem };
    subscribers.forEach(({ listener }) => listener());
  };
  const refresh = (): Promise<void> => (asking ??= ask());

  const restart = (): void => {
    stop();
    stop = () => {};
    if (subscribers.size === 0) return;
    const everyMs = Math.min(...[...subscribers].map((one) => one.everyMs));
    const firstInMs = Math.max(0, askedAt + everyMs - Date.now());
    stop = repeat(refresh, { everyMs, firstInMs });
  };

  return {
    subscribe(everyMs, listener) {
      const subscriber = { everyMs, listener };
      subscribers.add(subscriber);
      restart();
      return () => {
        subscribers.delete(subscriber);
        restart();
      };
    },
    current: () => current,
    refresh,
  };
};
