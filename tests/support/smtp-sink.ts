/** Postfix's smtp-sink: a mail server with faults to order, which keeps everything that it is handed. */
import { mkdirSync, chmodSync } from 'node:fs';
import path from 'node:path';
import { keepFolder, type KeptProgram } from './kept-folder';
import { listens } from './listening';
import { type Arrival, arrivalsIn } from './numbered-mail';
import { quietPort } from './ports';
import { until } from './until';

export interface SmtpSink {
  /** The same, however often it is started. */
  port: number;
  /** @param flags faults, as in smtp-sink(1) */
  start(flags?: string[]): Promise<void>;
  /** @returns every message that came to its final dot since the start, whatever smtp-sink then said to it */
  stop(): Promise<Arrival[]>;
  remove(): Promise<void>;
}

const START_MS = 5000;
/** Connections that the system keeps waiting. */
const BACKLOG = '200';

export const createSmtpSink = async (): Promise<SmtpSink> => {
  const folder = keepFolder('smtp-sink');
  const port = await quietPort();
  /** It does not want to be root, and a site's tests may well be. */
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  let running: { program: KeptProgram; messages: string } | undefined;
  let starts = 0;

  return {
    port,
    async start(flags = []) {
      const messages = path.join(folder.path, `messages-${(starts += 1)}`);
      mkdirSync(messages);
      chmodSync(messages, 0o777);
      const program = await folder.start('smtp-sink', [
        ...[...user, ...flags],
        ...['-d', path.join(messages, 'message.'), `127.0.0.1:${port}`, BACKLOG],
      ]);
      running = { program, messages };
      const isUp = async () => {
        if (program.isRunning()) return listens(port);
        throw new Error(`smtp-sink ${await program.gone}:\n${program.words()}`);
      };
      await until('smtp-sink to be up', isUp, Boolean, START_MS);
    },
    async stop() {
      if (running === undefined) return [];
      const { program, messages } = running;
      program.signal('SIGTERM');
      await program.gone;
      return arrivalsIn(messages);
    },
    remove: () => folder.remove(),
  };
};
