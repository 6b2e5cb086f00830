import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 50;

/**
 * Asks again and again, for what has no event here: a row that another process writes.
 *
 * @throws Error that names what was waited for, with the last answer
 */
export const until = async <T>(
  what: string,
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
  patienceMs = 20_000,
): Promise<T> => {
  const last = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (performance.now() > last)
      throw new Error(`Waited ${patienceMs} ms for ${what}; it is ${JSON.stringify(answer)}.`);
    await pause(EVERY_MS);
  }
};
