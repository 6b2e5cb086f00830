/**
 * `npm test`: does all of its own set-up, runs every step, and fails at the end if one of them failed.
 *
 * `npm test -- server app` runs those steps only; whatever is no step is for jest: `npm test -- app -t 'a draft'`.
 */
import process from 'node:process';
import { ensureBrowser } from './setup/browser.mjs';
import { runNode } from './setup/command.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { runJest } from './setup/jest.mjs';
import { runMain } from './setup/main.mjs';
import { ensureMariadb } from './setup/mariadb.mjs';
import { bin, inCache, inRoot } from './setup/places.mjs';
import { ensurePlugin } from './setup/plugin.mjs';
import { ensurePostfix } from './setup/postfix.mjs';
import { ensurePostgres } from './setup/postgres.mjs';
import { sayResults } from './setup/results.mjs';
import { inTurn } from './setup/turn.mjs';

/** Without tests of its own to count. */
const tool = async (script, args) => {
  await runNode(script, args);
  return { ok: true, passed: 0, failed: 0, skipped: 0 };
};

/** Not held up by what a test that failed left open. */
const SITES = ['--forceExit'];
/** For tests that time what a site does, and for browsers, of which one takes all that two cores have. */
const ONE_BY_ONE = ['--runInBand', ...SITES];

/** In the order in which they are run: what is quick and says most comes first. */
const STEPS = {
  types: () => tool(bin.tsc, ['--incremental', '--tsBuildInfoFile', inCache('types.tsbuildinfo')]),
  lint: () => tool(bin.eslint, ['.', '--max-warnings', '0', ...cacheIn('eslint')]),
  format: () => tool(bin.prettier, ['.', '--check', '--log-level', 'warn', ...cacheIn('prettier')]),
  server: (args) => runJest('server', args),
  admin: (args) => runJest('admin', args),
  app: (args) => withPlugin(() => runJest('app', [...SITES, ...args])),
  faults: async (args) => {
    await inTurn(ensurePostfix);
    await inTurn(ensureMariadb);
    const POSTGRES_BIN = await inTurn(ensurePostgres);
    return withPlugin(() => runJest('faults', [...ONE_BY_ONE, ...args], { POSTGRES_BIN }));
  },
  package: (args) => withPlugin(() => runJest('package', [...ONE_BY_ONE, ...args])),
  browser: async (args) => {
    const CHROMIUM_PATH = await ensureBrowser();
    return withPlugin(() => runJest('browser', [...ONE_BY_ONE, ...args], { CHROMIUM_PATH }));
  },
};

const cacheIn = (name) => ['--cache', '--cache-location', inCache(name)];

/** They write nothing that another step reads, and are done in the time of the longest. */
const AT_ONCE = ['types', 'lint', 'format'];

/** Steps that need the site in which the package is installed as its users install it. */
const ON_FRESH_SITE = ['package', 'browser'];

/** Most of it is waiting for npm, so it is made while the first steps run. Whoever needs it says what went wrong. */
const makeFreshSiteAhead = () => {
  runNode(inRoot('tests', 'setup', 'fresh-site.mjs'), []).catch(() => {});
};

const withPlugin = async (work) => {
  await inTurn(ensurePlugin);
  return work();
};

const runStep = async (name, args) => {
  console.log(`\n── ${name}\n`);
  const since = Date.now();
  const result = await STEPS[name](args).catch((error) => {
    console.error(error.message);
    return { ok: false, passed: 0, failed: 1, skipped: 0 };
  });
  return { name, seconds: (Date.now() - since) / 1000, ...result };
};

const main = async () => {
  const args = process.argv.slice(2);
  const chosen = args.filter((arg) => arg in STEPS);
  const forJest = args.filter((arg) => !(arg in STEPS));
  await inTurn(ensureDependencies);
  const results = [];
  const steps = chosen.length > 0 ? chosen : Object.keys(STEPS);
  if (steps.some((name) => ON_FRESH_SITE.includes(name))) makeFreshSiteAhead();
  const runSteps = (names) => Promise.all(names.map((name) => runStep(name, forJest)));
  results.push(...(await runSteps(steps.filter((name) => AT_ONCE.includes(name)))));
  for (const name of steps.filter((one) => !AT_ONCE.includes(one))) {
    results.push(...(await runSteps([name])));
  }
  sayResults(results);
  return results.every(({ ok }) => ok);
};

await runMain(main);
