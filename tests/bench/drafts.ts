/** Rows 7 to 9: many drafts. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AdminUser, StrapiApp } from '../support/strapi-app';
import { startPostgres } from '../support/database-servers';
import { closing } from './closing';
import {
  atOnce,
  clientOptions,
  counted,
  MAX_DELIVERIES,
  MESSAGE,
  startClient,
  startSite,
  use,
} from './contestants';
import { feed } from './inside';
import {
  besideNodemailer,
  createDocuments,
  makeDrafts,
  memoryTaken,
  removeDrafts,
  watchMemory,
} from './inside-drafts';
import { UID } from './outage';
import { type Figure, quantile, type Row } from './result';
import { atLeast, atMost, compete, plain, ratio } from './rounds';
import { startBenchServer } from './servers';
import { tell } from '../soak/figures';

const MIB = 2 ** 20;
const A = 'nodemailer by hand';
const B = 'this plugin';
const ASK_EVERY_MS = 500;

export const QUIET = { retry: { maxAttempts: 0 }, drafts: { maxDrafts: 1_000_000 } };

/** @returns milliseconds until the job is done */
export const sendAllHeld = async (site: StrapiApp, count: number): Promise<number> => {
  const began = performance.now();
  const { body } = await site.admin.post<{ data: { jobId: string } }>(
    '/outgoing-mail/messages/send',
    {
      state: 'held',
    },
  );
  const path = `/outgoing-mail/messages/send/${body.data.jobId}`;
  let job = { done: false, sent: 0 };
  while (!job.done) {
    // As the page does: each question is a request of an administrator, and costs one.
    await pause(ASK_EVERY_MS);
    job = (await site.admin.get<{ data: typeof job }>(path)).body.data;
  }
  if (job.sent !== count) throw new Error(`${job.sent} of ${count} were sent.`);
  return performance.now() - began;
};

/** What Strapi itself takes, some 90, and what the work may take. */
const SMALL_HEAP_MIB = 190;
const B_SMALL = `this plugin, a heap of ${SMALL_HEAP_MIB} MiB`;

/**
 * Row 7. Left to itself V8 collects what is old only when the heap is four times what it is after a collection, so that the memory
 * which a process takes says how much garbage it was allowed; with a small heap it says how much is needed.
 */
export const inBulk = async (): Promise<Row> => {
  const many = 10_000;
  const client = await startClient();
  const server = await startBenchServer();
  const site = await startSite('bulk', { plugin: QUIET });
  const small = await startSite('bulk-small', {
    plugin: QUIET,
    nodeArguments: ['--expose-gc', `--max-old-space-size=${SMALL_HEAP_MIB}`],
  });
  const memory: Record<string, number[]> = { [B]: [], [B_SMALL]: [] };
  const sendAll = (name: string, where: StrapiApp) => async () => {
    await where.run(removeDrafts, UID);
    await where.run(makeDrafts, { uid: UID, count: many, state: 'held', message: MESSAGE });
    await where.run(watchMemory);
    const sample = await counted(server, async () => ({
      count: many,
      ms: await sendAllHeld(where, many),
    }));
    memory[name]?.push((await where.run(memoryTaken)) / MIB);
    return sample;
  };
  return closing([client, server, site, small], async () => {
    for (const one of [site, small]) await use(one, server, { maxConnections: 5 });
    const rates = await compete(
      '10,000 drafts in bulk, plain, 5 connections',
      {
        [A]: () => counted(server, () => client.feed(server, 5, { count: 2000, message: MESSAGE })),
        [B]: sendAll(B, site),
        [B_SMALL]: sendAll(B_SMALL, small),
      },
      { warmUp: 0 },
    );
    await site.run(removeDrafts, UID);
    await site.run(watchMemory);
    const options = { ...clientOptions(server), maxConnections: 5, maxMessages: MAX_DELIVERIES };
    const load = { count: many, message: MESSAGE, options };
    await counted(server, () => site.run(besideNodemailer, feed.toString(), load));
    const byHand = (await site.run(memoryTaken)) / MIB;
    await site.run(watchMemory);
    await site.run(createDocuments, { count: 5000, message: MESSAGE, uid: UID });
    const documents = (await site.run(memoryTaken)) / MIB;
    const most = (name: string) => Math.max(...(memory[name] ?? []));
    return {
      number: 7,
      title: '10,000 drafts sent in bulk',
      figures: [
        ratio('against (a), plain, 5 connections', rates, [B, A], atLeast(0.5)),
        ratio('the same with a small heap', rates, [B_SMALL, A], atLeast(0.5)),
        plain('memory that it takes, at the most', most(B), ' MiB', atMost(100)),
        plain('the same with a small heap', most(B_SMALL), ' MiB', atMost(100)),
        plain(`${A}, the same from inside this Strapi`, byHand, ' MiB', null),
        plain("Strapi's own, creating 5,000 documents", documents, ' MiB', null),
      ],
    };
  });
};

/** Row 8. */
export const writtenAhead = async (): Promise<Row> => {
  const postgres = await startPostgres();
  const server = await startBenchServer();
  const figures: Figure[] = [];
  const ON = 'written ahead';
  const OFF = 'not';
  await closing([postgres, server], async () => {
    for (const [name, config] of [
      ['SQLite', {}],
      ['PostgreSQL', { database: postgres.database }],
    ] as const) {
      const off = await startSite('off', { config, plugin: QUIET });
      const drafts = { ...QUIET.drafts, writeAhead: true };
      const on = await startSite('on', { config, plugin: { ...QUIET, drafts } });
      await closing([off, on], async () => {
        for (const maxConnections of [1, 5]) {
          for (const site of [off, on]) await use(site, server, { maxConnections });
          const what = `${name}, plain, ${maxConnections} connection${maxConnections > 1 ? 's' : ''}`;
          const load = { count: 1000, message: MESSAGE };
          const rates = await compete(what, {
            [ON]: () => counted(server, () => atOnce(on, load)),
            [OFF]: () => counted(server, () => atOnce(off, load)),
          });
          figures.push(ratio(what, rates, [ON, OFF], atLeast(0.6)));
        }
      });
    }
  });
  return {
    number: 8,
    title: 'Stored before it is sent (drafts.writeAhead): at least 0.6 ×',
    figures,
  };
};

const TIMES = 60;

const p95 = async (admin: AdminUser, what: string, path: string): Promise<Figure> => {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const began = performance.now();
    const { status } = await admin.get(path);
    times.push(performance.now() - began);
    if (status !== 200) throw new Error(`${path} answered ${status}.`);
  }
  tell(`  … ${what}: half of them ${quantile(times, 0.5).toFixed(0)} ms`);
  return plain(what, quantile(times, 0.95), ' ms', atMost(150));
};

/** Row 9. */
export const manyDrafts = async (): Promise<Row> => {
  const site = await startSite('many', { plugin: QUIET });
  return closing([site], async () => {
    for (const [state, count] of [
      ['waiting', 60_000],
      ['held', 40_000],
    ] as const) {
      tell(`  … making ${count.toLocaleString('en')} ${state} drafts`);
      await site.run(makeDrafts, { uid: UID, count, state, message: MESSAGE });
    }
    const list = `/content-manager/collection-types/${UID}?page=1&pageSize=20&sort=createdAt:DESC`;
    const figures = [
      await p95(site.admin, 'the first page of the list', list),
      await p95(site.admin, 'those that are held', `${list}&filters[$and][0][state][$eq]=held`),
      await p95(site.admin, 'the status', '/outgoing-mail/status'),
    ];
    return { number: 9, title: '100,000 drafts, over HTTP: 95 of 100 answers', figures };
  });
};
