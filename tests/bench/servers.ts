/** The mail servers of the bench, each in a process of its own. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { certificate, privateKey } from '../support/certificates';
import { PATH } from '../support/kept-folder';
import { listens } from '../support/listening';
import { quietPort } from '../support/ports';
import { until } from '../support/until';

export interface Counts {
  accepted: number;
  connections: number;
  /** Messages over the connection that carried most. */
  most: number;
  bytes: number;
}

export interface BenchServer {
  port: number;
  /** STARTTLS, and sign-in. */
  secure: boolean;
  /** Since it was asked last. */
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

const SERVER = path.join(__dirname, '../setup/bench-server.mjs');

export const startBenchServer = async ({
  secure = false,
  delayMs = 0,
  silent = false,
} = {}): Promise<BenchServer> => {
  const child = fork(SERVER, { env: { ...process.env, NODE_OPTIONS: '' }, execArgv: [] });
  const ask = async <T>(question: string | object): Promise<T> => {
    child.send(question);
    return ((await once(child, 'message')) as [T])[0];
  };
  const tls = secure ? { key: privateKey(), cert: certificate('valid') } : null;
  const { port } = await ask<{ port: number }>({ tls, delayMs, silent });
  return { port, secure, counts: () => ask('counts'), stop: () => ended(child) };
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'close');
  child.kill();
  await gone;
};

/** Postfix's smtp-sink; it counts only what it accepted. */
export const startSink = async (): Promise<BenchServer> => {
  const port = await quietPort();
  const folder = mkdtempSync(path.join(tmpdir(), 'outgoing-mail-bench-'));
  const words = path.join(folder, 'words');
  const file = openSync(words, 'w');
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('smtp-sink', [...user, '-c', `127.0.0.1:${port}`, '500'], {
    env: { ...process.env, PATH },
    stdio: ['ignore', file, 'ignore'],
  });
  await until('smtp-sink to be up', () => listens(port), Boolean, 5000);
  let before = 0;
  return {
    port,
    secure: false,
    async counts() {
      const all = Number(/.*mesg=(\d+)/s.exec(readFileSync(words, 'latin1'))?.[1] ?? 0);
      const accepted = all - before;
      before = all;
      return { accepted, connections: NaN, most: NaN, bytes: NaN };
    },
    async stop() {
      await ended(child);
      closeSync(file);
      rmSync(folder, { recursive: true });
    },
  };
};
