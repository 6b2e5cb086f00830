/** The rounds of tests/faults/kill.test.ts, and many more of them. */
import { playSeries, type Series } from '../support/kill-series';
import { type KillSite, startKillSite } from '../support/kill-site';
import { KEPT } from '../support/kill-verdict';
import { keep, tell } from './figures';

const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 100);
const LONGEST_ROUND_MS = 60_000;

let site: KillSite;
let series: Series;

beforeAll(async () => {
  site = await startKillSite();
  series = await playSeries(site, ROUNDS, tell);
  const count = (lists: string[][]) => lists.flat().length.toLocaleString('en');
  keep(
    'kill.txt',
    `${ROUNDS} times killed, ${series.handed.toLocaleString('en')} messages, ` +
      `${count(series.verdicts.map(({ lost }) => lost))} lost, ` +
      `${count(series.verdicts.map(({ repeated }) => repeated))} repeated, ${series.inDoubt} in doubt`,
  );
}, ROUNDS * LONGEST_ROUND_MS);
afterAll(() => site.stop());

it(`keeps every promise when it is killed ${ROUNDS} times`, () => {
  expect(series.verdicts).toEqual(Array.from({ length: ROUNDS }, () => KEPT));
  expect(series.missing).toEqual([]);
  expect(series.repeated).toEqual([]);
});
