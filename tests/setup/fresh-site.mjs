/**
 * A site as a user of the package has it: outside this checkout, from the packed file, with plain `npm install`.
 *
 * As a program it makes the site where it is not made yet, and ends with one line of JSON that says where it is.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run, runNode } from './command.mjs';
import { fingerprint, stamp } from './fingerprint.mjs';
import { inRoot, root } from './places.mjs';
import { ensurePlugin, tarball } from './plugin.mjs';
import { step } from './progress.mjs';
import { inTurn } from './turn.mjs';

const APP = ['package.json', 'tsconfig.json', 'config', 'src'];
const PLAYGROUND = inRoot('tests', 'playground');

/** One for each checkout: it weighs a good half gigabyte. */
const dir = path.join(os.tmpdir(), `outgoing-mail-site-${fingerprint([], root).slice(0, 8)}`);
const installLog = path.join(dir, 'npm-install.log');

const ensureFreshSite = async () => {
  await ensurePlugin();
  const sources = APP.map((place) => path.join(PLAYGROUND, place));
  const print = fingerprint([tarball, ...sources], process.version);
  const done = stamp('fresh-site');
  if (done.fits(print, [installLog, path.join(dir, 'dist', 'build', 'index.html')])) return;
  done.clear();
  await step('Installing the package in a fresh site (a few minutes)', install);
  await step('Building the fresh site (about a minute)', build);
  done.write(print);
};

const install = async () => {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const place of APP) {
    cpSync(path.join(PLAYGROUND, place), path.join(dir, place), { recursive: true });
  }
  cpSync(tarball, path.join(dir, 'plugin.tgz'));
  const manifest = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  manifest.dependencies['strapi-plugin-outgoing-mail'] = 'file:plugin.tgz';
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest, null, 2));
  // No flag that would hide a conflict.
  const words = await run('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: dir,
    env: OWN_NPM,
  });
  writeFileSync(installLog, words);
};

/** Under `npm test` npm has set variables that speak of this checkout. */
const OWN_NPM = {
  npm_config_local_prefix: undefined,
  npm_package_json: undefined,
  INIT_CWD: undefined,
};

const build = () =>
  runNode(path.join(dir, 'node_modules/@strapi/strapi/bin/strapi.js'), ['build'], {
    cwd: dir,
    env: { NODE_ENV: 'production', STRAPI_TELEMETRY_DISABLED: 'true' },
  });

await inTurn(ensureFreshSite);
console.log(JSON.stringify({ dir, installLog }));
