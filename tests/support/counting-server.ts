/** The mail server of setup/counting-server.mjs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface CountingServer {
  port: number;
  /** How many messages it has stored once, and how many more often. */
  counts(): Promise<{ once: number; more: number }>;
  stop(): Promise<void>;
}

/** Every so many-th recipient is refused: those whose number ends in 99. */
export const REFUSED_EVERY = 100;

export const startCountingServer = async (): Promise<CountingServer> => {
  const child = fork(path.join(__dirname, '../setup/counting-server.mjs'), {
    env: { ...process.env, NODE_OPTIONS: '' },
    execArgv: [],
  });
  const gone = once(child, 'close');
  const answer = async <T>(): Promise<T> => ((await once(child, 'message')) as [T])[0];
  const { port } = await answer<{ port: number }>();
  return {
    port,
    counts() {
      child.send('counts');
      return answer();
    },
    async stop() {
      child.kill();
      await gone;
    },
  };
};
