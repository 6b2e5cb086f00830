/** The plugin as its users get it: built, packed, and unpacked into `node_modules`. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run, runNode } from './command.mjs';
import { fingerprint, stamp } from './fingerprint.mjs';
import { bin, inCache, inRoot } from './places.mjs';
import { step } from './progress.mjs';

const NAME = 'strapi-plugin-outgoing-mail';
const SOURCES = [
  'package.json',
  'tsconfig.json',
  'strapi-admin.ts',
  'strapi-server.ts',
  'admin',
  'server',
];
const BESIDE = ['README.md', 'LICENSE', 'CHANGELOG.md'];
const DIST = ['server', 'admin', 'provider'].flatMap((entry) => [
  inRoot('dist', entry, 'index.js'),
  inRoot('dist', entry, 'index.mjs'),
]);

/** The same path whatever the version: tests and `package.json` files refer to it. */
export const tarball = inCache('package', `${NAME}.tgz`);
const placed = inRoot('node_modules', NAME);

/** @returns {Promise<string>} the fingerprint of the plugin that is in place now */
export const ensurePlugin = async () => {
  const sources = fingerprint(SOURCES.map((place) => inRoot(place)));
  await make('dist', sources, DIST, 'Building the plugin', build);

  const content = fingerprint(
    BESIDE.map((place) => inRoot(place)),
    sources,
  );
  await make('tarball', content, [tarball], 'Packing the plugin', pack);
  // npm prunes what it did not install: the folder is looked for each time.
  await make('placed', content, [placed], 'Placing the packed plugin', place);
  return content;
};

const make = async (name, print, results, title, work) => {
  const done = stamp(name);
  if (done.fits(print, results)) return;
  done.clear();
  await step(title, work);
  done.write(print);
};

const build = async () => {
  rmSync(inRoot('dist'), { recursive: true, force: true });
  const output = await runNode(bin.strapiPlugin, ['build']);
  const missing = DIST.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`The build left out ${missing.join(', ')}:\n${output}`);
};

const pack = async () => {
  const folder = path.dirname(tarball);
  mkdirSync(folder, { recursive: true });
  // `prepack` would build once more.
  const answer = await run('npm', [
    'pack',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    folder,
    '--loglevel=error',
  ]);
  const [{ filename }] = JSON.parse(answer.slice(answer.indexOf('[')));
  renameSync(path.join(folder, filename), tarball);
};

const place = async () => {
  const folder = mkdtempSync(inCache('unpacked-'));
  await run('tar', ['-xzf', tarball, '-C', folder]);
  rmSync(placed, { recursive: true, force: true });
  renameSync(path.join(folder, 'package'), placed);
  rmSync(folder, { recursive: true });
};
