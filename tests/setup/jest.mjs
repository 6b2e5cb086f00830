/** One jest project, run on its own, with its totals. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { bin, inCache, root } from './places.mjs';

/**
 * Its words go to the terminal as they come.
 * @returns {Promise<{ ok: boolean, passed: number, failed: number, skipped: number }>}
 */
export const runJest = async (project, args, env) => {
  const report = inCache(`jest-${project}.json`);
  rmSync(report, { force: true });
  const ok = await inForeground(
    ['--selectProjects', project, '--json', '--outputFile', report, '--ci', ...args],
    { ...process.env, ...env },
  );
  return { ok, ...totals(report) };
};

const inForeground = (args, env) =>
  new Promise((resolve, reject) => {
    // jest writes its report of the tests to stderr, and with --json the same once more to stdout.
    const child = spawn(process.execPath, [bin.jest, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const end = () => child.kill();
    process.once('exit', end);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      resolve(code === 0);
    });
  });

const totals = (report) => {
  // It ended before it could count.
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const {
    numPassedTests,
    numFailedTests,
    numRuntimeErrorTestSuites,
    numPendingTests,
    numTodoTests,
  } = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: numPassedTests,
    // A file that could not be run has no tests to count, and is no success.
    failed: numFailedTests + numRuntimeErrorTestSuites,
    skipped: numPendingTests + numTodoTests,
  };
};
