/** `node_modules` as the lock file wants it. */
import { existsSync, readFileSync } from 'node:fs';
import { run, runNode } from './command.mjs';
import { inRoot } from './places.mjs';
import { step } from './progress.mjs';

const OLDEST_NODE = 20;

export const ensureDependencies = async () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new Error(`Node ${OLDEST_NODE} or newer is needed; this is ${process.version}.`);
  }
  if (!installedFitsLock()) {
    // Not `npm ci`: it refuses a lock file that does not list the binaries of every other system.
    await step('Installing dependencies (a few minutes the first time)', () =>
      run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']),
    );
  }
  await ensureSqlite();
};

/** npm keeps what it installed in a lock file of the same shape inside `node_modules`. */
const installedFitsLock = () => {
  const installed = readPackages(inRoot('node_modules/.package-lock.json'));
  const wanted = readPackages(inRoot('package-lock.json'));
  return (
    installed !== null &&
    Object.entries(wanted).every(
      ([place, entry]) =>
        place === '' ||
        // For another system, or wanted by nobody.
        entry.optional ||
        (installed[place]?.version === entry.version && existsSync(inRoot(place))),
    )
  );
};

const readPackages = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null;

/** Compiled for one version of Node: after a change of Node it has to be built again. */
const ensureSqlite = async () => {
  const open = () => runNode('-e', ["new (require('better-sqlite3'))(':memory:').close()"]);
  try {
    await open();
  } catch {
    await step('Compiling SQLite for this version of Node', () =>
      run('npm', ['rebuild', 'better-sqlite3']),
    );
    await open();
  }
};
