/** One question for all who want to know how mail stands. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Answer } from '../../admin/api';
import { createWatch } from '../../admin/status/watch';
import { whileVisible } from '../../admin/status/while-visible';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A tab that can be hidden. */
const aTab = () => {
  const target = new EventTarget();
  const state: { visibilityState: DocumentVisibilityState } = { visibilityState: 'visible' };
  const tab = Object.assign(target, state);
  return {
    tab,
    show(visibilityState: DocumentVisibilityState) {
      tab.visibilityState = visibilityState;
      target.dispatchEvent(new Event('visibilitychange'));
    },
  };
};

describe('work while a tab is visible', () => {
  it('is done at once and then again and again, until it is ended', async () => {
    let runs = 0;
    const { tab } = aTab();
    const stop = whileVisible(async () => runs++, { everyMs: 1000, page: tab });
    await jest.advanceTimersByTimeAsync(0);
    expect(runs).toBe(1);
    await jest.advanceTimersByTimeAsync(3000);
    expect(runs).toBe(4);
    stop();
    await jest.advanceTimersByTimeAsync(5000);
    expect(runs).toBe(4);
  });

  it('is not done while the tab is hidden, and made up for when it is shown', async () => {
    let runs = 0;
    const { tab, show } = aTab();
    const stop = whileVisible(async () => runs++, { everyMs: 1000, page: tab });
    await jest.advanceTimersByTimeAsync(0);
    show('hidden');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(runs).toBe(1);
    show('visible');
    await jest.advanceTimersByTimeAsync(0);
    expect(runs).toBe(2);
    stop();
  });

  it('waits for its turn when the tab was hidden for a moment only', async () => {
    let runs = 0;
    const { tab, show } = aTab();
    const stop = whileVisible(async () => runs++, { everyMs: 1000, page: tab });
    await jest.advanceTimersByTimeAsync(0);
    show('hidden');
    await jest.advanceTimersByTimeAsync(500);
    show('visible');
    await jest.advanceTimersByTimeAsync(499);
    expect(runs).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(runs).toBe(2);
    stop();
  });
});

describe('a watch', () => {
  const ok = (data: number): Answer<number> => ({ ok: true, data });
  const refused = (aborted = false): Answer<number> => ({
    ok: false,
    aborted,
    problem: { message: 'no', fields: {}, asksForClearText: false },
  });
  const visible: typeof whileVisible = (work, options) =>
    whileVisible(work, { ...options, page: aTab().tab });

  const aWatch = (answers: (asked: number) => Answer<number> = ok) => {
    let asked = 0;
    const watch = createWatch(async () => answers(++asked), visible);
    return { watch, asked: () => asked };
  };

  it('asks nothing while nobody wants to know', async () => {
    const { watch, asked } = aWatch();
    const end = watch.subscribe(1000, () => {});
    end();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBe(0);
  });

  it('asks once for two who begin at the same time, and as often as the quicker wants', async () => {
    const { watch, asked } = aWatch();
    const told: string[] = [];
    const ends = [
      watch.subscribe(60_000, () => told.push('slow')),
      watch.subscribe(10_000, () => told.push('quick')),
    ];
    await jest.advanceTimersByTimeAsync(0);
    expect(asked()).toBe(1);
    expect(told).toEqual(['slow', 'quick']);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBe(2);
    ends[1]?.();
    await jest.advanceTimersByTimeAsync(59_000);
    expect(asked()).toBe(2);
    await jest.advanceTimersByTimeAsync(1000);
    expect(asked()).toBe(3);
    ends[0]?.();
  });

  it('does not ask again for who comes a moment later', async () => {
    const { watch, asked } = aWatch();
    const first = watch.subscribe(10_000, () => {});
    await jest.advanceTimersByTimeAsync(5000);
    const second = watch.subscribe(10_000, () => {});
    expect(watch.current().data).toBe(1);
    await jest.advanceTimersByTimeAsync(4999);
    expect(asked()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(2);
    first();
    second();
  });

  it('keeps what it knew when there is no answer, and says so', async () => {
    const { watch } = aWatch((asked) => (asked === 2 ? refused() : ok(asked)));
    const end = watch.subscribe(1000, () => {});
    await jest.advanceTimersByTimeAsync(1000);
    expect(watch.current()).toMatchObject({ data: 1, problem: { message: 'no' } });
    await jest.advanceTimersByTimeAsync(1000);
    expect(watch.current()).toMatchObject({ data: 3, problem: null });
    end();
  });

  it('takes a question that was broken off for none', async () => {
    const { watch } = aWatch(() => refused(true));
    const end = watch.subscribe(1000, () => {});
    await jest.advanceTimersByTimeAsync(0);
    expect(watch.current()).toMatchObject({ data: null, problem: null });
    end();
  });

  it('asks now when something was done', async () => {
    const { watch, asked } = aWatch();
    const end = watch.subscribe(60_000, () => {});
    await jest.advanceTimersByTimeAsync(0);
    await watch.refresh();
    expect([asked(), watch.current().data]).toEqual([2, 2]);
    end();
  });
});
