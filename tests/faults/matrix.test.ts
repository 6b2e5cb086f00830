/**
 * Whatever goes wrong, and wherever: a message is accepted by the server or it is a draft, the draft says
 * what may be done with it, the caller has its answer in time, and nothing stays open.
 */
import { until } from '../support/until';
import {
  type Case,
  CASES,
  type Fate,
  fateOf,
  isLarge,
  nameOf,
  TIMEOUT_SECONDS,
} from './matrix-cases';
import {
  draftsOf,
  type MatrixSite,
  type Observed,
  startMatrixSite,
  timesStored,
} from './matrix-site';

/** The time goes into waiting for servers that are silent: several sites wait at the same time. */
const SITES = 3;
const ALL_MS = 240_000;
const MARGIN_MS = 200;
/** Encoding a large message, and storing it. */
const LARGE_MS = 1500;

interface Result {
  site: MatrixSite;
  observed: Observed;
}

let sites: MatrixSite[] = [];
const results = new Map<Case, Result | Error>();

beforeAll(async () => {
  sites = await Promise.all(Array.from({ length: SITES }, startMatrixSite));
  const waiting = [...CASES];
  const work = async (site: MatrixSite) => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const result = await site.run(one).then(
        (observed) => ({ site, observed }),
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      );
      results.set(one, result);
    }
  };
  await Promise.all(sites.map(work));
}, ALL_MS);
afterAll(() => Promise.all(sites.map((site) => site.stop())));

const resultOf = (one: Case): Result => {
  const result = results.get(one);
  if (result === undefined || result instanceof Error) throw result ?? new Error('It was not run.');
  return result;
};

const STATE: Record<Exclude<Fate, 'accepted'>, string> = {
  'not-sent': 'waiting',
  refused: 'held',
  uncertain: 'held',
};

it.each(CASES.map((one) => [nameOf(one), one] as const))('%s', (_, one) => {
  const { stage, connection } = one;
  const fate = fateOf(one);
  const { result, drafts, stored, ms, ...after } = resultOf(one).observed;

  if (fate === 'accepted') {
    expect({ result, drafts }).toMatchObject({ result: { status: 'sent' }, drafts: [] });
  } else {
    const [draft] = drafts;
    expect(result).toMatchObject({ status: 'draft', failure: { outcome: fate } });
    expect(drafts).toHaveLength(1);
    expect(draft).toMatchObject({
      documentId: result.documentId,
      publishedAt: null,
      outcome: fate,
      state: STATE[fate],
      attempts: 1,
    });
  }
  expect(stored).toBe(fate === 'accepted' || stage === 'after' ? 1 : 0);
  expect(ms).toBeLessThan(TIMEOUT_SECONDS * 1000 + MARGIN_MS + (isLarge(one) ? LARGE_MS : 0));
  expect(after).toMatchObject({
    overReused: connection !== 'fresh' && stage !== 'connect',
    idle: true,
    closed: true,
  });
  // What went wrong is over: so it is for the message after it.
  if (after.next) expect(after.next).toEqual({ status: 'sent' });
  expect(after.left.sockets).toBeLessThanOrEqual(0);
  expect(after.left.timers).toBeLessThanOrEqual(0);
});

it('leaves out none of these', () => {
  const count = (key: 'stage' | 'connection') =>
    CASES.reduce<Record<string, number>>(
      (counts, one) => ({ ...counts, [one[key]]: (counts[one[key]] ?? 0) + 1 }),
      {},
    );
  expect(results.size).toBe(CASES.length);
  expect(CASES.length).toBeGreaterThanOrEqual(80);
  expect(count('connection')).toEqual({ fresh: 118, reused: 63, lost: 19 });
  expect(count('stage')).toEqual({
    connect: 8,
    greeting: 9,
    ehlo: 10,
    starttls: 10,
    handshake: 10,
    auth: 10,
    mail: 21,
    rcpt: 21,
    data: 21,
    body: 19,
    dot: 23,
    after: 20,
    rset: 18,
  });
});

describe('when the server is well again', () => {
  const messageIds = (site: MatrixSite, fates: Fate[]) =>
    CASES.filter((one) => resultOf(one).site === site && fates.includes(fateOf(one))).map(
      (one) => resultOf(one).observed.messageId,
    );

  it('every message that waits is accepted once by itself, and none that is held', async () => {
    for (const site of sites) {
      const waiting = messageIds(site, ['not-sent']);
      const held = messageIds(site, ['refused', 'uncertain']);
      const server = await site.recover();
      await until(
        'every draft that waits to be sent',
        async () => (await draftsOf(site.app, waiting)).filter(({ state }) => state !== 'sent'),
        (unsent) => unsent.length === 0,
      );
      // A draft, and beside it the published record of its acceptance.
      expect(await draftsOf(site.app, waiting)).toHaveLength(2 * waiting.length);
      expect(waiting.filter((messageId) => timesStored(server, messageId) !== 1)).toEqual([]);
      expect(held.filter((messageId) => timesStored(server, messageId) !== 0)).toEqual([]);
      const kept = await draftsOf(site.app, held);
      expect(kept).toHaveLength(held.length);
      expect(kept.filter(({ state }) => state !== 'held')).toEqual([]);
    }
  });
});

describe('when the provider is closed', () => {
  it('there is no socket and no timer more than without the plugin, and Strapi ends in order', async () => {
    const left = await Promise.all(sites.map((site) => site.close()));
    const [without] = await Promise.all(sites.slice(0, 1).map((site) => site.withoutPlugin()));
    expect(left).toEqual(left.map(() => without?.handles));
    expect(without?.lastWords).toContain('Strapi has been shut down');
  });
});
