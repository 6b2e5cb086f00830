/** Rows 7 to 9: many drafts. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AdminUser, StrapiApp } from '../support/strapi-app';
import { startPostgres } from '../support/database-servers';
import { closing } from './closing';
import { atOnce, counted, MESSAGE, startClient, startSite, use } from './contestants';
import { makeDrafts, memoryTaken, removeDrafts, watchMemory } from './inside-drafts';
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

/** Row 7. */
export const inBulk = async (): Promise<Row> => {
  const many = 10_000;
  const client = await startClient();
  const server = await startBenchServer();
  const site = await startSite('bulk', { plugin: QUIET });
  return closing([client, server, site], async () => {
    await use(site, server, { maxConnections: 5 });
    const memory: number[] = [];
    const rates = await compete(
      '10,000 drafts in bulk, plain, 5 connections',
      {
        [A]: () => counted(server, () => client.feed(server, 5, { count: 2000, message: MESSAGE })),
        async [B]() {
          await site.run(removeDrafts, UID);
          await site.run(makeDrafts, { uid: UID, count: many, state: 'held', message: MESSAGE });
          await site.run(watchMemory);
          const sample = await counted(server, async () => ({
            count: many,
            ms: await sendAllHeld(site, many),
          }));
          memory.push((await site.run(memoryTaken)) / MIB);
          return sample;
        },
      },
      { warmUp: 0 },
    );
    return {
      number: 7,
      title: '10,000 drafts sent in bulk',
      figures: [
        ratio('against (a), plain, 5 connections', rates, [B, A], atLeast(0.5)),
        plain('memory that it takes, at the most', Math.max(...memory), ' MiB', atMost(100)),
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
