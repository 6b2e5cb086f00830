/** Whether, and when, a message is tried again by itself. */
import {
  type AttemptResult,
  fateAfter,
  type Fate,
  HELD,
  type RetryPolicy,
  type Series,
} from '../../../server/messages/retry-policy';
import { NOW } from './builders';

const POLICY: RetryPolicy = {
  maxAttempts: 50,
  firstDelaySeconds: 60,
  maxDelaySeconds: 3600,
  giveUpAfterHours: 1000,
};
const FIRST: Series = { tries: 0, retryUntil: null };
const FAILED: AttemptResult = { outcome: 'not-sent', tried: true };
const NEARLY_ONE = 1 - Number.EPSILON;

const later = (seconds: number) => new Date(NOW.getTime() + 1000 * seconds);
const after = (
  before: Series,
  {
    policy = {},
    now = NOW,
    chance = 0,
    ...result
  }: Partial<AttemptResult> & {
    policy?: Partial<RetryPolicy>;
    now?: Date;
    chance?: number;
  } = {},
): Fate => fateAfter({ ...FAILED, ...result }, before, { ...POLICY, ...policy }, now, chance);

/** Seconds until the try after so many. */
const delay = (tries: number, chance: number, policy: Partial<RetryPolicy> = {}): number => {
  const { nextAttemptAt } = after({ tries: tries - 1, retryUntil: null }, { policy, chance });
  if (nextAttemptAt === null) throw new Error('it is held');
  return (Date.parse(nextAttemptAt) - NOW.getTime()) / 1000;
};

const CHANCES = [0, 0.25, 0.5, 0.75, NEARLY_ONE];
const POLICIES: Partial<RetryPolicy>[] = [
  {},
  { firstDelaySeconds: 0.1, maxDelaySeconds: 0.3 },
  { firstDelaySeconds: 10, maxDelaySeconds: 15 },
  { firstDelaySeconds: 5, maxDelaySeconds: 5 },
  { firstDelaySeconds: 0.1, maxDelaySeconds: 604_800 },
];

describe('the delay before the next try', () => {
  it.each(POLICIES)('is never below the first nor above the longest (%j)', (policy) => {
    const { firstDelaySeconds, maxDelaySeconds } = { ...POLICY, ...policy };
    for (let tries = 1; tries <= 50; tries++)
      for (const chance of CHANCES) {
        expect(delay(tries, chance, policy)).toBeGreaterThanOrEqual(firstDelaySeconds);
        expect(delay(tries, chance, policy)).toBeLessThanOrEqual(maxDelaySeconds);
      }
  });

  it('begins twice as late after each try, up to half of the longest', () => {
    const shortest = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((tries) => delay(tries, 0));
    expect(shortest).toEqual([60, 120, 240, 480, 960, 1800, 1800, 1800, 1800]);
  });

  it('is spread, the first and the last too: drafts of one outage do not come back in one moment', () => {
    for (const tries of [1, 2, 5, 6, 50]) {
      const [least, half, most] = [0, 0.5, NEARLY_ONE].map((chance) => delay(tries, chance));
      expect(half).toBeCloseTo(1.5 * (least ?? 0), 1);
      expect(most).toBeCloseTo(2 * (least ?? 0), 1);
    }
  });

  it('never shrinks from one try to the next, whatever the chances', () => {
    for (const policy of POLICIES)
      for (let tries = 2; tries <= 60; tries++)
        expect(delay(tries, 0, { ...policy, maxAttempts: 100 })).toBeGreaterThanOrEqual(
          delay(tries - 1, 0, { ...policy, maxAttempts: 100 }),
        );
  });

  it('stays a time after thousands of tries', () => {
    expect(delay(10_000, 0.5, { maxAttempts: 10_000 })).toBe(2700);
  });

  it('is none after a message that was not tried', () => {
    for (const chance of CHANCES)
      expect(after({ tries: 7, retryUntil: null }, { tried: false, chance })).toMatchObject({
        state: 'waiting',
        nextAttemptAt: NOW.toISOString(),
      });
  });
});

describe('tries', () => {
  it('are counted when the server was asked, and only then', () => {
    expect(after({ tries: 3, retryUntil: null })).toMatchObject({ tries: 4 });
    expect(after({ tries: 3, retryUntil: null }, { tried: false })).toMatchObject({ tries: 3 });
    expect(after({ tries: null, retryUntil: null })).toMatchObject({ tries: 1 });
    expect(after({ tries: null, retryUntil: null }, { tried: false })).toMatchObject({ tries: 0 });
  });

  it('by a machine are as many as there may be, beside the first', () => {
    let series: Series = FIRST;
    const states: string[] = [];
    for (let index = 0; index < 4; index++) {
      const fate = after(series, { policy: { maxAttempts: 3 } });
      states.push(fate.state);
      series = fate;
    }
    expect(states).toEqual(['waiting', 'waiting', 'waiting', 'held']);
  });

  it('of a message that is only put off do not run out', () => {
    let series: Series = { tries: 3, retryUntil: null };
    for (let index = 0; index < 100; index++)
      series = after(series, { tried: false, policy: { maxAttempts: 3 } });
    expect(series).toMatchObject({ state: 'waiting', tries: 3 });
  });

  it('are none when there may be none', () => {
    for (const tried of [true, false])
      expect(after(FIRST, { tried, policy: { maxAttempts: 0 } })).toEqual(HELD);
  });
});

describe('the time for all tries', () => {
  const policy = { giveUpAfterHours: 1 };

  it('begins with the first failure and is not moved by later ones', () => {
    const first = after(FIRST, { policy });
    expect(first.retryUntil).toBe(later(3600).toISOString());
    expect(after(first, { policy, now: later(600) }).retryUntil).toBe(first.retryUntil);
    expect(after(first, { policy, now: later(600), tried: false }).retryUntil).toBe(
      first.retryUntil,
    );
  });

  it('is over when the next try would come after it', () => {
    const retryUntil = later(60).toISOString();
    expect(after({ tries: 0, retryUntil })).toMatchObject({ state: 'waiting' });
    expect(after({ tries: 0, retryUntil }, { now: later(1) })).toEqual(HELD);
    expect(after({ tries: 0, retryUntil }, { chance: 0.1 })).toEqual(HELD);
  });

  it('is over for a message that is only put off, too', () => {
    const retryUntil = later(60).toISOString();
    const putOff = (seconds: number) =>
      after({ tries: 0, retryUntil }, { tried: false, now: later(seconds) }).state;
    expect([putOff(60), putOff(61)]).toEqual(['waiting', 'held']);
  });
});

describe('what is held', () => {
  it.each(['refused', 'uncertain'] as const)(
    'is everything %s, however it came to that',
    (outcome) => {
      for (const tried of [true, false])
        expect(fateAfter({ outcome, tried }, FIRST, POLICY, NOW, 0)).toEqual(HELD);
    },
  );

  it('begins a new row of tries and a new time when a person sends it again', () => {
    expect(HELD).toEqual({ state: 'held', nextAttemptAt: null, retryUntil: null, tries: 0 });
    expect(after(HELD, { now: later(90_000), policy: { giveUpAfterHours: 1 } })).toMatchObject({
      state: 'waiting',
      tries: 1,
      retryUntil: later(93_600).toISOString(),
    });
  });
});
