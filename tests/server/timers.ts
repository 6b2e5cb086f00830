/** Which timers of the code under test are still to fire. Those of the test runner are not among them. */
export const watchTimers = () => {
  const pending = new Set<unknown>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = ((callback: (...values: unknown[]) => void, ...rest: [number]) => {
    const timer = set(
      (...values: unknown[]) => {
        pending.delete(timer);
        callback(...values);
      },
      ...rest,
    );
    pending.add(timer);
    return timer;
  }) as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    pending.delete(timer);
    clear(timer);
  };
  return {
    pending: () => pending.size,
    end() {
      globalThis.setTimeout = set;
      globalThis.clearTimeout = clear;
    },
  };
};
