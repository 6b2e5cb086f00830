/**
 * Times a wait. On a busy machine a process is kept from running for some 100 ms at a time; what it was
 * kept from running is measured too, and is not the wait of the code under test.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface Timed<T> {
  result: T;
  /** Milliseconds that the work took, without the longest time that this process stood still meanwhile. */
  ms: number;
}

export const timed = async <T>(work: () => Promise<T>): Promise<Timed<T>> => {
  const stalls = monitorEventLoopDelay({ resolution: 10 });
  stalls.enable();
  const began = performance.now();
  const result = await work();
  const ms = performance.now() - began;
  stalls.disable();
  return { result, ms: ms - stalls.max / 1e6 };
};
