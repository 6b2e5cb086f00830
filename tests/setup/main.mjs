/** Runs what an npm script is for. */
import process from 'node:process';
import { whenNpmIsGone } from './orphan.mjs';

/** @param {() => Promise<boolean>} main whether all went well; what it throws is said in its own words */
export const runMain = async (main) => {
  const leave = () => process.exit(130);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, leave);
  whenNpmIsGone(leave);
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
};
