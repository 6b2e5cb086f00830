/** What an editor does with drafts in the Content Manager, one by one and many at a time. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import type { Client } from '../support/http';
import { closedPort, type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { launch, MESSAGES, type Person, signIn } from './admin-panel';
import { expectAccessible } from './axe';
import { clientFor } from './client';
import { inboxOf } from './inbox';

let site: RunningSite;
let browser: Browser;
let server: SmtpTestServer;
let administrator: Client;
let editor: Person;

beforeAll(async () => {
  site = await startFreshSite();
  server = await startSmtpServer();
  browser = await launch();
  editor = await signIn(browser, site.url, site.editor);
  administrator = await clientFor(site, site.admin);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await server?.close();
});

const NO_SUCH_USER = { reply: '550 5.1.1 no such user' };

const useServer = async (port: number) => {
  const body = { host: '127.0.0.1', port, timeoutSeconds: 8, maxConnections: 1, saveAnyway: true };
  expect((await administrator.put('/outgoing-mail/settings', body)).status).toBe(200);
};
const send = async (subject: string, message: object = {}) => {
  const body = { to: 'ann@example.com', subject, text: 'Hello', ...message };
  expect((await administrator.post('/email', body)).status).toBe(200);
};
const row = (subject: string) => editor.page.getByRole('row').filter({ hasText: subject });
const open = async (subject: string) => {
  await editor.goTo(MESSAGES);
  await row(subject).getByRole('link').click();
};
const dialogButton = (name: string) =>
  editor.page.getByRole('alertdialog').getByRole('button', { name, exact: true });

it('the list says in words what became of each message, and since when', async () => {
  server.fault('rcpt', NO_SUCH_USER);
  await useServer(server.port);
  await send('Number seven', { to: 'nobody@example.com' });
  const attachments = [{ filename: 'report.txt', content: 'The figures of November' }];
  await send('With a file', { attachments });
  await useServer(await closedPort());
  await send('Waiting one');
  await send('Waiting two');
  const { page, goTo, sees } = editor;
  await goTo(MESSAGES);
  await sees('Recipient refused');
  for (const words of ['nobody@example.com', 'Held', 'Recipient refused', /ago|now/])
    await row('Number seven').getByText(words).first().waitFor();
  for (const words of ['Waiting', 'Connection refused', /^in |now/])
    await row('Waiting one').getByText(words).first().waitFor();
  expect(await page.locator('th').allInnerTexts()).toEqual(
    expect.arrayContaining(['TO', 'SUBJECT', 'STATE', 'REASON', 'TRIES', 'NEXT TRY', 'AGE']),
  );
  await page.getByText('Recipient refused').first().focus();
  await page
    .getByRole('tooltip')
    .getByText(/550|refused/i)
    .first()
    .waitFor();
});

it('what is held, and what has one reason, is found with one click or by a filter', async () => {
  const { page } = editor;
  await page.getByRole('link', { name: 'Held (2)' }).click();
  await page.getByText('State is Held').first().waitFor();
  await row('Waiting one').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await row('Waiting one').waitFor();

  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('combobox', { name: 'Select field' }).click();
  await page.getByRole('option', { name: 'Reason' }).click();
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'Connection refused' }).click();
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByText('Reason is Connection refused').first().waitFor();
  await row('Number seven').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'All', exact: true }).click();
});

it('neither Publish nor Unpublish nor Duplicate is offered', async () => {
  const { page } = editor;
  await row('Waiting one').getByRole('button', { name: 'Row actions' }).click();
  expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
    'Send',
    'Edit',
    'Open in new tab',
    'Discard',
  ]);
  await page.keyboard.press('Escape');
});

it('an attachment is listed with its size, and downloaded', async () => {
  const { page, sees } = editor;
  await open('With a file');
  await sees('1 attachment');
  await sees(/23 byte/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download report.txt' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('report.txt');
  expect(await readFile(await download.path(), 'utf8')).toBe('The figures of November');
});

it('a message is sent to another recipient; what is no address is said at the field', async () => {
  const { page, sees } = editor;
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Send to…' }).click();
  await dialog.getByText(/in place of ann@example\.com/).waitFor();
  await dialog.getByLabel(/^E-mail address/).fill('nobody');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await dialog.getByText(/Enter one e-mail address/).waitFor();
  await useServer(site.mailServer.port);
  await dialog.getByLabel(/^E-mail address/).fill('boss@example.com');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await sees(/The mail server accepted the message/);
  await sees('To boss@example.com in place of ann@example.com');
  expect(await inboxOf(site.inbox)).toContainEqual(
    expect.objectContaining({
      subject: 'With a file',
      to: [expect.objectContaining({ address: 'boss@example.com' })],
    }),
  );
});

it('all that wait are sent in the background; the progress survives a reload, and Stop stops it', async () => {
  const { page, goTo, sees } = editor;
  // Not for the server to be away: what waits would go by itself when it is back.
  server.fault('rcpt', { reply: '451 4.7.1 try again later' });
  await useServer(server.port);
  await send('Later one');
  await send('Later two');
  server.heal();
  server.fault('mail', 'silent');
  await goTo(MESSAGES);
  await page.getByRole('button', { name: /^Send all/ }).click();
  await dialogButton('Send').click();
  await sees('Sending all waiting messages');
  await page.getByRole('progressbar').waitFor();
  await page.reload();
  await sees('Sending all waiting messages');
  await sees('Started by Eddie Editor');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await sees('Stopping…');
  // What is under way is finished first.
  await sees('Sending was stopped');
  await sees(/messages? (was|were) not tried/);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
});

it('what was not sent is said with its reason, which leads to the messages that have it', async () => {
  const { page, goTo, sees } = editor;
  server.heal();
  server.fault('rcpt', NO_SUCH_USER);
  await useServer(server.port);
  await goTo(MESSAGES);
  await row('Number seven').getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await dialogButton('Send').click();
  await sees('0 sent, 1 failed, 0 skipped.');
  await page.getByRole('link', { name: 'Recipient refused: 1' }).click();
  await page.getByText('Reason is Recipient refused').first().waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.reload();
  await row('Number seven').first().waitFor();
  expect(await page.getByText('0 sent, 1 failed, 0 skipped.').count()).toBe(0);
});

it('a draft is discarded after a question that says what is lost, and the log says by whom', async () => {
  const { page, sees } = editor;
  await open('Number seven');
  await page.getByRole('button', { name: 'Discard' }).click();
  await sees(/removed with its attachments and its history, and is never sent/);
  await dialogButton('Discard').click();
  await page.waitForURL(/collection-types\/plugin::outgoing-mail\.message(\?|$)/);
  expect(await site.logs()).toMatch(/\(held\) was discarded by Eddie Editor/);
});

describe.each(['light', 'dark'])('in %s', (theme) => {
  beforeAll(() =>
    editor.page.evaluate((name) => localStorage.setItem('STRAPI_THEME', name), theme),
  );

  it('the list is accessible, with what stands above it and with what a job ended in', async () => {
    const { page, goTo, sees } = editor;
    await goTo(MESSAGES);
    // The panel remembers what somebody looked at last.
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await row('Later one').waitFor();
    await expectAccessible(page, { within: 'main' });
    await row('Later one').getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expectAccessible(page, { within: '[role="alertdialog"]' });
    await dialogButton('Send').click();
    await sees('Sending is finished');
    await expectAccessible(page, { within: 'main' });
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  it('the message is accessible, and the dialogs that it opens', async () => {
    const { page, sees } = editor;
    await open('Later one');
    await sees('Discard');
    await expectAccessible(page, { within: 'aside:has(ol)' });
    await page.getByRole('button', { name: 'Send to…' }).click();
    await expectAccessible(page, { within: '[role="dialog"]' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expectAccessible(page, { within: '[role="alertdialog"]' });
    await page.keyboard.press('Escape');
  });
});

it('no page raised an error', () => {
  expect(editor.errors).toEqual([]);
});
