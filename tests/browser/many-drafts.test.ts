/** A site with 100,000 drafts, in the browser: list, filter, open and bulk send stay usable. What the server takes for it alone is in tests/app. */
import type { Browser } from 'playwright-core';
import { copyDraft } from '../support/copy-draft';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { launch, MESSAGES, type Person, signIn } from './admin-panel';
import { clientFor } from './client';
import { wordsIn } from './words';

const COUNT = 100_000;
/** Against hanging, on a machine that is busy, with the panel's own start. The figures are printed. */
const PATIENCE_MS = 15_000;
const say = wordsIn('en');

let site: RunningSite;
let browser: Browser;
let server: SmtpTestServer;
let editor: Person;

beforeAll(async () => {
  server = await startSmtpServer();
  site = await startFreshSite();
  const api = await clientFor(site, site.admin);
  // Refused for now: were the server away, all of them would go by themselves when it is back.
  server.fault('rcpt', { reply: '451 4.7.1 try again later' });
  const settings = { host: server.host, port: server.port, saveAnyway: true };
  expect((await api.put('/outgoing-mail/settings', settings)).status).toBe(200);
  const message = { to: 'ann@example.com', subject: 'Hello', text: 'Dear reader, '.repeat(100) };
  expect((await api.post('/email', message)).status).toBe(200);
  server.heal();
  await timed(`writing ${COUNT} drafts`, async () => copyDraft(site.database, COUNT));
  browser = await launch();
  editor = await signIn(browser, site.url, site.editor);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await server?.close();
});

const timed = async (what: string, work: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  await work();
  const ms = performance.now() - since;
  process.stderr.write(`    ${what}: ${ms.toFixed(0)} ms\n`);
  return ms;
};
const isQuick = async (what: string, work: () => Promise<unknown>): Promise<void> =>
  expect(await timed(what, work)).toBeLessThan(PATIENCE_MS);

const rows = () => editor.page.getByRole('row').filter({ hasText: /@example\.com/ });
const link = (name: string | RegExp) => editor.page.getByRole('link', { name });

it('the list opens, and has another page', async () => {
  await isQuick('the list', async () => {
    await editor.goTo(MESSAGES);
    await rows().nth(19).waitFor();
  });
  await isQuick('how many there are', () => link(/^Waiting \(90,001\)$/).waitFor());
  await isQuick('another page', async () => {
    await link('Go to page 2').click();
    await rows().filter({ hasText: 'reader-25@' }).waitFor();
  });
});

it('what is held is found with one click', () =>
  isQuick('a filter by state', async () => {
    await link(/^Held \(10,000\)$/).click();
    await rows().filter({ hasText: 'reader-190@' }).waitFor();
  }));

it('a message opens', () =>
  isQuick('a message', async () => {
    await rows().getByRole('link').first().click();
    await editor.page.getByRole('heading', { name: say('delivery.title') }).waitFor();
    await editor.sees(say('delivery.attempts', { count: 1 }));
  }));

it('all are sent in the background, while the list can be used, until somebody stops it', async () => {
  const { page, goTo, sees } = editor;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await goTo(MESSAGES);
  await isQuick('beginning to send all', async () => {
    await button(say('sendAll.action', { count: 90_001 })).click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: say('send.action') })
      .click();
    await sees(say('job.title', { what: 'waiting' }));
  });
  await server.messageReceived(100);
  await isQuick('a filter meanwhile', async () => {
    await link(/^Held \(/).click();
    await rows().filter({ hasText: 'reader-190@' }).waitFor();
  });
  await isQuick('stopping', async () => {
    await button(say('job.stop')).click();
    await sees(say('job.ended.stopped'));
  });
  process.stderr.write(`    sent until then: ${server.messages.length}\n`);
  expect(server.messages.length).toBeLessThan(COUNT / 2);
});

it('no page raised an error', () => {
  expect(editor.errors).toEqual([]);
});
