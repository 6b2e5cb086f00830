/** Rows 5 and 6: the server is away. */
import { freePort } from '../support/ports';
import { closing } from './closing';
import { atOnce, startSite, use } from './contestants';
import { watchSending } from './inside';
import { createDocuments, removeDrafts, sendIntoTheDark } from './inside-drafts';
import { median, quantile, type Row } from './result';
import { atLeast, atMost, compete, plain, ratio } from './rounds';
import { startBenchServer } from './servers';

export const UID = 'plugin::outgoing-mail.message';
const MIB = 2 ** 20;
const MANY = 10_000;
const B = 'this plugin';
const DOCUMENTS = 'documents().create';

/** 2 KB. */
const MESSAGE = {
  from: 'site@example.com',
  to: 'box@example.com',
  text: 'Your order has been shipped and is on its way. '.repeat(20),
  html: `<p>${'Your order has been shipped and is on its way. '.repeat(20)}</p>`,
};

/** Row 5. */
export const serverIsDown = async (): Promise<Row> => {
  const site = await startSite('outage', {
    plugin: {
      drafts: { maxDrafts: 1_000_000 },
      breaker: { firstProbeSeconds: 600, maxProbeSeconds: 600 },
    },
  });
  return closing([site], async () => {
    const port = await freePort();
    const nobody = {
      port,
      secure: false,
      counts: () => Promise.reject(new Error()),
      stop: async () => {},
    };
    await use(site, nobody, {}, true);
    // Until the breaker is open.
    await atOnce(site, { count: 10, message: MESSAGE }).catch(() => {});
    const memory: number[] = [];
    const rates = await compete('the server is down', {
      async [B]() {
        await site.run(removeDrafts, UID);
        const sent = await site.run(watchSending, { count: MANY, message: MESSAGE });
        if (sent.drafts !== MANY) throw new Error(`${sent.drafts} drafts, and not ${MANY}.`);
        const count = await site.run(countRows, UID);
        if (count !== MANY) throw new Error(`${count} rows, and not ${MANY}.`);
        memory.push(sent.peakBytes / MIB);
        return sent;
      },
      [DOCUMENTS]: () => site.run(createDocuments, { count: 300, message: MESSAGE, uid: UID }),
    });
    return {
      number: 5,
      title: 'The server is down: 10,000 sends of 2 KB become drafts, SQLite',
      figures: [
        plain('drafts a second', median(rates[B] ?? []), '/s', atLeast(5000)),
        ratio('against the document service', rates, [B, DOCUMENTS], atLeast(20)),
        plain(
          'memory that it takes, at the most',
          Math.max(...memory.slice(1)),
          ' MiB',
          atMost(150),
        ),
      ],
    };
  });
};

const countRows = (
  strapi: { db: { query(uid: string): { count(): Promise<number> } } },
  uid: string,
) => strapi.db.query(uid).count();

/** Row 6. */
export const blackHole = async (): Promise<Row> => {
  const server = await startBenchServer({ silent: true });
  const site = await startSite('black-hole', { plugin: { drafts: { maxDrafts: 1_000_000 } } });
  return closing([site, server], async () => {
    await use(site, server, { timeoutSeconds: 2, maxConnections: 5 }, true);
    const { first, open } = await site.run(sendIntoTheDark, {
      count: 1000,
      message: MESSAGE,
      atOnce: 10,
      everyMs: 10,
    });
    return {
      number: 6,
      title: 'A server that accepts connections and never answers, timeout 2 s',
      figures: [
        plain('the first failure', first, ' ms', atMost(2200)),
        plain(
          '99 of 100 sends, 100 a second, breaker open',
          quantile(open, 0.99),
          ' ms',
          atMost(20),
        ),
        plain('half of them', median(open), ' ms', null),
      ],
    };
  });
};
