/** Rows 10 to 12: large attachments, Strapi's start, more messages than can wait. */
import { rmSync } from 'node:fs';
import { freePort } from '../support/ports';
import { writeSite } from '../support/strapi-files';
import { startStrapiProcess } from '../support/strapi-process';
import { closing } from './closing';
import { counted, MESSAGE, startClient, startSite, use } from './contestants';
import { watchNeeded, watchSending } from './inside';
import { type Figure, median, type Row } from './result';
import { atLeast, atMost, compete, plain, ratio, ROUNDS } from './rounds';
import { startBenchServer } from './servers';

const MIB = 2 ** 20;
const A = 'nodemailer by hand';
const B = 'this plugin';

/** Row 10. */
export const largeAttachments = async (): Promise<Row> => {
  const bytes = 10 * MIB;
  const load = { count: 50, message: MESSAGE, bytes };
  const client = await startClient();
  const server = await startBenchServer();
  const site = await startSite('large');
  const figures: Figure[] = [];
  await closing([client, server, site], async () => {
    for (const maxConnections of [1, 5]) {
      await use(site, server, { maxConnections });
      const memory: number[] = [];
      const what = `${maxConnections} connection${maxConnections > 1 ? 's' : ''}`;
      const rates = await compete(what, {
        [A]: () => counted(server, () => client.feed(server, maxConnections, load)),
        [B]: () =>
          counted(server, async () => {
            const sent = await site.run(watchSending, load);
            memory.push(sent.peakBytes / bytes / maxConnections);
            return sent;
          }),
      });
      figures.push(
        ratio(`against (a), ${what}`, rates, [B, A], atLeast(0.9)),
        plain(`attachments in memory, ${what}`, Math.max(...memory), ' a connection', atMost(3)),
      );
    }
  });
  return { number: 10, title: '50 messages with 10 MiB attached', figures };
};

/** Row 11. */
export const start = async (): Promise<Row> => {
  const WITH = 'with the plugin';
  const WITHOUT = 'without';
  const dirs: Record<string, string> = {
    [WITH]: writeSite(await freePort(), { name: 'bench-with' }),
    [WITHOUT]: writeSite(await freePort(), {
      name: 'bench-without',
      config: { plugins: { 'outgoing-mail': { enabled: false } } },
    }),
  };
  const begin = (dir: string) => async () => {
    const began = performance.now();
    const env = { NODE_ENV: 'production' };
    const child = await startStrapiProcess(dir, { env }, () => {});
    const ms = performance.now() - began;
    await child.end('SIGTERM');
    return { count: 1, ms };
  };
  const rates = await compete(
    "Strapi's start",
    Object.fromEntries(Object.entries(dirs).map(([name, dir]) => [name, begin(dir)])),
    { rounds: Math.max(ROUNDS, 9) },
  );
  for (const dir of Object.values(dirs)) rmSync(dir, { recursive: true, force: true });
  const times = (name: string) => (rates[name] ?? []).map((rate) => 1000 / rate);
  const more = times(WITH).map((ms, round) => ms - (times(WITHOUT)[round] ?? NaN));
  const figure = plain('more milliseconds with the plugin', median(more), ' ms', atMost(100));
  const measured = { [WITH]: median(times(WITH)), [WITHOUT]: median(times(WITHOUT)) };
  return {
    number: 11,
    title: "Strapi's start",
    figures: [
      { ...figure, measured, unit: ' ms', range: [Math.min(...more), Math.max(...more)] },
      plain(
        'the quickest of each',
        Math.min(...times(WITH)) - Math.min(...times(WITHOUT)),
        ' ms',
        null,
      ),
    ],
  };
};

/** Row 12. What may wait is configured: the memory that is needed is measured against it. */
export const flood = async (): Promise<Row> => {
  const count = 50_000;
  const maxWaitingBytes = 32 * MIB;
  const server = await startBenchServer();
  const site = await startSite('flood', { plugin: { queue: { maxWaitingBytes } } });
  return closing([server, site], async () => {
    await use(site, server, { maxConnections: 5, maxDeliveriesPerConnection: 20 });
    const load = { count, message: MESSAGE };
    const small = { ...load, count: 2000 };
    await site.run(watchSending, small);
    let watched = await site.run(watchSending, small);
    await counted(server, async () => (watched = await site.run(watchSending, load)));
    const { stallP99, longestStall, ms, drafts } = watched;
    const needed = await site.run(watchNeeded, load);
    const streams = { count: 300, message: MESSAGE, streamBytes: 4 * MIB };
    const neededForStreams = await site.run(watchNeeded, streams);
    const bound = atMost(maxWaitingBytes / MIB);
    return {
      number: 12,
      title: '50,000 sends in one Promise.all, all accepted; 32 MiB may wait',
      figures: [
        plain('drafts among them', drafts, '', atMost(0)),
        plain('the event loop stood still, 99 of 100 looks', stallP99, ' ms', atMost(50)),
        plain('the longest time', longestStall, ' ms', null),
        plain('memory that is needed beside the calls', needed / MIB, ' MiB', bound),
        plain('300 sends with a stream of 4 MiB each', neededForStreams / MIB, ' MiB', bound),
        plain('messages a second', (1000 * count) / ms, '/s', null),
      ],
    };
  });
};
