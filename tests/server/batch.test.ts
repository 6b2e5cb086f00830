/** Group commit. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createBatch, type BatchOptions } from '../../server/batch';

/** Writes that end when the test says so. */
const aBatch = (options: Partial<BatchOptions<string, string>> = {}) => {
  const groups: string[][] = [];
  const ends: (() => void)[] = [];
  const batch = createBatch<string, string>({
    maxItems: 100,
    async write(items) {
      groups.push(items);
      await new Promise<void>((resolve) => void ends.push(resolve));
      return items.map((item) => `${item} is written`);
    },
    ...options,
  });
  const end = async () => {
    while (ends.length === 0) await tick();
    ends.shift()?.();
    await tick();
  };
  return { batch, groups, end };
};

const tick = () => new Promise<void>((resolve) => void setImmediate(resolve));
const letters = (count: number) => Array.from({ length: count }, (_, index) => `i${index}`);

describe('items', () => {
  it('that are added in one turn are written together, and each has its own result', async () => {
    const { batch, groups, end } = aBatch();
    const results = Promise.all(['a', 'b', 'c'].map((item) => batch.add(item)));
    await end();
    expect(await results).toEqual(['a is written', 'b is written', 'c is written']);
    expect(groups).toEqual([['a', 'b', 'c']]);
  });

  it('that arrive while another write is running go into the next one, together', async () => {
    const { batch, groups, end } = aBatch();
    const first = batch.add('a');
    await tick();
    const second = [batch.add('b')];
    await tick();
    second.push(batch.add('c'));
    expect(groups).toEqual([['a']]);
    await end();
    expect(await first).toBe('a is written');
    expect(groups).toEqual([['a'], ['b', 'c']]);
    await end();
    expect(await Promise.all(second)).toEqual(['b is written', 'c is written']);
  });

  it('that are added when nothing is running any more are written too', async () => {
    const { batch, groups, end } = aBatch();
    for (const item of ['a', 'b']) {
      const written = batch.add(item);
      await end();
      expect(await written).toBe(`${item} is written`);
      await batch.idle();
    }
    expect(groups).toEqual([['a'], ['b']]);
  });

  it('are never more in one write than there may be, and keep their order', async () => {
    const { batch, groups, end } = aBatch({ maxItems: 3 });
    const all = Promise.all(letters(7).map((item) => batch.add(item)));
    for (let index = 0; index < 3; index++) await end();
    await all;
    expect(groups.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(groups.flat()).toEqual(letters(7));
  });

  it('are never heavier together than they may be, but one that is alone goes, alone', async () => {
    const { batch, groups, end } = aBatch({ weigh: ({ length }) => length, maxWeight: 5 });
    const all = Promise.all(
      ['aa', 'bbb', 'c', 'dddddddddd', 'eeeee', 'f'].map((item) => batch.add(item)),
    );
    for (let index = 0; index < 5; index++) await end();
    await all;
    expect(groups).toEqual([['aa', 'bbb'], ['c'], ['dddddddddd'], ['eeeee'], ['f']]);
  });

  it('do not go down with one that cannot be written, and each hears of its own error', async () => {
    const groups: string[][] = [];
    const { batch } = aBatch({
      async write(items) {
        groups.push(items);
        if (items.includes('bad')) throw new Error(`no ${items.join()}`);
        return items.map((item) => item.toUpperCase());
      },
    });
    const results = await Promise.allSettled(['a', 'bad', 'b'].map((item) => batch.add(item)));
    expect(results).toEqual([
      { status: 'fulfilled', value: 'A' },
      { status: 'rejected', reason: new Error('no bad') },
      { status: 'fulfilled', value: 'B' },
    ]);
    expect(groups).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
    expect(await batch.add('c')).toBe('C');
  });
});

describe('idle', () => {
  it('is when everything is written, what came meanwhile too', async () => {
    const { batch, end } = aBatch();
    void batch.add('a');
    let isIdle = false;
    const idle = batch.idle().then(() => (isIdle = true));
    await tick();
    void batch.add('b');
    await end();
    expect(isIdle).toBe(false);
    await end();
    await idle;
  });

  it('is at once when there is nothing, and after something has failed', async () => {
    const { batch } = aBatch({ write: () => Promise.reject(new Error('no')) });
    await batch.idle();
    const failed = batch.add('a');
    failed.catch(() => {});
    await batch.idle();
    await expect(failed).rejects.toThrow('no');
  });
});

describe('whoever adds an item', () => {
  it('does not have those of others written in its own transaction', async () => {
    const transaction = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const batch = createBatch<string, void>({
      maxItems: 1,
      async write(items) {
        seen.push(transaction.getStore());
        await tick();
        seen.push(transaction.getStore());
        return items.map(() => undefined);
      },
    });
    await transaction.run('Ann’s', async () => {
      const added = batch.add('a');
      await transaction.run('Bob’s', () => batch.add('b'));
      await added;
      // And finds itself where it was.
      expect(transaction.getStore()).toBe('Ann’s');
    });
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('a batch that gathers', () => {
  it('waits for what the next turns bring, and is not held up by what does not come', async () => {
    const { batch, groups, end } = aBatch({ gathers: true });
    const first = batch.add('a');
    await tick();
    const second = batch.add('b');
    await end();
    await Promise.all([first, second]);
    expect(groups).toEqual([['a', 'b']]);
  });

  it('does not wait once it is full', async () => {
    const { batch, groups } = aBatch({ gathers: true, maxItems: 2 });
    void batch.add('a');
    void batch.add('b');
    for (let turn = 0; turn < 3; turn++) await Promise.resolve();
    expect(groups).toEqual([['a', 'b']]);
  });
});

describe('a batch that lingers', () => {
  it('writes together what comes within its time', async () => {
    const { batch, groups, end } = aBatch({ lingerMs: 20 });
    const first = batch.add('a');
    await tick();
    await tick();
    const second = batch.add('b');
    await end();
    await Promise.all([first, second]);
    expect(groups).toEqual([['a', 'b']]);
  });

  it('does not wait for its time once it is full', async () => {
    const { batch, groups } = aBatch({ lingerMs: 1_000_000, maxItems: 2 });
    void batch.add('a');
    await tick();
    void batch.add('b');
    await tick();
    expect(groups).toEqual([['a', 'b']]);
  });
});
