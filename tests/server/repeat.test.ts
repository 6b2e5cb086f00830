/** Work that is done again and again. */
import { repeat, type Repeated } from '../../server/repeat';
import { watchTimers } from './timers';

const tick = () => new Promise<void>((resolve) => void setImmediate(resolve));
const HOUR = 3_600_000;

let running: Repeated[] = [];
let timers: ReturnType<typeof watchTimers>;

/** Runs that end when the test says so. */
const aRepeated = (everyMs: number) => {
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  const errors: string[] = [];
  const count = { runs: 0, under: 0, most: 0 };
  const began: number[] = [];
  const ended: number[] = [];
  const repeated = repeat(
    async () => {
      count.runs++;
      began.push(performance.now());
      count.most = Math.max(count.most, ++count.under);
      try {
        await new Promise<void>((resolve, reject) => void ends.push({ resolve, reject }));
      } finally {
        ended.push(performance.now());
        count.under--;
      }
    },
    { everyMs, onError: (error) => void errors.push((error as Error).message) },
  );
  running.push(repeated);
  const next = async () => {
    while (ends.length === 0) await tick();
    return ends.shift();
  };
  return {
    repeated,
    count,
    errors,
    gaps: () => began.slice(1).map((at, index) => at - (ended[index] ?? 0)),
    began: async () => {
      while (ends.length === 0) await tick();
    },
    end: async () => {
      (await next())?.resolve();
      await tick();
    },
    fail: async (message: string) => {
      (await next())?.reject(new Error(message));
      await tick();
    },
    /** Ends runs as they begin, from now on. */
    flow: () => {
      Object.assign(ends, { push: ({ resolve }: { resolve(): void }) => resolve() });
      ends.splice(0).forEach(({ resolve }) => resolve());
    },
  };
};

beforeEach(() => {
  timers = watchTimers();
});

afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
  timers.end();
  expect(timers.pending()).toBe(0);
});

describe('work that is repeated', () => {
  it('begins after the time, and again so long after its end', async () => {
    const { end, gaps, count, flow } = aRepeated(30);
    expect(count.runs).toBe(0);
    for (let index = 0; index < 4; index++) await end();
    for (const gap of gaps()) expect(gap).toBeGreaterThanOrEqual(29);
    flow();
  });

  it('is done one run at a time, however long it takes and however often it is asked for', async () => {
    const { repeated, began, end, count, flow } = aRepeated(1);
    await began();
    for (let index = 0; index < 20; index++) {
      repeated.soon();
      await tick();
    }
    expect(count.runs).toBe(1);
    await end();
    await end();
    expect(count.most).toBe(1);
    flow();
  });

  it('is done at once when it is asked for', async () => {
    const { repeated, end, count } = aRepeated(HOUR);
    repeated.soon();
    await end();
    repeated.soon();
    await end();
    expect(count.runs).toBe(2);
    expect(timers.pending()).toBe(1);
  });

  it('is done once more when it is asked for while it is running, and not more often', async () => {
    const { repeated, began, end, count } = aRepeated(HOUR);
    repeated.soon();
    await began();
    for (let index = 0; index < 5; index++) repeated.soon();
    await end();
    await end();
    await tick();
    expect([count.runs, count.under]).toEqual([2, 0]);
  });

  it('goes on after an error, and only the first in a row is told', async () => {
    const { errors, end, fail, flow } = aRepeated(1);
    await fail('one');
    await fail('two');
    await fail('three');
    expect(errors).toEqual(['one']);
    await end();
    await fail('four');
    await fail('five');
    expect(errors).toEqual(['one', 'four']);
    flow();
  });
});

describe('stopping', () => {
  it('waits for the run that is under way, and no other follows', async () => {
    const { repeated, began, end, count } = aRepeated(1);
    await began();
    repeated.soon();
    let isStopped = false;
    const stopped = repeated.stop().then(() => (isStopped = true));
    await tick();
    expect(isStopped).toBe(false);
    await end();
    await stopped;
    expect([count.runs, timers.pending()]).toEqual([1, 0]);
  });

  it('between two runs is at once, and asking for another changes nothing', async () => {
    const { repeated, end, count } = aRepeated(HOUR);
    repeated.soon();
    await end();
    await repeated.stop();
    repeated.soon();
    await repeated.stop();
    expect([count.runs, timers.pending()]).toEqual([1, 0]);
  });

  it('waits for a run that fails, too', async () => {
    const { repeated, began, fail, errors } = aRepeated(1);
    await began();
    const stopped = repeated.stop();
    await fail('last');
    await stopped;
    expect(errors).toEqual(['last']);
  });
});
