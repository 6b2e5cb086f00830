/**
 * `npm run bench`: how fast it is, against other ways to send from Strapi and against what the client and the machine can do.
 * Does all of its own set-up; docs/performance.md says what the rows are.
 *
 * `npm run bench -- 1 5`: those rows only. `npm run bench -- --rounds 9`: on a machine that is busy with other things.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './setup/browser.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { runJest } from './setup/jest.mjs';
import { runMain } from './setup/main.mjs';
import { inCache } from './setup/places.mjs';
import { ensurePlugin } from './setup/plugin.mjs';
import { ensurePostfix } from './setup/postfix.mjs';
import { ensurePostgres } from './setup/postgres.mjs';
import { inTurn } from './setup/turn.mjs';

const ROWS = 13;
const FEWEST_ROUNDS = 5;

const rowsFrom = (positionals) => {
  const wrong = positionals.find((text) => !(/^\d+$/.test(text) && text >= 1 && text <= ROWS));
  if (wrong !== undefined) throw new Error(`There is no row ${wrong}; there are 1 to ${ROWS}.`);
  return positionals.length > 0
    ? positionals
    : Array.from({ length: ROWS }, (_, row) => String(row + 1));
};

const roundsFrom = (text) => {
  if (/^\d+$/.test(text) && Number(text) >= FEWEST_ROUNDS) return text;
  throw new Error(`--rounds must be a whole number of at least ${FEWEST_ROUNDS}.`);
};

const main = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: String(FEWEST_ROUNDS) } },
  });
  const rows = rowsFrom(positionals);
  const rounds = roundsFrom(values.rounds);
  const programs = await inTurn(async () => {
    await ensureDependencies();
    await ensurePostfix();
    const POSTGRES_BIN = await ensurePostgres();
    const CHROMIUM_PATH = await ensureBrowser();
    await ensurePlugin();
    return { POSTGRES_BIN, CHROMIUM_PATH };
  });
  const table = inCache('bench', 'table.txt');
  rmSync(table, { force: true });
  const env = { BENCH_ROWS: rows.join(' '), BENCH_ROUNDS: rounds, ...programs };
  const { ok } = await runJest('bench', ['--runInBand', '--forceExit'], env);
  if (existsSync(table)) console.log(`\n${readFileSync(table, 'utf8')}`);
  console.log(`The same as JSON: ${inCache('bench', 'results.json')}`);
  return ok;
};

await runMain(main);
