/** What an administrator and an editor do on the day the mail server's settings are wrong. */
import type { Browser } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { closedPort, type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { until } from '../support/until';
import { ARTICLES, launch, MESSAGES, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { inboxOf } from './inbox';

let site: RunningSite;
let browser: Browser;
let refusing: SmtpTestServer;
let administrator: Person;
let editor: Person;

beforeAll(async () => {
  site = await startFreshSite();
  refusing = await startSmtpServer({ faults: { rcpt: { reply: '550 5.1.1 no such user' } } });
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
  editor = await signIn(browser, site.url, site.editor);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await refusing?.close();
});

const save = (name: 'Save Changes' | 'Save anyway') =>
  administrator.page.getByRole('button', { name }).first().click();

const saveAnyway = async (port: number) => {
  const { page, goTo, sees } = administrator;
  await goTo(SETTINGS_PAGE);
  await page.getByLabel(/^SMTP Port/).fill(String(port));
  await save('Save Changes');
  await sees(/outgoing mail is kept as drafts/i);
  await save('Save anyway');
  await sees('Settings saved although the test failed.');
};

const correctSettings = async () => {
  const { page, goTo, sees } = administrator;
  await goTo(SETTINGS_PAGE);
  await page.getByLabel(/^SMTP Port/).fill(String(site.mailServer.port));
  await save('Save Changes');
  await sees('Settings saved');
  await sees('The mail server can be used with these settings.');
};

const publish = async (article: number) => {
  const { page, goTo, sees } = editor;
  await goTo(ARTICLES);
  await page.getByRole('row').nth(article).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await sees(/Published document/i);
};

const correct = async (subject: string) => {
  const { page, sees } = editor;
  await page.getByLabel(/^Subject/).fill(subject);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await sees(/Saved document/i);
};

const heldRows = () => editor.page.getByRole('row').filter({ hasText: 'Held' });

it('an administrator saves wrong settings and reads what is wrong, where, and what to do', async () => {
  const { page, goTo, sees } = administrator;
  await goTo(SETTINGS_PAGE);
  const port = await closedPort();
  await page.getByLabel(/^SMTP Port/).fill(String(port));
  await save('Save Changes');
  await sees('The connection test failed. Nothing was saved.');
  await sees(`Nothing on this machine accepts connections on port ${port}.`);
  await sees(/Check the port/);
  await page.locator('[aria-invalid="true"]').first().waitFor();
  expect(await page.getByLabel(/^SMTP Port/).getAttribute('aria-invalid')).toBe('true');

  await page.reload();
  await page.getByLabel(/^SMTP Port/).waitFor();
  expect(await page.getByLabel(/^SMTP Port/).inputValue()).toBe(String(site.mailServer.port));
});

it('the administrator saves them anyway, and is told that mail will be held', async () => {
  await saveAnyway(await closedPort());
});

it('an editor publishes an article, and finds its messages as drafts', async () => {
  await publish(1);
  await editor.goTo(MESSAGES);
  await editor.sees('Connection refused');
  expect(await editor.page.getByRole('row').count()).toBe(1 + 3);
  expect(await inboxOf(site.inbox)).toHaveLength(0);
});

it('the editor opens a draft, reads why it was not sent and that it will be, and corrects it', async () => {
  const { page, sees } = editor;
  await page.getByRole('row').nth(1).click();
  await sees('Waiting');
  await sees(/It will be tried again by itself/);
  await sees('What is wrong');
  await sees('1 attempt');
  expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0);
  expect(await page.getByText(/max\. \d+ characters/).count()).toBe(0);
  await correct('Corrected by the editor');
});

it('the administrator corrects the settings: every step of the check is shown', async () => {
  await correctSettings();
  for (const step of [
    'Connect to the server',
    'Introduce this site (EHLO)',
    'Finish without sending a message',
  ]) {
    await administrator.sees(step);
  }
});

it('what waited is sent by itself then, as the editor corrected it', async () => {
  const mails = await until(
    'three messages in the inbox',
    () => inboxOf(site.inbox),
    ({ length }) => length === 3,
  );
  expect(mails).toContainEqual(expect.objectContaining({ subject: 'Corrected by the editor' }));
  await editor.page.reload();
  await editor.sees('Sent');
});

it('a server that refuses the recipients leaves messages that are held', async () => {
  await saveAnyway(refusing.port);
  await publish(2);
  await editor.goTo(MESSAGES);
  await heldRows().nth(2).waitFor();
  await heldRows().first().click();
  await editor.sees('Held');
  await editor.sees(/It waits for a person/);
  await correctSettings();
});

it('the editor corrects one, sends it, and it is in the inbox', async () => {
  const { page, sees } = editor;
  await correct('Refused, and corrected');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await sees(/The mail server accepted the message/);
  await sees('Sent');
  expect(await inboxOf(site.inbox)).toContainEqual(
    expect.objectContaining({ subject: 'Refused, and corrected' }),
  );
});

it('the editor sends another from its table row, and the last in bulk', async () => {
  const { page, goTo, sees } = editor;
  await goTo(MESSAGES);
  await heldRows().first().getByRole('button', { name: 'Row actions' }).click();
  await page.getByRole('menuitem', { name: 'Send' }).click();
  await sees(/The mail server accepted the message/);
  await goTo(MESSAGES);
  await heldRows().first().getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /Send|Confirm/ })
    .click();
  await sees('1 sent, 0 failed, 0 skipped.');
  expect(await inboxOf(site.inbox)).toHaveLength(6);
});

it('no page raised an error', () => {
  expect([...administrator.errors, ...editor.errors]).toEqual([]);
});
