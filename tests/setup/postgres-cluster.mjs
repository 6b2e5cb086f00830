/**
 * A PostgreSQL of the tests' own: forked, it tells its parent the port, and ends with it and leaves nothing behind.
 * Its data lies in a temporary folder, and it hears 127.0.0.1 only.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { freePort } from './ports.mjs';
import { ensurePostgres } from './postgres.mjs';

/** Far from where one is that somebody else uses. */
const FIRST_PORT = 15_432;
export const USER = 'strapi';

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

/** PostgreSQL refuses to be run by root. */
const unprivileged = () => {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (which) => Number(execFileSync('id', [which, name], { encoding: 'utf8' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // There is no such user here.
    }
  }
  throw new Error('PostgreSQL cannot be run by root, and there is no other user to run it as.');
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'outgoing-mail-postgres-'));
const data = path.join(folder, 'data');
let server;
let words = '';

const begin = (bin, program, args, user) => {
  const child = spawn(path.join(bin, program), args, {
    ...user,
    cwd: folder,
    // In English, because its words are read here.
    env: { ...process.env, LC_ALL: 'C', PGDATA: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of reach of Ctrl-C in a terminal: it is ended below.
    detached: true,
  });
  const keep = (chunk) => (words = (words + chunk).slice(-4000));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.once('error', (error) => keep(String(error)));
  return child;
};

const ended = (child) => new Promise((resolve) => child.once('close', resolve));

const ready = (child) =>
  new Promise((resolve, reject) => {
    child.stderr.on('data', () => words.includes('ready to accept connections') && resolve());
    child.once('close', () => reject(new Error(`PostgreSQL did not start:\n${words}`)));
  });

const start = async () => {
  const bin = await ensurePostgres();
  const user = unprivileged();
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const initdb = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  if ((await ended(begin(bin, 'initdb', initdb, user))) !== 0)
    throw new Error(`PostgreSQL's initdb failed:\n${words}`);
  const port = await freePort(FIRST_PORT + (process.pid % 10_000));
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  server = begin(bin, 'postgres', ['-D', data, '-p', String(port), ...settings], user);
  await ready(server);
  return port;
};

const leave = async (code) => {
  if (server && server.exitCode === null && server.signalCode === null) {
    const gone = ended(server);
    // Its "immediate shutdown": the data is thrown away.
    server.kill('SIGQUIT');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
};
// Ctrl-C in a terminal comes here too, and may come twice.
for (const end of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(end, () => leave(0));

try {
  process.send({ port: await start(), user: USER });
} catch (error) {
  process.send({ error: error.message });
  await leave(1);
}
