/** Rows 1 to 4: a server that works. */
import { closing } from './closing';
import {
  atOnce,
  type Client,
  counted,
  MAX_DELIVERIES,
  MESSAGE,
  oneByOne,
  smtpSource,
  startClient,
  startOtherSite,
  startSite,
  use,
  useOther,
} from './contestants';
import type { Figure, Row } from './result';
import { atLeast, compete, ratio } from './rounds';
import { type BenchServer, startBenchServer, startSink } from './servers';

const A = 'nodemailer by hand';
const B = 'this plugin';
const C = "Strapi's own";
const D = "Strapi's own, pooled";
const NEWEST = 'nodemailer 10, all in its queue';
const E = 'smtp-source';

const named = ({ secure }: BenchServer) => (secure ? 'STARTTLS and sign-in' : 'plain');
const load = (count: number) => ({ count, message: MESSAGE });

/** Row 1. */
export const againstTheClient = async (): Promise<Row> => {
  const client = await startClient();
  const site = await startSite('plugin');
  const own = await startBenchServer();
  const secure = await startBenchServer({ secure: true });
  const sink = await startSink();
  const figures: Figure[] = [];
  await closing([client, site, own, secure, sink], async () => {
    for (const server of [own, secure, sink]) {
      for (const maxConnections of [1, 5]) {
        await use(site, server, { maxConnections });
        const { port } = server;
        const what = `${port === sink.port ? 'smtp-sink, ' : ''}${named(server)}, ${maxConnections} connection${maxConnections > 1 ? 's' : ''}`;
        const rates = await compete(what, {
          [A]: () => counted(server, () => client.feed(server, maxConnections, load(1000))),
          [B]: () => counted(server, () => atOnce(site, load(1000))),
          ...(server.secure
            ? {}
            : { [E]: () => smtpSource(server, maxConnections, 1000 * maxConnections) }),
        });
        figures.push(ratio(what, rates, [B, A], atLeast(0.95)));
      }
    }
  });
  return { number: 1, title: '1,000 sends in one Promise.all: (b) at least 0.95 × (a)', figures };
};

/**
 * Row 2. Strapi's own has nodemailer 9, which waits for 40 ms with each message besides: the second figure is what its setting
 * costs with the newest one.
 */
export const againstThePool = async (): Promise<Row> => {
  const client = await startClient();
  const site = await startSite('plugin');
  const other = await startOtherSite();
  const own = await startBenchServer();
  const secure = await startBenchServer({ secure: true });
  const figures: Figure[] = [];
  await closing([client, site, other, own, secure], async () => {
    for (const server of [own, secure]) {
      await use(site, server, { maxConnections: 1 });
      const pool = { pool: true, maxConnections: 1, maxMessages: MAX_DELIVERIES };
      await useOther(other, server, pool);
      const what = `${named(server)}, 1 connection`;
      const rates = await compete(
        what,
        {
          [B]: () => counted(server, () => atOnce(site, load(1000))),
          [D]: () => counted(server, () => atOnce(other, load(200))),
          [NEWEST]: () => counted(server, () => client.queue(server, 1, load(1000))),
        },
        { warmUp: 0 },
      );
      figures.push(
        ratio(what, rates, [B, D], atLeast(6)),
        ratio(`${what}, with the newest nodemailer`, rates, [B, NEWEST], atLeast(6)),
      );
    }
  });
  return { number: 2, title: 'The same against (d): at least 6 ×', figures };
};

/** Row 3. */
export const againstOneByOne = async (): Promise<Row> => {
  const site = await startSite('plugin');
  const other = await startOtherSite();
  const server = await startBenchServer({ secure: true });
  return closing([site, other, server], async () => {
    await use(site, server, { maxConnections: 1 });
    await useOther(other, server);
    const rates = await compete(named(server), {
      [B]: () => counted(server, () => atOnce(site, load(1000))),
      [C]: () => counted(server, () => oneByOne(other, load(300))),
    });
    const figures = [ratio(`${named(server)}, 1 connection`, rates, [B, C], atLeast(6))];
    return { number: 3, title: 'Against (c) one after another: at least 6 ×', figures };
  });
};

/** Row 4. */
export const farAway = async (): Promise<Row> => {
  const client: Client = await startClient();
  const site = await startSite('plugin');
  const other = await startOtherSite();
  const server = await startBenchServer({ secure: true, delayMs: 50 });
  return closing([client, site, other, server], async () => {
    await use(site, server, { maxConnections: 5 });
    await useOther(other, server);
    const what = '50 ms away, STARTTLS and sign-in, 5 connections';
    const rates = await compete(
      what,
      {
        [A]: () => counted(server, () => client.feed(server, 5, load(300))),
        [B]: () => counted(server, () => atOnce(site, load(300))),
        [C]: () => counted(server, () => oneByOne(other, load(15))),
      },
      { warmUp: 0 },
    );
    const figures = [ratio(what, rates, [B, C], atLeast(14))];
    return { number: 4, title: '50 ms away, against (c): at least 14 ×', figures };
  });
};
