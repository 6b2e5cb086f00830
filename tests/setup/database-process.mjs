/**
 * A database server of the tests' own: forked, it tells its parent where it is, ends with it and leaves nothing behind.
 * Its data lies in a temporary folder, and it hears 127.0.0.1 only.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Servers of databases refuse to be run by root. @param {string[]} names users to run it as, the first that there is */
const unprivileged = (product, names) => {
  if (process.getuid?.() !== 0) return {};
  for (const name of names) {
    try {
      const id = (which) => Number(execFileSync('id', [which, name], { encoding: 'utf8' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // There is no such user here.
    }
  }
  throw new Error(`${product} cannot be run by root, and there is no other user to run it as.`);
};

/**
 * @param {object} database
 * @param {string} database.product its name
 * @param {string[]} database.users
 * @param {NodeJS.Signals} database.end how it is told to end; its data is thrown away
 * @param {string} database.readyWords what it writes when it accepts connections
 * @param {(place: {
 *   folder: string,
 *   finish: (program: string, args: string[]) => Promise<void>,
 *   serve: (program: string, args: string[]) => Promise<void>,
 * }) => Promise<object>} database.start resolves with what the parent is told
 */
export const runDatabase = async ({ product, users, end, readyWords, start }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), `outgoing-mail-${product.toLowerCase()}-`));
  let server;
  let words = '';

  const begin = (program, args, user) => {
    const child = spawn(program, args, {
      ...user,
      cwd: folder,
      // In English, because its words are read here.
      env: { ...process.env, LC_ALL: 'C', HOME: folder, PGDATA: undefined },
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

  const leave = async (code) => {
    if (server && server.exitCode === null && server.signalCode === null) {
      const gone = ended(server);
      server.kill(end);
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  // Ctrl-C in a terminal comes here too, and may come twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
    process.on(signal, () => leave(0));

  try {
    const user = unprivileged(product, users);
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
    const facts = await start({
      folder,
      async finish(program, args) {
        if ((await ended(begin(program, args, user))) !== 0)
          throw new Error(`${path.basename(program)} failed:\n${words}`);
      },
      serve(program, args) {
        words = '';
        server = begin(program, args, user);
        return new Promise((resolve, reject) => {
          server.stderr.on('data', () => words.includes(readyWords) && resolve());
          server.once('close', () => reject(new Error(`${product} did not start:\n${words}`)));
        });
      },
    });
    process.send(facts);
  } catch (error) {
    process.send({ error: error.message });
    await leave(1);
  }
};
