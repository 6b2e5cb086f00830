/** Status at a glance: on the page, on the home page, and a notice wherever somebody is. */
import type { Browser } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import type { Client } from '../support/http';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { ARTICLES, launch, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { expectAccessible } from './axe';
import { clientFor } from './client';

const STATUS_PAGE = `${SETTINGS_PAGE}/status`;
const HOME = '/admin/';

let site: RunningSite;
let browser: Browser;
let server: SmtpTestServer;
let admin: Client;
let administrator: Person;
let editor: Person;

beforeAll(async () => {
  site = await startFreshSite();
  server = await startSmtpServer();
  admin = await clientFor(site, site.admin);
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
  editor = await signIn(browser, site.url, site.editor);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await server?.close();
});
afterEach(() => expect([...administrator.errors, ...editor.errors]).toEqual([]));

const useServer = (changes: object = {}) =>
  admin.put('/outgoing-mail/settings', {
    host: '127.0.0.1',
    port: server.port,
    timeoutSeconds: 2,
    saveAnyway: true,
    ...changes,
  });
const send = (count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      admin.post('/email', { to: 'ann@example.com', subject: 'Hello', text: 'Hello' }),
    ),
  );
const notice = (words: RegExp | string) =>
  administrator.page.getByText(words, { exact: typeof words === 'string' });
const region = (name: string) => administrator.page.getByRole('region', { name });

/** The table that stands for the chart, row by row. */
const table = async (): Promise<string[][]> => {
  const { page } = administrator;
  const rows = page.getByRole('grid', { name: /^Messages by the hour/ }).getByRole('row');
  await rows.first().waitFor();
  const cells = await rows.all();
  return Promise.all(cells.map((row) => row.locator('th, td').allInnerTexts()));
};

it('says that nothing was tried yet', async () => {
  const { goTo } = administrator;
  await goTo(SETTINGS_PAGE);
  await region('Status').getByText('Not tested yet').waitFor();
  await goTo(HOME);
  const widget = region('Outgoing mail');
  await widget.getByText('Not tested yet').waitFor();
  await widget.getByText('No message was sent in this time.').waitFor();
});

it('shows on the page that mail works, how much was sent, and the pool', async () => {
  const { page, goTo } = administrator;
  await useServer({ maxConnections: 1, maxDeliveriesPerConnection: 2 });
  // Three connections, each of which is closed when it has carried its two.
  for (let count = 0; count < 6; count++) await send(1);
  await goTo(SETTINGS_PAGE);
  await region('Status').getByText('Working').waitFor();
  await region('Status').getByRole('link', { name: 'Status and history' }).click();
  await page.getByRole('heading', { level: 1, name: 'Status' }).waitFor();
  await page.getByRole('img', { name: /24 hours: 6 accepted, 0 deferred, 0 held/ }).waitFor();
  await page.getByRole('button', { name: 'Show as a table' }).click();
  const [head, total, hour, ...rest] = await table();
  expect(head?.slice(1).map((word) => word.toLowerCase())).toEqual([
    'accepted',
    'deferred',
    'held',
  ]);
  expect(total).toEqual(['Total', '6', '0', '0']);
  expect(hour?.slice(1)).toEqual(['6', '0', '0']);
  // Unless an hour has just begun.
  expect(rest.length).toBeLessThanOrEqual(1);
  const figures = await region('Connections to the mail server').locator('dl').allInnerTexts();
  const words = figures.join('\n').replace(/\s*\n\s*/g, '\n');
  expect(words).toContain('Opened since Strapi started\n3');
  expect(words).toContain('Of these, over a connection that was open already\n3');
  expect(words).toContain('Messages for each connection, on average\n2');
  expect(words).toContain('It had carried as many messages as the settings allow\n3');
});

it('shows a week too, in the same figures', async () => {
  const { page } = administrator;
  await page.getByRole('button', { name: '7 days' }).click();
  await page.getByRole('img', { name: /7 days: 6 accepted/ }).waitFor();
  expect((await table())[1]).toEqual(['Total', '6', '0', '0']);
});

it('cannot be missed when the server is away, wherever somebody is', async () => {
  const { page, goTo, sees } = administrator;
  await server.close();
  for (let count = 0; count < 6; count++) await send(1);
  for (const place of [ARTICLES, HOME]) {
    await goTo(place);
    await page.getByRole('alert').filter({ hasText: 'Mail cannot be sent' }).waitFor();
    await sees(/6 messages are kept as drafts so far/);
  }
  const widget = region('Outgoing mail');
  await widget.getByText('Down', { exact: true }).waitFor();
  await widget.getByText(/accepts connections on port/).waitFor();
  await widget.getByRole('link', { name: 'Waiting: 6' }).waitFor();
});

