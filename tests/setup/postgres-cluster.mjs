/** A PostgreSQL of the tests' own. */
import path from 'node:path';
import process from 'node:process';
import { runDatabase } from './database-process.mjs';
import { freePort } from './ports.mjs';
import { ensurePostgres } from './postgres.mjs';

/** Far from where one is that somebody else uses. */
const FIRST_PORT = 15_432;
const USER = 'strapi';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // Sockets in the file system would be one more place to clear up.
  unix_socket_directories: '',
  max_connections: 60,
  // The tests end processes, not the machine: what the system's cache holds is kept.
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

await runDatabase({
  product: 'PostgreSQL',
  users: ['postgres', 'nobody'],
  // Its "immediate shutdown".
  end: 'SIGQUIT',
  readyWords: 'ready to accept connections',
  async start({ folder, finish, serve }) {
    const bin = await ensurePostgres();
    const data = path.join(folder, 'data');
    const making = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await finish(path.join(bin, 'initdb'), making);
    const port = await freePort(FIRST_PORT + (process.pid % 10_000));
    const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    await serve(path.join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings]);
    return { port, user: USER };
  },
});
