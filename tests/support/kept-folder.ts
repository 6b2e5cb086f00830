/** A folder outside the checkout, and programs that run in it: neither outlives the test. */
import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface KeptFolder {
  path: string;
  /** @throws Error where the program is not there */
  start(program: string, args: string[]): Promise<KeptProgram>;
  /** Ends what still runs in it, and removes it. */
  remove(): Promise<void>;
}

export interface KeptProgram {
  /** Settles with a sentence when it and everything that it started is gone. */
  gone: Promise<string>;
  isRunning(): boolean;
  /** Everything that it wrote so far. */
  words(): string;
  /** To the program alone, or to everything that it started too. */
  signal(signal: NodeJS.Signals, to?: 'all'): void;
}

interface Reply {
  id: number;
  pid?: number;
  words?: string;
  ending?: string;
}

/** Mail programs are often in folders that only root has in its PATH. */
export const PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;

/** @param name a word for the folder */
export const keepFolder = (name: string): KeptFolder => {
  const folder = mkdtempSync(path.join(tmpdir(), `outgoing-mail-${name}-`));
  // Mail programs give up being root, and have to find their files then.
  chmodSync(folder, 0o755);
  const keeper = fork(path.join(__dirname, 'keeper.cjs'), [folder], {
    env: { ...process.env, NODE_OPTIONS: '', PATH },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Ctrl-C in a terminal is for the test: its end is what this one waits for.
    detached: true,
  });
  const gone = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  let last = 0;

  return {
    path: folder,
    start: (program, args) => startIn(keeper, (last += 1), program, args),
    async remove() {
      if (keeper.connected) keeper.disconnect();
      await gone;
    },
  };
};

const startIn = (keeper: ChildProcess, id: number, program: string, args: string[]) =>
  new Promise<KeptProgram>((resolve, reject) => {
    let words = '';
    let running = true;
    let end: (sentence: string) => void = () => {};
    const gone = new Promise<string>((settle) => (end = settle));

    const listen = (reply: Reply) => {
      if (reply.id !== id) return;
      words += reply.words ?? '';
      if (reply.pid !== undefined) resolve(programWith(reply.pid));
      if (reply.ending !== undefined) leave(reply.ending);
    };
    const leave = (ending: string) => {
      keeper.off('message', listen);
      keeper.off('exit', left);
      running = false;
      end(ending);
      reject(new Error(`${program} ${ending}. \`npm test -- faults\` installs what is needed.`));
    };
    const left = () => leave('lost its keeper');
    const programWith = (pid: number): KeptProgram => ({
      gone,
      isRunning: () => running,
      words: () => words,
      signal(signal, to) {
        try {
          if (running) process.kill(to === 'all' ? -pid : pid, signal);
        } catch {
          // It ended by itself a moment ago.
        }
      },
    });

    keeper.on('message', listen);
    keeper.once('exit', left);
    keeper.send({ id, program, args });
  });
