/** Pictures of what an editor does with drafts. */
import { MESSAGES, SETTINGS_PAGE } from '../browser/admin-panel';
import { takePicture } from './camera';
import { longAgo, postpone } from './past';
import { openStudio, saveSettings, type Studio, WELL_KEPT } from './studio';

let studio: Studio;

const NO_SUCH_USER = '550 5.1.1 <ms.wiliams@example.org>: Recipient address rejected: User unknown';
const GREYLISTED = '451 4.7.1 Greylisting in action, please come back later';

const INVOICE = Buffer.alloc(184_320, 'x').toString('base64');
const LETTER = `<h1>Your library card</h1>
<p>Dear Ms Williams,</p>
<p>your new card is ready at the desk. Please bring your old one.</p>
<p>The City Library</p>`;

beforeAll(async () => {
  studio = await openStudio({
    587: {
      ...WELL_KEPT,
      tls: 'starttls',
      recipients: {
        'ms.wiliams@example.org': NO_SUCH_USER,
        'accounts@example.net': '552 5.2.2 The mailbox is full',
        'jonas.weber@example.net': GREYLISTED,
        'office@example.net': GREYLISTED,
        'li.wei@example.net': GREYLISTED,
        'editor@example.com': GREYLISTED,
      },
    },
  });
  await saveSettings(studio);
  await fetch(`${studio.site.url}/admin/forgot-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: studio.site.editor.email }),
  });
  await write('mina.okafor@example.org', 'Your reservation for Saturday');
  await write('jonas.weber@example.net', 'Your book is ready');
  await write('office@example.net', 'Reading hour on 4 December');
  await write('li.wei@example.net', 'Your book is ready');
  await write('accounts@example.net', 'Invoice 2026-1187', {
    attachments: [
      {
        filename: 'invoice-2026-1187.pdf',
        content: INVOICE,
        encoding: 'base64',
        contentType: 'application/pdf',
      },
    ],
  });
  studio.server(587).fault('dot', 'close');
  await write('anna.rossi@example.org', 'Answer to your question');
  studio.server(587).heal();
  await write('ms.wiliams@example.org', 'Your library card', {
    text: 'Your new card is ready at the desk. Please bring your old one.',
    html: LETTER,
  });
  longAgo(studio.site, {
    'Your reservation for Saturday': 1700,
    'Your book is ready': 190,
    'Reading hour on 4 December': 95,
    'Invoice 2026-1187': 260,
    'Answer to your question': 70,
    'Reset password': 20,
    'Your library card': 12,
  });
  postpone(studio.site, 8);
}, 15 * 60_000);
afterAll(() => studio?.close());

const page = () => studio.editor.page;
const write = async (to: string, subject: string, more: object = {}) => {
  const { status } = await studio.api.post('/email', {
    to,
    from: 'City Library <library@example.com>',
    subject,
    text: 'Dear reader, please find the details below.',
    ...more,
  });
  if (status !== 200) throw new Error(`“${subject}” was answered with ${status}.`);
};
/** With the last of the panels, which may go further down than the page. */
const wholeMessage = () => ({
  of: [page().getByRole('main'), page().getByText('Set up preview')],
  whole: true,
});
/** Around some words, whatever its role says of how urgent they are. */
const BOX = 'xpath=ancestor::*[@role="status" or @role="alert"][1]';
const row = (subject: string) => page().getByRole('row').filter({ hasText: subject });
const open = async (subject: string) => {
  await studio.editor.goTo(MESSAGES);
  await row(subject).first().getByRole('link').click();
  await page().getByText('Delivery', { exact: true }).waitFor();
};

it('the list', async () => {
  await studio.editor.goTo(MESSAGES);
  await row('Your library card').waitFor();
  await takePicture(studio.editor, 'drafts', {
    of: page().getByRole('main'),
    margin: 0,
    width: 1440,
  });
});

it('a draft that is held', async () => {
  await open('Your library card');
  await studio.editor.sees('1 attempt');
  await takePicture(studio.editor, 'draft', wholeMessage());
});

it('another recipient', async () => {
  await page().getByRole('button', { name: 'Send to…' }).click();
  const dialog = page().getByRole('dialog');
  await dialog.getByLabel(/^E-mail address/).fill('ms.williams@example.org');
  await takePicture(studio.editor, 'send-to', { of: dialog, margin: 0 });
  await page().keyboard.press('Escape');
});

it('a message that may have been accepted', async () => {
  await open('Answer to your question');
  await page().getByRole('button', { name: 'Send again', exact: true }).click();
  await takePicture(studio.editor, 'in-doubt', { of: page().getByRole('alertdialog'), margin: 0 });
  await page().keyboard.press('Escape');
});

it('a message that carries a secret', async () => {
  await studio.editor.goTo(MESSAGES);
  await row(studio.site.editor.email).first().getByRole('link').click();
  await studio.editor.sees(/carries a link or a code that gives access/);
  await studio.editor.sees('1 attempt');
  await takePicture(studio.editor, 'secret', wholeMessage());
});

it('a job that sends all that wait, and what it ended in', async () => {
  const server = studio.server(587);
  server.fault('rcpt', { reply: GREYLISTED });
  for (let number = 1; number <= 34; number += 1)
    await write(`reader-${number}@example.org`, 'Reading hour on 4 December');
  postpone(studio.site, 30);
  server.heal();
  await studio.editor.goTo(MESSAGES);
  await page()
    .getByRole('button', { name: /^Send all/ })
    .click();
  const before = server.messages.length;
  const half = server.messageReceived(before + 20);
  await page().getByRole('alertdialog').getByRole('button', { name: 'Send', exact: true }).click();
  await half;
  server.fault('mail', 'silent');
  const job = page().getByRole('region', { name: 'Sending all waiting messages' });
  await job.getByText(/^2\d of 38/).waitFor();
  await takePicture(studio.editor, 'job', { of: job, margin: 8 });
  server.heal();
  server.dropConnections();
  await studio.editor.sees('Sending is finished');
  await takePicture(studio.editor, 'job-summary', {
    of: page().getByText('Sending is finished').locator('xpath=ancestor::*[@aria-live]'),
    margin: 8,
  });
});

it('drafts that can be sent now', async () => {
  const { administrator } = studio;
  await administrator.goTo(SETTINGS_PAGE);
  await administrator.page.getByRole('button', { name: 'Save Changes' }).click();
  const question = administrator.page.getByText(/drafts are waiting\. Send them now\?/);
  await question.waitFor();
  await takePicture(administrator, 'waiting-drafts', {
    of: question.locator(BOX),
  });
});
