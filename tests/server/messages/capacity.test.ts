/** How much may be kept. */
import { createCapacity, DraftsFullError } from '../../../server/messages/capacity';

const KILO = 1000;

const aCapacity = ({ maxDrafts = 3, maxTotalBytes = 10 * KILO } = {}) => {
  const clock = { now: 0 };
  const there = { drafts: 0, bytes: 0 };
  let counts = 0;
  let during: (() => Promise<void>) | undefined;
  const capacity = createCapacity(
    { maxDrafts, maxTotalBytes },
    async () => {
      counts++;
      await during?.();
      return { ...there };
    },
    () => clock.now,
  );
  return {
    capacity,
    clock,
    there,
    counts: () => counts,
    slowly: (work: () => Promise<void>) => void (during = work),
  };
};

const full = async (taken: Promise<void>) =>
  taken.then(
    () => '',
    (error: unknown) => {
      expect(error).toBeInstanceOf(DraftsFullError);
      return (error as Error).message;
    },
  );

describe('room for drafts', () => {
  it('is there up to the limit of their number, and then there is none', async () => {
    const { capacity } = aCapacity();
    await capacity.recount();
    for (let index = 0; index < 3; index++) await capacity.take(1);
    expect(await full(capacity.take(1))).toBe(
      'There are 3 drafts already (drafts.maxDrafts). Send or delete some.',
    );
  });

  it('is there up to the limit of their bytes, to the byte', async () => {
    const { capacity } = aCapacity();
    await capacity.recount();
    await capacity.take(9 * KILO);
    expect(await full(capacity.take(KILO + 1))).toBe(
      'The drafts take 9,000 bytes already (drafts.maxTotalBytes). Send or delete some.',
    );
    await capacity.take(KILO);
    expect(await full(capacity.take(1))).toContain('maxTotalBytes');
  });

  it('is not taken by one that found none', async () => {
    const { capacity } = aCapacity();
    await capacity.recount();
    for (let index = 0; index < 5; index++) await full(capacity.take(20 * KILO));
    await capacity.take(10 * KILO);
  });

  it('is what other processes leave', async () => {
    const { capacity, there } = aCapacity();
    Object.assign(there, { drafts: 2, bytes: 9 * KILO });
    await capacity.recount();
    expect(await full(capacity.take(2 * KILO))).toContain('9,000 bytes');
    await capacity.take(1);
    expect(await full(capacity.take(1))).toContain('3 drafts');
  });

  it('is there again when drafts are gone: they are counted when it seems full', async () => {
    const { capacity, clock, there } = aCapacity();
    there.drafts = 3;
    await capacity.recount();
    clock.now += 5 * KILO;
    there.drafts = 2;
    await capacity.take(1);
    expect(await full(capacity.take(1))).toContain('3 drafts');
  });

  it('is known without having been counted before', async () => {
    const { capacity, counts } = aCapacity();
    await capacity.take(1);
    expect(counts()).toBe(1);
  });

  it('is counted once in a second at most, however many find none', async () => {
    const { capacity, clock, there, counts } = aCapacity();
    there.drafts = 3;
    await capacity.recount();
    clock.now += 5 * KILO;
    for (let index = 0; index < 100; index++) await full(capacity.take(1));
    expect(counts()).toBe(2);
    clock.now += 2 * KILO;
    await full(capacity.take(1));
    expect(counts()).toBe(3);
  });

  it('is not counted while there is some', async () => {
    const { capacity, clock, counts } = aCapacity({ maxDrafts: 1000 });
    await capacity.recount();
    for (let index = 0; index < 500; index++) {
      clock.now += KILO;
      await capacity.take(1);
    }
    expect(counts()).toBe(1);
  });

  it('is found by all who ask while it is being counted', async () => {
    const { capacity, clock, there, slowly, counts } = aCapacity();
    there.drafts = 3;
    await capacity.recount();
    clock.now += 5 * KILO;
    there.drafts = 0;
    slowly(() => new Promise((resolve) => void setImmediate(resolve)));
    const results = await Promise.all(Array.from({ length: 5 }, () => full(capacity.take(1))));
    expect(results.map((reason) => reason === '')).toEqual([true, true, true, false, false]);
    expect(counts()).toBe(2);
  });

  it('is an error of the database when it cannot be counted, and no full store', async () => {
    const { capacity, clock, slowly } = aCapacity();
    slowly(() => Promise.reject(new Error('gone away')));
    await expect(capacity.take(1)).rejects.toThrow('gone away');
    clock.now += 5 * KILO;
    slowly(async () => {});
    await capacity.take(1);
  });
});
