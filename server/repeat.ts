/** Work that is done again and again, one run at a time. */

export interface Repeated {
  /** Runs without waiting for the next time, or once more when a run is under way. */
  soon(): void;
  /** Resolves when the run that was under way has ended; there is no other after it. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  /** Milliseconds from the end of one run to the start of the next. */
  everyMs: number;
  /** To the start of the first. */
  firstMs?: number;
  /** Called for the first of several failures in a row: one that lasts must not fill the log. */
  onError(error: unknown): void;
}

export const repeat = (
  work: () => Promise<void>,
  { everyMs, firstMs = everyMs, onError }: RepeatOptions,
): Repeated => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failing = false;

  const run = async (): Promise<void> => {
    do {
      again = false;
      try {
        await work();
        failing = false;
      } catch (error) {
        if (!failing) onError(error);
        failing = true;
      }
    } while (again && !stopped);
    running = undefined;
    plan(everyMs);
  };

  const start = (): void => {
    running = run();
  };

  const plan = (ms: number): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(start, ms);
  };

  plan(firstMs);
  return {
    soon() {
      if (running === undefined) plan(0);
      else again = true;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