it('leads from the notice to the reason, and from there to the drafts, by keyboard', async () => {
  const { page, goTo } = administrator;
  await goTo(ARTICLES);
  const link = page.getByRole('alert').getByRole('link', { name: 'Status and history' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Status' }).waitFor();
  await expect(notice('Mail cannot be sent').count()).resolves.toBe(0);
  await region('Now').getByText('Down', { exact: true }).waitFor();
  await region('Now').getByText('The mail server cannot be used.').waitFor();
  await region('Last error')
    .getByText(/accepts connections on port/)
    .waitFor();
  await page.getByRole('list', { name: 'Drafts by state' }).getByRole('link').first().click();
  await page.getByText('6 entries found').waitFor();
});

it('can be put away until that changes', async () => {
  const { page, goTo } = administrator;
  await goTo(ARTICLES);
  await page.getByRole('button', { name: 'Dismiss until this changes' }).click();
  await expect(notice('Mail cannot be sent').count()).resolves.toBe(0);
  const answered = page.waitForResponse((response) =>
    response.url().endsWith('/outgoing-mail/status'),
  );
  await goTo(ARTICLES);
  await answered;
  await page.getByRole('heading', { name: 'Article' }).first().waitFor();
  await expect(notice('Mail cannot be sent').count()).resolves.toBe(0);
});

it('shows nothing of it, and asks for nothing, for somebody without the right', async () => {
  const asked: string[] = [];
  editor.page.on('request', (request) => asked.push(request.url()));
  await editor.goTo(HOME);
  await editor.page.getByText('Last edited entries').waitFor();
  await expect(editor.page.getByText('Outgoing mail', { exact: true }).count()).resolves.toBe(0);
  await expect(editor.page.getByText('Mail cannot be sent').count()).resolves.toBe(0);
  expect(asked.filter((url) => url.includes('/outgoing-mail/status'))).toEqual([]);
});

it('is working again by itself when the server is back', async () => {
  const { page, goTo, sees } = administrator;
  await goTo(STATUS_PAGE);
  await region('Now').getByText('Down', { exact: true }).waitFor();
  server = await startSmtpServer({ port: server.port });
  // It is looked for after 5, 10, 20 … seconds, and the page asks every 10.
  await region('Now').getByText('Working').waitFor({ timeout: 120_000 });
  await sees('Mail can be sent again.');
  await page.getByText('No message waits to be tried again.').waitFor({ timeout: 60_000 });
  await goTo(STATUS_PAGE);
  await page.getByRole('img', { name: /24 hours: 12 accepted, 6 deferred, 0 held/ }).waitFor();
}, 240_000);

it('says when a message waits for a person', async () => {
  const { page, goTo } = administrator;
  server.fault('rcpt', { reply: '550 5.1.1 no such user' });
  await send(1);
  server.heal();
  await goTo(ARTICLES);
  await page
    .getByRole('status')
    .filter({ hasText: '1 message was not sent and waits for a person' })
    .waitFor();
});

describe.each(['light', 'dark'])('in %s', (theme) => {
  beforeAll(() =>
    administrator.page.evaluate((name) => localStorage.setItem('STRAPI_THEME', name), theme),
  );

  it('the page with its table is accessible', async () => {
    const { page, goTo } = administrator;
    await goTo(STATUS_PAGE);
    await page.getByRole('img', { name: /24 hours/ }).waitFor();
    await page.getByRole('button', { name: 'Show as a table' }).click();
    await table();
    await expectAccessible(page, { within: 'main' });
  });

  it('the line above the settings is accessible', async () => {
    await administrator.goTo(SETTINGS_PAGE);
    await region('Status').getByText('Degraded').waitFor();
    await expectAccessible(administrator.page, { within: '[aria-label="Status"]' });
  });

  it('the widget is accessible', async () => {
    await administrator.goTo(HOME);
    await region('Outgoing mail')
      .getByRole('img', { name: /24 hours/ })
      .waitFor();
    await expectAccessible(administrator.page, {
      // What is in it: the frame around is Strapi's, with a second main landmark.
      within: '[data-strapi-widget-id="plugin::outgoing-mail.status"] main > div',
    });
  });

  it('the notice is accessible', async () => {
    await administrator.goTo(ARTICLES);
    await notice(/1 message was not sent/).waitFor();
    await expectAccessible(administrator.page, { within: '[role="status"]:has(p)' });
  });
});
