/** A database server for one file of tests: its own processes, its own folder, gone when the tests are. */
import { fork } from 'node:child_process';
import path from 'node:path';

export interface DatabaseServer {
  /** `config.database` of a site on it; every site that is given it is a process of the same site. */
  database: object;
  stop(): Promise<void>;
}

interface Place {
  port: number;
  user: string;
}
type Reply = Place | { error: string };

/** @throws Error with its last words, where it does not start */
const start = async (
  program: string,
  connectionTo: (place: Place) => object,
): Promise<DatabaseServer> => {
  const child = fork(path.join(__dirname, '../setup', program), {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const reply = await new Promise<Reply>((resolve) => {
    child.once('message', (message: Reply) => resolve(message));
    void gone.then(() => resolve({ error: `${program} ended before its database was up.` }));
  });
  if ('error' in reply) throw new Error(reply.error);
  return {
    database: { connection: { ...connectionTo(reply), pool: { min: 0, max: 10 } } },
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
};

export const startPostgres = () =>
  start('postgres-cluster.mjs', (place) => ({
    client: 'postgres',
    connection: { host: '127.0.0.1', database: 'postgres', ...place, password: '', ssl: false },
  }));

export const startMariadb = () =>
  start('mariadb-server.mjs', (place) => ({
    client: 'mysql',
    connection: { host: '127.0.0.1', database: 'strapi', ...place, password: '' },
  }));
