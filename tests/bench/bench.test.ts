/** Runs the rows that were asked for; see bench.mjs. Only a wrong count fails here: a figure is a figure, and is said. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { tell } from '../soak/figures';
import { markdownOf, type Row, tableOf } from './result';
import { ROUNDS } from './rounds';
import { inBulk, manyDrafts, writtenAhead } from './drafts';
import { flood, largeAttachments, start } from './extremes';
import { blackHole, serverIsDown } from './outage';
import { pages } from './pages';
import { againstOneByOne, againstTheClient, againstThePool, farAway } from './throughput';

const FOLDER = path.join(__dirname, '../../.cache/bench');
const HOUR_MS = 3_600_000;

const ROWS: Record<string, () => Promise<Row>> = {
  1: againstTheClient,
  2: againstThePool,
  3: againstOneByOne,
  4: farAway,
  5: serverIsDown,
  6: blackHole,
  7: inBulk,
  8: writtenAhead,
  9: manyDrafts,
  10: largeAttachments,
  11: start,
  12: flood,
  13: pages,
};

const chosen = (process.env.BENCH_ROWS ?? Object.keys(ROWS).join(' ')).split(' ');
const results: Row[] = [];

const machine = () => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  rounds: ROUNDS,
});

afterEach(() => {
  mkdirSync(FOLDER, { recursive: true });
  const whole = { at: new Date().toISOString(), machine: machine(), rows: results };
  writeFileSync(path.join(FOLDER, 'results.json'), `${JSON.stringify(whole, null, 2)}\n`);
  writeFileSync(path.join(FOLDER, 'table.txt'), `${tableOf(results)}\n`);
  writeFileSync(path.join(FOLDER, 'table.md'), `${markdownOf(results)}\n`);
});

it.each(chosen)(
  'row %s',
  async (number) => {
    const row = await ROWS[number]?.();
    if (row === undefined) throw new Error(`There is no row ${number}.`);
    results.push(row);
    tell(`\n${tableOf([row])}\n`);
  },
  HOUR_MS,
);
