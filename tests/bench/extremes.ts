/** Rows 10 to 12: large attachments, Strapi's start, more messages than can wait. */
import { rmSync } from 'node:fs';
import { contentTypes } from '../../server/messages/content-type';
import { routes } from '../../server/routes';
import { hourlyCount } from '../../server/status/content-type';
import { freePort } from '../support/ports';
import { writeSite } from '../support/strapi-files';
import { startStrapiProcess } from '../support/strapi-process';
import { closing } from './closing';
import { counted, MESSAGE, startClient, startSite, use } from './contestants';
import { watchCalling, watchNeeded, watchSending } from './inside';
import { type Bar, type Figure, median, type Row } from './result';
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

/** What Strapi itself does for a plugin with as many content types and routes, and nothing in them. */
const emptyPlugin = (): Record<string, string> => {
  const types = { ...contentTypes, 'hourly-count': { schema: hourlyCount } };
  const handlers = routes.admin.routes.map(({ handler }) => handler.split('.'));
  const names = [...new Set(handlers.map(([name]) => name))];
  const controllers = names.map((name) => {
    const methods = handlers.filter(([of]) => of === name).map(([, method]) => `${method}() {}`);
    return `${name}: () => ({ ${methods.join(', ')} })`;
  });
  return {
    'src/plugins/empty/package.json': JSON.stringify({
      name: 'empty',
      strapi: { kind: 'plugin', name: 'empty' },
    }),
    'src/plugins/empty/strapi-server.js': `module.exports = {
      contentTypes: ${JSON.stringify(types)},
      routes: ${JSON.stringify(routes)},
      controllers: { ${controllers.join(', ')} },
    };`,
  };
};

/** Row 11. */
export const start = async (): Promise<Row> => {
  const WITH = 'with the plugin';
  const EMPTY = 'with an empty one';
  const WITHOUT = 'without';
  const off = { 'outgoing-mail': { enabled: false } };
  const dirs: Record<string, string> = {
    [WITH]: writeSite(await freePort(), { name: 'bench-with' }),
    [EMPTY]: writeSite(await freePort(), {
      name: 'bench-empty',
      files: emptyPlugin(),
      config: {
        plugins: { ...off, empty: { enabled: true, resolve: './src/plugins/empty' } },
      },
    }),
    [WITHOUT]: writeSite(await freePort(), { name: 'bench-without', config: { plugins: off } }),
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
    { rounds: Math.max(ROUNDS, 45) },
  );
  for (const dir of Object.values(dirs)) rmSync(dir, { recursive: true, force: true });
  const times = (name: string) => (rates[name] ?? []).map((rate) => 1000 / rate);
  const more = (name: string): number[] =>
    times(name).map((ms, round) => ms - (times(WITHOUT)[round] ?? NaN));
  const figure = (what: string, all: number[], bar: Bar | null): Figure => ({
    ...plain(what, median(all), ' ms', bar),
    range: [Math.min(...all), Math.max(...all)],
  });
  return {
    number: 11,
    title: "Strapi's start",
    figures: [
      {
        ...figure('more milliseconds with the plugin', more(WITH), atMost(100)),
        measured: Object.fromEntries(Object.keys(dirs).map((name) => [name, median(times(name))])),
        unit: ' ms',
      },
      figure('with an empty one of as many types and routes', more(EMPTY), null),
    ],
  };
};

/** `queue.maxWaitingBytes`, as it is where nobody sets it. */
const MAY_WAIT_MIB = 64;

/** Row 12. The memory that is needed is measured against what may wait. */
export const flood = async (): Promise<Row> => {
  const count = 50_000;
  const server = await startBenchServer();
  const site = await startSite('flood');
  return closing([server, site], async () => {
    await use(site, server, { maxConnections: 5, maxDeliveriesPerConnection: 20 });
    const load = { count, message: MESSAGE };
    const small = { ...load, count: 2000 };
    await site.run(watchSending, small);
    let watched = await site.run(watchSending, small);
    await counted(server, async () => (watched = await site.run(watchSending, load)));
    const { callingMs, stallP99, longestStall, ms, drafts } = watched;
    const calling = await site.run(watchCalling, load);
    const needed = await site.run(watchNeeded, load);
    const streams = { count: 300, message: MESSAGE, streamBytes: 4 * MIB };
    const neededForStreams = await site.run(watchNeeded, streams);
    const bound = atMost(MAY_WAIT_MIB);
    return {
      number: 12,
      title: `50,000 sends in one Promise.all, all accepted; ${MAY_WAIT_MIB} MiB may wait`,
      figures: [
        plain('drafts among them', drafts, '', atMost(0)),
        plain('the event loop stood still, 99 of 100 looks', stallP99, ' ms', atMost(50)),
        plain('the longest time', longestStall, ' ms', null),
        plain('the turn in which all are called', callingMs, ' ms', null),
        plain('the same with a provider that does nothing', calling, ' ms', null),
        plain('memory that is needed beside the calls', needed / MIB, ' MiB', bound),
        plain('300 sends with a stream of 4 MiB each', neededForStreams / MIB, ' MiB', bound),
        plain('messages a second', (1000 * count) / ms, '/s', null),
      ],
    };
  });
};
