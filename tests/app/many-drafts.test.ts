/**
 * A site with very many messages: what editors and administrators open stays usable. Each commit is tried with so many
 * that a query without an index is found out; `MANY_DRAFTS=100000 npm test -- app tests/app/many-drafts.test.ts` has the figures.
 */
import type { Core } from '@strapi/strapi';
import { type AdminUser, startStrapi, type StrapiApp } from '../support/strapi-app';

const COUNT = Number(process.env.MANY_DRAFTS ?? 20_000);
const REPEATS = 20;
/** Against hanging: a page that somebody waits for. The figures are printed. */
const PATIENCE_MS = 2_000;

const UID = 'plugin::outgoing-mail.message';
const LIST = `/content-manager/collection-types/${UID}`;

let app: StrapiApp;
let editor: AdminUser;

beforeAll(async () => {
  app = await startStrapi({
    name: 'many-drafts',
    // They are to be looked at, not sent.
    plugin: { retry: { maxAttempts: 0, pollSeconds: 3600 }, drafts: { maxDrafts: 1_000_000 } },
  });
  await app.run(insertMessages, COUNT);
  editor = await app.createAdminUser({
    permissions: [
      ...['read', 'update', 'delete'].map((action) => ({
        action: `plugin::content-manager.explorer.${action}`,
        subject: UID,
      })),
      { action: 'plugin::outgoing-mail.message.send' },
      { action: 'plugin::outgoing-mail.message.read-content' },
      { action: 'plugin::outgoing-mail.settings.read' },
    ],
  });
}, 300_000);
afterAll(() => app.stop());

/** Runs inside Strapi. Half were accepted, a third waits, the rest is held. */
const insertMessages = async (strapi: Core.Strapi, count: number) => {
  const codes = ['CONNECTION_REFUSED', 'RECIPIENT_REFUSED', 'CONNECT_TIMEOUT', 'AUTH_FAILED'];
  const message = (index: number) => {
    const state = index % 2 === 0 ? 'sent' : index % 3 === 0 ? 'held' : 'waiting';
    const at = new Date(Date.UTC(2026, 0, 1) + 60_000 * index).toISOString();
    const code = state === 'sent' ? null : codes[index % codes.length];
    return {
      documentId: `many${String(index).padStart(20, '0')}`,
      to: `reader-${index}@example.com`,
      from: 'site@example.com',
      subject: `Message number ${index}`,
      text: 'Dear reader, this is one of very many messages. '.repeat(20),
      html: '<p>Dear reader, this is one of very many messages.</p>'.repeat(20),
      content: 'readable',
      state,
      outcome: state === 'sent' ? null : code === 'RECIPIENT_REFUSED' ? 'refused' : 'not-sent',
      failureCode: code,
      failureMessage: code && 'Nothing accepts connections at mail.example.com on port 25.',
      attempts: 1 + (index % 5),
      nextAttemptAt: state === 'waiting' ? at : null,
      sentAt: state === 'sent' ? at : null,
      messageId: `<${index}@example.com>`,
      date: at,
      size: 2000,
      history: [],
      attachments: [],
      createdAt: at,
      updatedAt: at,
      publishedAt: null as string | null,
      locale: null,
    };
  };
  const messages = strapi.db.query('plugin::outgoing-mail.message');
  for (let start = 0; start < count; start += 200) {
    const rows = Array.from({ length: 200 }, (_, index) => message(start + index));
    const records = rows.filter(({ state }) => state === 'sent');
    await messages.createMany({
      data: [...rows, ...records.map((row) => ({ ...row, publishedAt: row.sentAt }))],
    });
  }
};

const percentile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;

const measure = async (ask: () => Promise<{ status: number }>): Promise<number[]> => {
  const times: number[] = [];
  for (let count = 0; count < REPEATS; count++) {
    const since = performance.now();
    expect((await ask()).status).toBe(200);
    times.push(performance.now() - since);
  }
  return times.toSorted((one, other) => one - other);
};

const NEWEST_FIRST = 'page=1&pageSize=20&sort=createdAt:DESC';
const PAGES: Record<string, string> = {
  'the first page of the list': `${LIST}?${NEWEST_FIRST}`,
  'the last page': `${LIST}?page=${COUNT / 20}&pageSize=20&sort=createdAt:DESC`,
  'a filter by state': `${LIST}?${NEWEST_FIRST}&filters[$and][0][state][$eq]=held`,
  'a filter by reason': `${LIST}?${NEWEST_FIRST}&filters[$and][0][failureCode][$eq]=AUTH_FAILED`,
  'a filter by state and reason': `${LIST}?${NEWEST_FIRST}&filters[$and][0][state][$eq]=waiting&filters[$and][1][failureCode][$eq]=CONNECT_TIMEOUT`,
  'a filter by outcome': `${LIST}?${NEWEST_FIRST}&filters[$and][0][outcome][$eq]=refused`,
  'an order by the next attempt': `${LIST}?page=1&pageSize=20&sort=nextAttemptAt:ASC`,
  'an order by state': `${LIST}?page=1&pageSize=20&sort=state:ASC`,
  'an order by attempts': `${LIST}?page=1&pageSize=20&sort=attempts:DESC`,
  'an order by recipient': `${LIST}?page=1&pageSize=20&sort=to:ASC`,
  'a search': `${LIST}?${NEWEST_FIRST}&_q=reader-12345`,
  'one message': `${LIST}/many${String(12_345).padStart(20, '0')}`,
  'what there is to send': '/outgoing-mail/messages/send',
  'the status': '/outgoing-mail/status',
};

it.each(Object.entries(PAGES))('opens %s', async (what, path) => {
  const times = await measure(() => editor.get(path));
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  process.stderr.write(`    ${what}: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms\n`);
  expect(p95).toBeLessThan(PATIENCE_MS);
});
