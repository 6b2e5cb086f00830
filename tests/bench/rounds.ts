/** All contestants in turn, round after round, so that what else the machine does comes to all of them. */
import { tell } from '../soak/figures';
import { type Bar, type Figure, median } from './result';

export interface Sample {
  /** Messages, or whatever the work is counted in. */
  count: number;
  ms: number;
}

export type Contestants = Record<string, () => Promise<Sample>>;

export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

/** @returns how many a second, for each contestant and round. The first round is for compilers and caches. */
export const compete = async (
  what: string,
  contestants: Contestants,
  { rounds = ROUNDS, warmUp = 1 } = {},
): Promise<Record<string, number[]>> => {
  const names = Object.keys(contestants);
  const rates: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    // There and back: whoever comes after another has what that one left behind.
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const { count, ms } = (await contestants[name]?.()) ?? { count: 0, ms: NaN };
      const rate = (1000 * count) / ms;
      if (round >= 0) rates[name]?.push(rate);
      const which = round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`;
      tell(`  … ${what}, ${which}: ${name} ${rate.toFixed(rate < 100 ? 1 : 0)}/s`);
    }
  }
  return rates;
};

/** One contestant's rate as a multiple of another's: the median of the rounds. */
export const ratio = (
  what: string,
  rates: Record<string, number[]>,
  [mine, theirs]: [string, string],
  bar: Bar | null,
): Figure => {
  const ratios = (rates[mine] ?? []).map((rate, round) => rate / (rates[theirs]?.[round] ?? NaN));
  return {
    what,
    measured: Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, median(all)])),
    unit: '/s',
    value: median(ratios),
    valueUnit: ' ×',
    range: [Math.min(...ratios), Math.max(...ratios)],
    bar,
  };
};

/** A measured value that is compared with the bar as it is. */
export const plain = (what: string, value: number, unit: string, bar: Bar | null): Figure => ({
  what,
  measured: {},
  unit: '',
  value,
  valueUnit: unit,
  bar,
});

export const atLeast = (value: number): Bar => ({ is: 'at least', value });
export const atMost = (value: number): Bar => ({ is: 'at most', value });
