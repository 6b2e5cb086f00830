/** A PostgreSQL for one file of tests: its own processes, its own folder, gone when the tests are. */
import { fork } from 'node:child_process';
import path from 'node:path';

export interface PostgresServer {
  /** `config.database` of a site on it; every site that is given it is a process of the same site. */
  database: object;
  stop(): Promise<void>;
}

type Reply = { port: number; user: string } | { error: string };

/** @throws Error with its last words, where it does not start */
export const startPostgres = async (): Promise<PostgresServer> => {
  const child = fork(path.join(__dirname, '../setup/postgres-cluster.mjs'), {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const reply = await new Promise<Reply>((resolve) => {
    child.once('message', (message: Reply) => resolve(message));
    void gone.then(() => resolve({ error: 'PostgreSQL ended before it was up.' }));
  });
  if ('error' in reply) throw new Error(reply.error);

  return {
    database: {
      connection: {
        client: 'postgres',
        connection: { host: '127.0.0.1', database: 'postgres', ...reply, password: '', ssl: false },
        pool: { min: 0, max: 10 },
      },
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
};
