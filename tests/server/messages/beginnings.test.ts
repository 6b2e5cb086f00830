/** What goes on record before the first byte of a message leaves, and how much of it ahead of its turn. */
import { createBeginnings, nextAhead } from '../../../server/messages/beginnings';

/** A database that takes `writeMs` for each write, and a clock that only it moves. */
const aRecord = ({ writeMs = 1, lost = [] as string[], validMs = 1000 } = {}) => {
  let clock = 0;
  const writes: string[][] = [];
  const filed: string[] = [];
  const beginnings = createBeginnings({
    async write(tokens) {
      writes.push(tokens);
      await new Promise<void>((resolve) => void setImmediate(resolve));
      clock += writeMs;
      if (tokens.includes('broken')) throw new Error('the database is away');
      return new Set(tokens.filter((token) => !lost.includes(token)));
    },
    validMs,
    file: {
      add: (token) => void filed.push(token),
      remove: (token) => void filed.splice(filed.indexOf(token), 1),
    },
    now: () => clock,
  });
  /** One after another, as one connection sends them. */
  const send = async (tokens: string[], messageMs: number) => {
    const results: boolean[] = [];
    for (const token of tokens) {
      results.push(await beginnings.begin(token));
      clock += messageMs;
    }
    return results;
  };
  return { ...beginnings, writes, filed, send, wait: (ms: number) => (clock += ms) };
};

const tokens = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);

it('a message whose turn comes is on record before it begins', async () => {
  const { begin, expect: expectData, writes } = aRecord();
  expectData('t0');
  expect(await begin('t0')).toBe(true);
  expect(writes).toEqual([['t0']]);
});

it('those whose turn comes at the same time are written together', async () => {
  const { begin, writes } = aRecord();
  await Promise.all(tokens(5).map((token) => begin(token)));
  expect(writes).toEqual([tokens(5)]);
});

it('a thousand quick messages take a few writes, each message is in one, in its order', async () => {
  const all = tokens(1000);
  const { expect: expectData, send, writes } = aRecord({ writeMs: 1 });
  all.forEach(expectData);
  expect(await send(all, 0.5)).toEqual(all.map(() => true));
  expect(writes.flat()).toEqual(all);
  expect(writes.length).toBeLessThan(60);
});

it('none goes on record ahead where a write is nothing beside sending a message', async () => {
  const all = tokens(50);
  const { expect: expectData, send, writes } = aRecord({ writeMs: 1 });
  all.forEach(expectData);
  await send(all, 100);
  expect(writes).toEqual(all.map((token) => [token]));
});

describe('what went on record ahead', () => {
  /** So that some go ahead: messages that are quicker than the writes. */
  const aBusyRecord = async (options: Parameters<typeof aRecord>[0] = {}) => {
    const record = aRecord(options);
    const first = tokens(40).map((token) => `first ${token}`);
    first.forEach(record.expect);
    await record.send(first, 0.5);
    record.writes.length = 0;
    return record;
  };

  it('is written again when its turn comes too late for its claim', async () => {
    const record = await aBusyRecord({ validMs: 50 });
    tokens(2).forEach(record.expect);
    await record.send(['t0'], 0.5);
    record.wait(50);
    await record.send(['t1'], 0.5);
    expect(record.writes).toEqual([['t0', 't1'], ['t1']]);
  });

  it('does not let a message go whose claim was lost', async () => {
    const record = await aBusyRecord({ lost: ['t1'] });
    tokens(3).forEach(record.expect);
    expect(await record.send(tokens(3), 0.5)).toEqual([true, false, true]);
  });

  it('is forgotten with its message, which takes no place in a later write', async () => {
    const record = await aBusyRecord();
    tokens(3).forEach(record.expect);
    record.forget('t1');
    await record.send(['t0', 't2'], 0.5);
    expect(record.writes.flat()).not.toContain('t1');
  });

  it('is in the file of the process only when it begins, and until it is done with', async () => {
    const record = await aBusyRecord();
    const before = record.filed.length;
    tokens(2).forEach(record.expect);
    await record.send(['t0'], 0.5);
    expect(record.writes).toEqual([['t0', 't1']]);
    expect(record.filed.slice(before)).toEqual(['t0']);
    record.forget('t0');
    expect(record.filed).toHaveLength(before);
  });

  it('is no matter of a message that has no turn any more, of which the file says what it said', async () => {
    const record = await aBusyRecord();
    tokens(3).forEach(record.expect);
    await record.send(['t0'], 0.5);
    const filed = record.filed.length;
    record.writes.length = 0;
    ['t3', 't4'].forEach(record.expect);
    ['t0', 't3'].forEach(record.leave);
    await record.send(['t4'], 0.5);
    expect(record.writes.flat()).toEqual(['t4']);
    expect(record.filed).toHaveLength(filed + 1);
  });

  it('that could not be written is written when its turn comes', async () => {
    const record = await aBusyRecord();
    ['broken', 't1'].forEach(record.expect);
    await expect(record.begin('broken')).rejects.toThrow('the database is away');
    expect(await record.begin('t1')).toBe(true);
  });

  it('is waited for by a message whose turn comes while it is being written', async () => {
    const record = await aBusyRecord();
    tokens(2).forEach(record.expect);
    const first = record.begin('t0');
    while (record.writes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await Promise.all([first, record.begin('t1')])).toEqual([true, true]);
    expect(record.writes).toEqual([['t0', 't1']]);
  });
});

describe('how many go ahead', () => {
  it.each([
    ['one, to begin with, where writing takes its time', 0, 2, 10, 1],
    ['twice as many where it still does', 4, 2, 10, 8],
    ['no more than fifty', 40, 2, 10, 50],
    ['as many as before where it is a small part of the time', 16, 1, 20, 16],
    ['half as many where it is next to nothing', 16, 1, 100, 8],
    ['none where it stays so', 1, 1, 100, 0],
  ])('%s', (_, ahead, writeMs, sinceLastMs, next) => {
    expect(nextAhead(ahead, { writeMs, sinceLastMs })).toBe(next);
  });
});
