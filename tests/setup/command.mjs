/** Runs a command to its end, with its output kept back until somebody needs it. */
import { spawn } from 'node:child_process';
import { killTree } from './children.mjs';
import { root } from './places.mjs';

const FIRST_LINES = 15;
const LAST_LINES = 40;

/** npm says the reason first, most others say it last. */
const essence = (output) => {
  const lines = output.trim().split('\n');
  if (lines.length <= FIRST_LINES + LAST_LINES) return lines;
  return [...lines.slice(0, FIRST_LINES), '…', ...lines.slice(-LAST_LINES)];
};

export class CommandError extends Error {
  name = 'CommandError';
  constructor(command, ending, output) {
    const lines = essence(output).map((line) => `    ${line}`);
    super(`\`${command}\` ${ending}:\n\n${lines.join('\n')}\n`);
  }
}

/**
 * @returns {Promise<string>} what it wrote
 * @throws CommandError with the end of what it wrote
 */
export const run = (command, args, { cwd = root, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that whatever it started ends with it.
      detached: true,
    });
    const end = () => killTree(child, 'SIGKILL');
    process.once('exit', end);
    const keep = (chunk) => (output += chunk);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', end);
      if (code === 0) return resolve(output);
      const ending = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      reject(new CommandError([command, ...args].join(' '), ending, output));
    });
  });

export const runNode = (script, args, options) => run(process.execPath, [script, ...args], options);
