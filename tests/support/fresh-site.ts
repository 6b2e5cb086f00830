/** The site that the package test and the browser tests use: the packed plugin in an app outside the checkout. */
import { execFile, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import demo from '../playground/src/demo.json';

const SET_UP = path.join(__dirname, '../setup');

export interface FreshSite {
  dir: string;
  /** What `npm install` said. */
  installLog: string;
}

/** Installs and builds it, which takes minutes, unless this very package is in it already. */
export const ensureFreshSite = async (): Promise<FreshSite> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    path.join(SET_UP, 'fresh-site.mjs'),
  ]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as FreshSite;
};

export interface RunningSite {
  url: string;
  /** MailDev's web inbox; `/api/email` lists what arrived. */
  inbox: string;
  mailServer: { host: string; port: number };
  admin: { email: string; password: string };
  editor: { email: string; password: string };
  /** The file of its SQLite database. */
  database: string;
  logs(): Promise<string>;
  stop(): Promise<void>;
}

type Reply =
  (Pick<RunningSite, 'url' | 'inbox' | 'mailServer'> & { logs: string[] }) | { error: string };

interface StartOptions {
  site?: FreshSite;
  /** Of the site's processes, beside what is in that of the tests. */
  env?: NodeJS.ProcessEnv;
}

/** Starts it with MailDev, on a database with nothing but the seed in it. */
export const startFreshSite = async ({ site, env }: StartOptions = {}): Promise<RunningSite> => {
  const { dir } = site ?? (await ensureFreshSite());
  const data = mkdtempSync(path.join(tmpdir(), 'outgoing-mail-data-'));
  const child = fork(path.join(SET_UP, 'serve.mjs'), [dir, data], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const reply = await new Promise<Reply>((resolve) => {
    child.once('message', (message: Reply) => resolve(message));
    void gone.then(() => resolve({ error: 'The site ended before it was up.' }));
  });
  if ('error' in reply) throw new Error(reply.error);

  const { logs, ...places } = reply;
  return {
    ...places,
    admin: demo.admin,
    editor: demo.editor,
    database: path.join(data, 'data.db'),
    logs: async () => (await Promise.all(logs.map((log) => readFile(log, 'utf8')))).join('\n'),
    async stop() {
      child.kill('SIGTERM');
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  };
};
