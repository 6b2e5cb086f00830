/**
 * `npm run docs:screenshots`: takes every picture of `docs/images` anew, from the running product. Does all of its own set-up.
 *
 * `npm run docs:screenshots -- status drafts`: the pictures of these files of tests/pictures only.
 */
import { readdirSync, rmSync } from 'node:fs';
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

const main = async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find((name) => !SETS.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no ${unknown}; there are: ${SETS.join(', ')}.`);

  await inTurn(ensureDependencies);
  const CHROMIUM_PATH = await ensureBrowser();
  await inTurn(ensurePlugin);
  // What nobody takes any more does not stay.
  if (chosen.length === 0) rmSync(inRoot('docs', 'images'), { recursive: true, force: true });
  const since = Date.now();
  const only =
    chosen.length > 0 ? ['--testPathPatterns', `pictures/(${chosen.join('|')})\\.test`] : [];
  const result = await runJest('pictures', ['--runInBand', '--forceExit', ...only], {
    CHROMIUM_PATH,
  });
  sayResults([{ name: 'pictures', seconds: (Date.now() - since) / 1000, ...result }]);
  return result.ok;
};

await runMain(main);
