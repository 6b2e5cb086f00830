/** Who is measured: (a) nodemailer by hand, (b) this plugin, (c) and (d) Strapi's own provider, (e) smtp-source. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import type nodemailer from 'nodemailer';
import { promisify } from 'node:util';
import { PATH } from '../support/kept-folder';
import { startStrapi, type AppOptions, type StrapiApp } from '../support/strapi-app';
import { startStrapiProcess, type StrapiProcess } from '../support/strapi-process';
import {
  feed,
  type Load,
  queueUp,
  sendAtOnce,
  sendOneByOne,
  type Sent,
  useOwnProvider,
} from './inside';
import type { Sample } from './rounds';
import type { BenchServer } from './servers';

export const AUTH = { user: 'site', pass: 'bench' };
export const MAX_DELIVERIES = 20;

/** 1.3 KB when it is a mail, as most that a site sends. */
export const MESSAGE = {
  from: 'site@example.com',
  to: 'box@example.com',
  text: 'Your order has been shipped and is on its way. '.repeat(8),
  html: `<p>${'Your order has been shipped and is on its way. '.repeat(8)}</p>`,
};

/** In nodemailer's words. */
export const clientOptions = ({ port, secure }: BenchServer) => ({
  host: '127.0.0.1',
  port,
  secure: false,
  ...(secure
    ? { requireTLS: true, auth: AUTH, tls: { rejectUnauthorized: false } }
    : { ignoreTLS: true }),
});

/** (a) */
export const startClient = async () => {
  const child: StrapiProcess = await startStrapiProcess(
    process.cwd(),
    { program: path.join(__dirname, 'client.cjs'), nodeArguments: ['--expose-gc'] },
    () => {},
  );
  const ask =
    (work: (mailer: typeof nodemailer, load: never) => Promise<Sent>) =>
    (server: BenchServer, maxConnections: number, load: Load): Promise<Sent> => {
      const options = {
        ...clientOptions(server),
        maxConnections,
        maxMessages: MAX_DELIVERIES,
      };
      return child.call(work.toString(), [{ ...load, options }]) as Promise<Sent>;
    };
  return {
    /** Its own queue is never used. */
    feed: ask(feed),
    /** Everything goes into its own queue. */
    queue: ask(queueUp),
    stop: () => child.end('SIGTERM'),
  };
};

export type Client = Awaited<ReturnType<typeof startClient>>;

/** A site as it runs in production. */
export const startSite = (name: string, { plugin, ...options }: AppOptions = {}) =>
  startStrapi({
    name: `bench-${name}`,
    env: { NODE_ENV: 'production' },
    nodeArguments: ['--expose-gc'],
    plugin: {
      network: { ports: 'any', checksPerMinute: 100_000 },
      ...plugin,
    },
    ...options,
  });

/** (b) over this server from now on. @throws Error where the check finds fault with it and it was not to be ignored */
export const use = async (
  site: StrapiApp,
  { port, secure }: BenchServer,
  settings: object = {},
  saveAnyway = false,
): Promise<void> => {
  const { status, body } = await site.admin.put<{ data: { saved: boolean } }>(
    '/outgoing-mail/settings',
    {
      host: '127.0.0.1',
      port,
      encryption: secure ? 'tls' : 'none',
      auth: secure
        ? { enabled: true, username: AUTH.user, password: AUTH.pass }
        : { enabled: false },
      tls: { verify: false },
      maxDeliveriesPerConnection: MAX_DELIVERIES,
      sender: { from: 'site@example.com' },
      ...settings,
      saveAnyway,
    },
  );
  if (status !== 200 || !body.data.saved) throw new Error(JSON.stringify(body));
};

/** A Strapi without the plugin. */
export const startOtherSite = () =>
  startSite('other', { config: { plugins: { 'outgoing-mail': { enabled: false } } } });

/** (c), or (d) with a pool. */
export const useOther = (site: StrapiApp, server: BenchServer, pool = {}) =>
  site.run(useOwnProvider, { ...clientOptions(server), ...pool });

export const atOnce = (site: StrapiApp, load: Load): Promise<Sent> => site.run(sendAtOnce, load);
export const oneByOne = (site: StrapiApp, load: Load): Promise<Sent> =>
  site.run(sendOneByOne, load);

/** A fast wrong answer is no answer: the server has to have counted as many. */
export const counted = async (
  server: BenchServer,
  work: () => Promise<Sample>,
): Promise<Sample> => {
  await server.counts();
  const sample = await work();
  const { accepted, most } = await server.counts();
  if (accepted !== sample.count)
    throw new Error(`The server accepted ${accepted} messages, and not ${sample.count}.`);
  if (most > MAX_DELIVERIES) throw new Error(`One connection carried ${most} messages.`);
  return sample;
};

/** (e) One connection for all messages of a session. */
export const smtpSource = async (
  { port }: BenchServer,
  sessions: number,
  count: number,
): Promise<Sample> => {
  const began = performance.now();
  await promisify(execFile)(
    'smtp-source',
    [
      ...['-d', '-s', `${sessions}`, '-m', `${count}`, '-l', '1300'],
      ...['-f', 'site@example.com', '-t', 'box@example.com', `127.0.0.1:${port}`],
    ],
    { env: { ...process.env, PATH } },
  );
  return { count, ms: performance.now() - began };
};
