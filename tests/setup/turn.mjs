/** One set-up at a time in a checkout: two would write over each other's `dist` and `node_modules`. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { inCache } from './places.mjs';

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const take = (file) => {
  mkdirSync(inCache(), { recursive: true });
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = Number(readFileSync(file, 'utf8'));
    // It ended without giving its turn back, or never came to write its number.
    if (holder && !isAlive(holder)) rmSync(file, { force: true });
    return false;
  }
};

/** @param {string} what is set up: two different things do not wait for each other */
export const inTurn = async (work, what = 'set-up') => {
  const file = inCache(`${what}.pid`);
  while (!take(file)) await pause(300);
  const giveBack = () => rmSync(file, { force: true });
  process.once('exit', giveBack);
  try {
    return await work();
  } finally {
    process.off('exit', giveBack);
    giveBack();
  }
};
