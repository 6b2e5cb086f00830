/**
 * A real Postfix with nothing of the system's: its own configuration, queue and mailbox in one folder, one port on
 * this machine's own address, no look-ups. It can be stopped and started while mail arrives.
 */
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { keepFolder, type KeptProgram, PATH } from './kept-folder';
import { greets } from './listening';
import { type Arrival, arrivalsIn } from './numbered-mail';
import { quietPort } from './ports';
import { masterCf, mainCf, NOBODY } from './postfix-files';
import { until } from './until';

export interface Postfix {
  port: number;
  start(): Promise<void>;
  /** As `postfix stop` does: everybody is told to end. */
  stop(): Promise<void>;
  /** As a power cut does: nobody gets to say goodbye. */
  kill(): Promise<void>;
  /** Delivers what it has accepted. @returns everything in the mailbox */
  delivered(): Promise<Arrival[]>;
  /** Stops it, and removes everything. */
  remove(): Promise<void>;
}

const START_MS = 15_000;
const DELIVERY_MS = 60_000;
/** Where messages are that were accepted and not delivered yet, in the order in which they go through. */
const QUEUES = ['deferred', 'incoming', 'active', 'deferred'];

const run = async (program: string, args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(program, args, { env: { ...process.env, PATH } });
  return stdout.trim();
};

/** Set up, and not started. @throws Error where it is not run as root: Postfix starts for nobody else. */
export const createPostfix = async (): Promise<Postfix> => {
  if (process.getuid?.() !== 0) {
    throw new Error(
      'Postfix can only be started by root, and this test stands on it: run `npm test` as root, or in a container.',
    );
  }
  const folder = keepFolder('postfix');
  const inFolder = (...names: string[]) => path.join(folder.path, ...names);
  const config = inFolder('config');
  const port = await quietPort();
  try {
    for (const name of ['config', 'queue', 'data']) mkdirSync(inFolder(name));
    for (const name of ['', 'new', 'cur', 'tmp']) {
      mkdirSync(inFolder('mail', 'box', name), { recursive: true });
      chownSync(inFolder('mail', 'box', name), NOBODY, NOBODY);
    }
    writeFileSync(inFolder('config', 'main.cf'), mainCf(folder.path));
    writeFileSync(inFolder('config', 'master.cf'), masterCf(port));
    const owner = await run('postconf', ['-c', config, '-h', 'mail_owner']);
    chownSync(inFolder('data'), Number(await run('id', ['-u', owner])), 0);
    // Makes the folders of the queue.
    await run('postfix', ['-c', config, 'check']);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  const programs = await run('postconf', ['-c', config, '-h', 'daemon_directory']);
  let master: KeptProgram | undefined;

  const log = () =>
    existsSync(inFolder('log'))
      ? readFileSync(inFolder('log'), 'utf8').split('\n').slice(-30).join('\n')
      : '';
  const end = async (signal: NodeJS.Signals, to?: 'all') => {
    master?.signal(signal, to);
    await master?.gone;
  };

  return {
    port,
    async start() {
      // As the command `postfix start` does, but in the foreground, so that its end is seen.
      const started = await folder.start(path.join(programs, 'master'), ['-d', '-c', config]);
      master = started;
      const isUp = async () => {
        if (started.isRunning()) return greets(port);
        throw new Error(`Postfix ${await started.gone}:\n${started.words()}${log()}`);
      };
      await until('Postfix to be up', isUp, Boolean, START_MS);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL', 'all'),
    async delivered() {
      const isEmpty = async () => {
        for (const name of QUEUES) if (await holdsMessages(inFolder('queue', name))) return false;
        return true;
      };
      await until('the queue of Postfix to be empty', isEmpty, Boolean, DELIVERY_MS);
      return arrivalsIn(inFolder('mail', 'box', 'new'));
    },
    remove: () => folder.remove(),
  };
};

/** Complete ones: Postfix makes a file executable when it has all of a message, just before it accepts it. */
const holdsMessages = async (queue: string): Promise<boolean> => {
  const entries = await readdir(queue, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((entry) => entry.isFile())) {
    // Gone when it moved on under our eyes.
    const file = await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
    if (file === undefined || (file.mode & 0o100) !== 0) return true;
  }
  return false;
};
