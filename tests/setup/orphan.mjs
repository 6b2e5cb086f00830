/** npm hands a signal to the shell between it and us, and that shell dies without a word to us. */
import process from 'node:process';

const LOOK_MS = 500;

/** Calls back once when npm's shell is gone. Started without npm, a process may well outlive its parent. */
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
