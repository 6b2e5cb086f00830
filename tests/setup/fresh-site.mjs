/**
 * A site as a user of the package has it: outside this checkout, from the packed file, with plain `npm install`.
 *
 * As a program it makes the site where it is not made yet, and ends with one line of JSON that says where it is.
 */
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run, runNode } from './command.mjs';
import { fingerprint, stamp } from './fingerprint.mjs';
import { inRoot, root } from './places.mjs';
import { ensurePlugin, tarball } from './plugin.mjs';
import { step } from './progress.mjs';
import { inTurn } from './turn.mjs';

const NAME = 'strapi-plugin-outgoing-mail';
const APP = ['package.json', 'tsconfig.json', 'favicon.png', 'config', 'src'];
const PLAYGROUND = inRoot('tests', 'playground');

/** One for each checkout: it weighs a good half gigabyte. */
const dir = path.join(os.tmpdir(), `outgoing-mail-site-${fingerprint([], root).slice(0, 8)}`);
const installLog = path.join(dir, 'npm-install.log');
const panel = path.join(dir, 'dist', 'build', 'index.html');

const ensureFreshSite = async () => {
  // What npm resolves; the plugin's own files may change without it.
  const manifests = fingerprint(
    [inRoot('package.json'), path.join(PLAYGROUND, 'package.json')],
    process.version,
  );
  const sources = fingerprint(
    [tarball, ...APP.map((place) => path.join(PLAYGROUND, place))],
    manifests,
  );
  const installed = stamp('fresh-site-installed');
  const built = stamp('fresh-site-built');
  if (built.fits(sources, [installLog, panel])) return;
  built.clear();
  if (installed.fits(manifests, [installLog])) {
    await step('Installing the package again in the fresh site', update);
  } else {
    installed.clear();
    await step('Installing the package in a fresh site (a few minutes)', install);
    installed.write(manifests);
  }
  await step('Building the fresh site (about a minute)', build);
  built.write(sources);
};

const install = async () => {
  rmSync(dir, { recursive: true, force: true });
  copyApp();
  writeFileSync(installLog, await npmInstall());
};

const update = async () => {
  copyApp();
  // Named, or npm would keep the package that it knows by this path.
  appendFileSync(installLog, await npmInstall('./plugin.tgz'));
};

const copyApp = () => {
  for (const place of ['config', 'src', 'dist']) {
    rmSync(path.join(dir, place), { recursive: true, force: true });
  }
  mkdirSync(dir, { recursive: true });
  for (const place of APP) {
    cpSync(path.join(PLAYGROUND, place), path.join(dir, place), { recursive: true });
  }
  cpSync(tarball, path.join(dir, 'plugin.tgz'));
  const manifest = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  manifest.dependencies[NAME] = 'file:plugin.tgz';
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest, null, 2));
};

/** With no flag that would hide a conflict. */
const npmInstall = (...what) =>
  run('npm', ['install', ...what, '--no-audit', '--no-fund'], { cwd: dir, env: OWN_NPM });

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

await inTurn(ensurePlugin);
// npm takes its time: whoever needs no more than the plugin does not wait for it.
await inTurn(ensureFreshSite, 'fresh-site');
console.log(JSON.stringify({ dir, installLog }));
