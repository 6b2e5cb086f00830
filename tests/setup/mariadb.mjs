/** MariaDB's programs for the tests on MySQL's kind of database: those that are there, or Debian's. */
import { canInstall, findProgram, installDebians } from './debian.mjs';
import { step } from './progress.mjs';

const PLACES = ['/usr/sbin', '/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'];

/**
 * @returns {Promise<{ server: string, install: string }>} the paths of its programs
 * @throws where there are none and none can be installed: a test that did not run did not pass
 */
export const ensureMariadb = async () => {
  const found = findMariadb();
  if (found) return found;
  if (canInstall()) {
    // The programs alone: the whole package would start a server of its own with the system.
    await step("Installing Debian's MariaDB", () => installDebians('mariadb-server-core'));
    const installed = findMariadb();
    if (installed) return installed;
  }
  throw new Error(
    'The tests on MySQL’s kind of database need MariaDB, and there is none here. Install it (Debian: `apt-get install mariadb-server-core`), ' +
      'so that `mariadbd` and `mariadb-install-db` are found.',
  );
};

const findMariadb = () => {
  const server = findProgram(['mariadbd'], PLACES);
  const install = findProgram(['mariadb-install-db'], PLACES);
  return server && install ? { server, install } : undefined;
};
