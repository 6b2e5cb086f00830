/**
 * `npm run soak`: what takes too long for `npm test`. Does all of its own set-up.
 *
 * `npm run soak -- memory --messages 20000`, `npm run soak -- kill --rounds 30`: one part, and less of it.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './setup/dependencies.mjs';
import { runJest } from './setup/jest.mjs';
import { runMain } from './setup/main.mjs';
import { inCache } from './setup/places.mjs';
import { ensurePlugin } from './setup/plugin.mjs';
import { sayResults } from './setup/results.mjs';
import { inTurn } from './setup/turn.mjs';

const PARTS = ['memory', 'kill'];

const runPart = async (name, env) => {
  console.log(`\n── ${name}\n`);
  const figures = inCache('soak', `${name}.txt`);
  rmSync(figures, { force: true });
  const since = Date.now();
  const args = ['--runInBand', '--forceExit', '--testPathPatterns', `soak/${name}\\.test`];
  const result = await runJest('soak', args, env);
  return {
    name,
    seconds: (Date.now() - since) / 1000,
    ...result,
    ...(existsSync(figures) ? { figures: readFileSync(figures, 'utf8') } : {}),
  };
};

const wholeNumber = (name, text) => {
  if (/^[1-9]\d*$/.test(text)) return text;
  throw new Error(`--${name} must be a whole number above 0.`);
};

const main = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      messages: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '100' },
    },
  });
  const unknown = positionals.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown[0]}; there are: ${PARTS.join(', ')}.`);
  const env = {
    SOAK_MESSAGES: wholeNumber('messages', values.messages),
    SOAK_ROUNDS: wholeNumber('rounds', values.rounds),
  };
  await inTurn(async () => {
    await ensureDependencies();
    await ensurePlugin();
  });
  const results = [];
  for (const name of positionals.length > 0 ? positionals : PARTS) {
    results.push(await runPart(name, env));
  }
  sayResults(results);
  return results.every(({ ok }) => ok);
};

await runMain(main);
