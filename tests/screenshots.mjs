/**
 * `npm run docs:screenshots`: takes every picture of `docs/images` anew, from the running product. Does all of its own set-up.
 *
 * `npm run docs:screenshots -- status drafts`: the pictures of these files of tests/pictures only.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureBrowser } from './setup/browser.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { runJest } from './setup/jest.mjs';
import { runMain } from './setup/main.mjs';
import { inRoot } from './setup/places.mjs';
import { ensurePlugin } from './setup/plugin.mjs';
import { sayResults } from './setup/results.mjs';
import { inTurn } from './setup/turn.mjs';

const ENDING = '.test.ts';
const SETS = readdirSync(inRoot('tests', 'pictures'))
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

/** What nobody takes any more does not stay. */
const removeOlderThan = (since) => {
  const folder = inRoot('docs', 'images');
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).mtimeMs < since) rmSync(file);
  }
};

const main = async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find((name) => !SETS.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no ${unknown}; there are: ${SETS.join(', ')}.`);

  await inTurn(ensureDependencies);
  const CHROMIUM_PATH = await ensureBrowser();
  await inTurn(ensurePlugin);
  const since = Date.now();
  const only =
    chosen.length > 0 ? ['--testPathPatterns', `pictures/(${chosen.join('|')})\\.test`] : [];
  const result = await runJest('pictures', ['--runInBand', '--forceExit', ...only], {
    CHROMIUM_PATH,
  });
  if (result.ok && chosen.length === 0) removeOlderThan(since);
  sayResults([{ name: 'pictures', seconds: (Date.now() - since) / 1000, ...result }]);
  return result.ok;
};

await runMain(main);
