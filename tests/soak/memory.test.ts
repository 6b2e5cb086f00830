/** 100,000 messages through one process: what it needs of memory does not grow with what it has sent. */
import type { Core } from '@strapi/strapi';
import {
  type CountingServer,
  REFUSED_EVERY,
  startCountingServer,
} from '../support/counting-server';
import { NO_WAIT_FOR_DISK } from '../support/no-wait-for-disk';
import { startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';
import { lineChart } from './chart';
import { keep, tell } from './figures';

const MESSAGES = Number(process.env.SOAK_MESSAGES ?? 100_000);
const BETWEEN_SAMPLES = Math.min(5_000, Math.ceil(MESSAGES / 10));
/** A sign of life every few seconds. */
const BATCH = 1_000;
/** Code is compiled and caches are filled by then. */
const WARM_UP = 2;
const TOLERANCE = 0.1;
const MIB = 1024 * 1024;

interface Sample {
  rss: number;
  heapUsed: number;
}

let server: CountingServer;
let app: StrapiApp;

beforeAll(async () => {
  server = await startCountingServer();
  app = await startStrapi({
    name: 'soak',
    files: NO_WAIT_FOR_DISK,
    nodeArguments: ['--expose-gc'],
    plugin: {
      smtp: { host: '127.0.0.1', port: server.port, sender: { from: 'site@example.com' } },
      drafts: { writeAhead: true },
    },
  });
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});

/** Runs inside Strapi. */
const sendSome = async (
  strapi: Core.Strapi,
  { from, count }: { from: number; count: number },
): Promise<Record<string, number>> => {
  const AT_ONCE = 50;
  const answers: Record<string, number> = {};
  let next = from;
  const worker = async () => {
    while (next < from + count) {
      const number = next++;
      const { status } = await strapi
        .plugin('email')
        .service('email')
        .send({
          to: `${number}@example.com`,
          subject: `Message ${number}`,
          text: `Hello ${number}. `.repeat(50),
          html: `<p>${`Hello ${number}. `.repeat(50)}</p>`,
        });
      answers[status] = (answers[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
};

/** Runs inside Strapi. */
const measure = async (): Promise<Sample> => {
  const collect = Reflect.get(globalThis, 'gc') as () => void;
  // What the first run sets free in finalizers goes in the second.
  for (let run = 0; run < 3; run++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
};

const rowsUnderWay = (strapi: Core.Strapi): Promise<number> =>
  strapi.db.query('plugin::outgoing-mail.message').count({ where: { state: 'sending' } });

/** How far the values are from the first of them, as parts of it: the lowest and the highest. */
const spread = ([first = NaN, ...others]: number[]): [number, number] => {
  const parts = others.map((value) => value / first - 1);
  return [Math.min(0, ...parts), Math.max(0, ...parts)];
};

const percent = (part: number) => `${part < 0 ? '' : '+'}${(100 * part).toFixed(1)} %`;
const inMib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;

describe(`${MESSAGES.toLocaleString('en')} messages through one process`, () => {
  const samples: Sample[] = [];
  const answers: Record<string, number> = {};

  const sendInBatches = async (from: number, to: number) => {
    for (let next = from; next < to; next += BATCH) {
      const some = await app.run(sendSome, { from: next, count: Math.min(BATCH, to - next) });
      for (const [status, times] of Object.entries(some))
        answers[status] = (answers[status] ?? 0) + times;
      tell(`  … ${(next + BATCH).toLocaleString('en')}`);
    }
  };

  beforeAll(async () => {
    const began = performance.now();
    for (let sent = 0; sent < MESSAGES; sent += BETWEEN_SAMPLES) {
      const count = Math.min(BETWEEN_SAMPLES, MESSAGES - sent);
      await sendInBatches(sent, sent + count);
      await until(
        'what was written ahead to be removed',
        () => app.run(rowsUnderWay),
        (n) => n === 0,
      );
      const sample = await app.run(measure);
      samples.push(sample);
      const rate = (1000 * (sent + count)) / (performance.now() - began);
      tell(
        `  ${(sent + count).toLocaleString('en').padStart(9)} messages  heap ${inMib(sample.heapUsed)}` +
          `  rss ${inMib(sample.rss)}  ${rate.toFixed(0)} a second`,
      );
    }
    const seconds = (performance.now() - began) / 1000;
    const line = (key: keyof Sample) => samples.map((sample) => sample[key] / MIB);
    keep(
      'memory.svg',
      lineChart(
        `Memory of one process over ${MESSAGES.toLocaleString('en')} messages, in MiB, after garbage collection`,
        [
          { name: 'resident (rss)', color: '#b45309', values: line('rss') },
          { name: 'JavaScript heap in use', color: '#1d4ed8', values: line('heapUsed') },
        ],
        [BETWEEN_SAMPLES.toLocaleString('en'), MESSAGES.toLocaleString('en')],
      ),
    );
    const changes = (['heapUsed', 'rss'] as const).map((key) => {
      const values = samples.slice(WARM_UP - 1).map((sample) => sample[key]);
      const [low, high] = spread(values);
      return `${key} ${inMib(values[0] ?? 0)} to ${inMib(values.at(-1) ?? 0)}, ${percent(low)} to ${percent(high)}`;
    });
    keep(
      'memory.txt',
      `${MESSAGES.toLocaleString('en')} messages, ${(MESSAGES / seconds).toFixed(0)} a second; ${changes.join('; ')}`,
    );
  }, 3_600_000);

  it('are accepted once each, or are drafts', async () => {
    const refused = Math.floor(MESSAGES / REFUSED_EVERY);
    expect(answers).toEqual({ sent: MESSAGES - refused, draft: refused });
    expect(await server.counts()).toEqual({ once: MESSAGES - refused, more: 0 });
  });

  it.each(['heapUsed', 'rss'] as const)('leave %s flat after the first tenth', (key) => {
    const [low, high] = spread(samples.slice(WARM_UP - 1).map((sample) => sample[key]));
    expect(high).toBeLessThan(TOLERANCE);
    expect(low).toBeGreaterThan(-TOLERANCE);
  });
});
