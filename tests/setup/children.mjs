/** Long-running programs that must not outlive this one. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
/** In the order of their start. */
const running = [];

/** Ends them in the reverse order: what one still has to hand to another finds it there. */
export const stopPrograms = async () => {
  while (running.length > 0) await running.at(-1).stop();
};

/** Makes the child leave when this process is gone, however it went. */
const LEAVE_WITH_PARENT = new URL('./leave-with-parent.mjs', import.meta.url).href;

/** Ends a child and everything that it started. */
export const killTree = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone, which is what was wanted.
  }
};

/**
 * @param {{ name: string, script: string, args?: string[], cwd: string, env?: object, log: string }} program
 *   `log` is a file: the program's own words, of this start only
 */
export const startProgram = ({ name, script, args = [], cwd, env = {}, log }) => {
  mkdirSync(path.dirname(log), { recursive: true });
  // Open from now on, whoever tidies the folder in the meantime.
  const file = openSync(log, 'w');
  let tail = '';
  const child = spawn(process.execPath, ['--import', LEAVE_WITH_PARENT, script, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C in a terminal reaches this process only, which ends the others in order.
    detached: true,
  });
  const keep = (chunk) => {
    writeSync(file, chunk);
    tail = (tail + chunk).slice(-4000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);

  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  const isRunning = () => running.includes(program);
  void ended.then(() => {
    running.splice(running.indexOf(program), 1);
    closeSync(file);
  });

  const program = {
    name,
    log,
    /** Settles with a sentence when the program is no longer there. */
    ended,
    /** Waits for the address to answer; fails at once when the program ends before. */
    async untilAnswers(url, patienceMs) {
      const last = Date.now() + patienceMs;
      while (isRunning() && Date.now() < last) {
        const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
        if (answer?.ok) return;
        await pause(200);
      }
      const what = isRunning() ? `did not answer within ${patienceMs / 1000} s` : await ended;
      throw new Error(`${name} ${what}. Its last words (all of them: ${log}):\n\n${tail}`);
    },
    async stop() {
      if (!isRunning()) return;
      killTree(child, 'SIGTERM');
      await Promise.race([ended, pause(PATIENCE_MS, undefined, { ref: false })]);
      killTree(child, 'SIGKILL');
      await ended;
    },
  };
  running.push(program);
  return program;
};
