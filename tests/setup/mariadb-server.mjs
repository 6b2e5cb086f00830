/** A MariaDB of the tests' own. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runDatabase } from './database-process.mjs';
import { ensureMariadb } from './mariadb.mjs';
import { freePort } from './ports.mjs';

/** Far from where one is that somebody else uses. */
const FIRST_PORT = 23_306;
const NAME = 'strapi';

const MAKE_DATABASE = `
CREATE DATABASE ${NAME} CHARACTER SET utf8mb4;
CREATE USER '${NAME}'@'127.0.0.1';
GRANT ALL ON ${NAME}.* TO '${NAME}'@'127.0.0.1';
`;

await runDatabase({
  product: 'MariaDB',
  users: ['mysql', 'nobody'],
  end: 'SIGKILL',
  readyWords: 'ready for connections',
  async start({ folder, finish, serve }) {
    const { server, install } = await ensureMariadb();
    const data = path.join(folder, 'data');
    // Where the programs look for their own files.
    const home = path.dirname(path.dirname(server));
    const places = ['--no-defaults', `--basedir=${home}`, `--datadir=${data}`];
    await finish(install, [
      ...places,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]);
    const first = path.join(folder, 'first.sql');
    writeFileSync(first, MAKE_DATABASE);
    const port = await freePort(FIRST_PORT + (process.pid % 10_000));
    await serve(server, [
      ...places,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${path.join(folder, 'socket')}`,
      `--pid-file=${path.join(folder, 'pid')}`,
      `--init-file=${first}`,
      // The tests end processes, not the machine: what the system's cache holds is kept.
      '--innodb-flush-log-at-trx-commit=0',
      '--skip-name-resolve',
    ]);
    return { port, user: NAME, database: NAME };
  },
});
