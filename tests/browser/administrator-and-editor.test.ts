/** What an administrator and an editor do on the day the mail server's settings are wrong. */
import type { Browser } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { closedPort } from '../support/smtp-server';
import { ARTICLES, launch, MESSAGES, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { inboxOf } from './inbox';

let site: RunningSite;
let browser: Browser;
let administrator: Person;
let editor: Person;

beforeAll(async () => {
  site = await startFreshSite();
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
  editor = await signIn(browser, site.url, site.editor);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

const save = (name: 'Save Changes' | 'Save anyway') =>
  administrator.page.getByRole('button', { name }).first().click();

it('an administrator saves wrong settings and reads what is wrong, where, and what to do', async () => {
  const { page, goTo, sees, picture } = administrator;
  await goTo(SETTINGS_PAGE);
  const port = await closedPort();
  await page.getByLabel(/^SMTP Port/).fill(String(port));
  await save('Save Changes');
  await sees('The connection test failed. Nothing was saved.');
  await sees(`Nothing accepts connections at 127.0.0.1 on port ${port}.`);
  await sees(/Check host and port/);
  await page.locator('[aria-invalid="true"]').first().waitFor();
  expect(await page.getByLabel(/^SMTP Port/).getAttribute('aria-invalid')).toBe('true');
  await picture('smtp-server-page', 1750);

  await page.reload();
  await page.getByLabel(/^SMTP Port/).waitFor();
  expect(await page.getByLabel(/^SMTP Port/).inputValue()).toBe(String(site.mailServer.port));
});

it('the administrator saves them anyway, and is told that mail will be held', async () => {
  const { page, sees } = administrator;
  await page.getByLabel(/^SMTP Port/).fill(String(await closedPort()));
  await save('Save Changes');
  await sees(/outgoing mail will be held as drafts/i);
  await save('Save anyway');
  await sees('Settings saved although the test failed.');
});

it('an editor publishes an article, and finds its messages as drafts', async () => {
  const { page, goTo, sees } = editor;
  await goTo(ARTICLES);
  await page.getByRole('row').nth(1).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await sees(/Published document/i);
  await goTo(MESSAGES);
  await sees(/Nothing accepts connections/);
  expect(await page.getByRole('row').count()).toBe(1 + 3);
  expect(await inboxOf(site.inbox)).toHaveLength(0);
});

it('the editor opens a draft and reads why it was not sent', async () => {
  const { page, sees, picture } = editor;
  await page.getByRole('row').nth(1).click();
  await sees('Held');
  await sees('What is wrong');
  await sees('1 attempt');
  expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0);
  expect(await page.getByText(/max\. \d+ characters/).count()).toBe(0);
  await picture('draft', 1500);
});

it('the administrator corrects the settings: every step of the check is shown', async () => {
  const { page, goTo, sees } = administrator;
  await goTo(SETTINGS_PAGE);
  await page.getByLabel(/^SMTP Port/).fill(String(site.mailServer.port));
  await save('Save Changes');
  await sees('Settings saved');
  await sees('The mail server can be used with these settings.');
  for (const step of [
    'Connect to the server',
    'Introduce this site (EHLO)',
    'Finish without sending a message',
  ]) {
    await sees(step);
  }
});

it('the editor corrects the draft, sends it, and it is in the inbox', async () => {
  const { page, sees } = editor;
  await page.getByLabel(/^Subject/).fill('Corrected by the editor');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await sees(/Saved document/i);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await sees(/The mail server accepted the message/);
  await sees('Sent');
  expect(await inboxOf(site.inbox)).toMatchObject([{ subject: 'Corrected by the editor' }]);
});

it('the editor sends another from its table row, and the last in bulk', async () => {
  const { page, goTo, sees } = editor;
  await goTo(MESSAGES);
  const held = page.getByRole('row').filter({ hasText: 'held' });
  await held.first().getByRole('button', { name: 'Row actions' }).click();
  await page.getByRole('menuitem', { name: 'Send' }).click();
  await sees(/The mail server accepted the message/);
  await goTo(MESSAGES);
  await held.first().getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /Send|Confirm/ })
    .click();
  await sees('1 sent, 0 failed, 0 skipped.');
  expect(await inboxOf(site.inbox)).toHaveLength(3);
});

it('no page raised an error', () => {
  expect([...administrator.errors, ...editor.errors]).toEqual([]);
});
