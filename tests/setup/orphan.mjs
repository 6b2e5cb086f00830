/**
 * npm passes signals on, but cannot when it is killed. (The scripts say `exec node …`: a shell between npm and us
 * would keep SIGINT to itself.)
 */
import process from 'node:process';

const LOOK_MS = 500;

/** Calls back once when npm is gone. Started without npm, a process may well outlive its parent. */
export const whenNpmIsGone = (leave) => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    leave();
  }, LOOK_MS);
  timer.unref();
};
