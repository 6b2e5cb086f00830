/** PostgreSQL's programs for the tests with several processes on one database: those that are there, or Debian's. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { canInstall, installDebians, isProgram } from './debian.mjs';
import { step } from './progress.mjs';

const NEEDED = ['initdb', 'postgres'];
/** Where each version has a folder of its own. */
const VERSIONED = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt', '/usr/local'];
const DEBIANS_SETTINGS = '/etc/postgresql-common/createcluster.d';

/**
 * @returns {Promise<string>} the folder of the programs
 * @throws where there are none and none can be installed: a test that did not run did not pass
 */
export const ensurePostgres = async () => {
  const found = findPostgres();
  if (found) return found;
  if (canInstall()) {
    await step("Installing Debian's PostgreSQL", installPrograms);
    const installed = findPostgres();
    if (installed) return installed;
  }
  throw new Error(
    'The tests with several processes need PostgreSQL, and there is none here. Install it (Debian: `apt-get install postgresql`), ' +
      'or set POSTGRES_BIN to the folder of its programs (`initdb`, `postgres`).',
  );
};

const findPostgres = () => {
  const { POSTGRES_BIN, PATH = '' } = process.env;
  if (POSTGRES_BIN) {
    if (hasPrograms(POSTGRES_BIN)) return POSTGRES_BIN;
    throw new Error(`POSTGRES_BIN is ${POSTGRES_BIN}, and there is no PostgreSQL there.`);
  }
  return [...PATH.split(path.delimiter), ...VERSIONED.flatMap(versionsIn)].find(hasPrograms);
};

/** The newest first. */
const versionsIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^(postgresql|pgsql)?[-@]?\d*$/.test(name))
        .sort((one, other) => Number(/\d*$/.exec(other)) - Number(/\d*$/.exec(one)))
        .map((name) => path.join(folder, name, 'bin'))
    : [];

const hasPrograms = (folder) => NEEDED.every((name) => isProgram(path.join(folder, name)));

const installPrograms = async () => {
  // The package would make a cluster of its own and start it with the system. Only the programs are wanted.
  const noCluster = path.join(DEBIANS_SETTINGS, 'only-the-programs.conf');
  mkdirSync(DEBIANS_SETTINGS, { recursive: true });
  writeFileSync(noCluster, 'create_main_cluster = false\n');
  try {
    await installDebians('postgresql');
  } finally {
    rmSync(noCluster, { force: true });
  }
};
