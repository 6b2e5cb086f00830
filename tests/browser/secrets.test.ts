/** What nobody may see is not seen, and what is hostile does nothing. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { findings, formsOf } from '../support/secret-search';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { until } from '../support/until';
import { launch, MESSAGES, type Person, SETTINGS_PAGE, signIn } from './admin-panel';

const STATUS_PAGE = `${SETTINGS_PAGE}/status`;
/** With characters that HTML and JSON escape. */
const PASSWORD = 'a "secret" <of the site> & no one else';

let site: RunningSite;
let browser: Browser;
let administrator: Person;
let refusing: SmtpTestServer;
let stranger: Server;
/** What the stranger's web server was asked for. */
const asked: string[] = [];

beforeAll(async () => {
  site = await startFreshSite();
  refusing = await startSmtpServer({ faults: { rcpt: { reply: '550 5.1.1 no such user' } } });
  stranger = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('x');
  }).listen(0, '127.0.0.1');
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await refusing?.close();
  stranger?.close();
});

/** What stands at the end of the hostile HTML, or is asked for when all of it was laid out. */
const LAST = ['/poster', '/svg', '/background'];

/** These run in the page. */
const fieldValues = () =>
  [...document.querySelectorAll('input, textarea')].map(
    (field) => (field as HTMLInputElement).value,
  );
const kept = () => [{ ...localStorage }, { ...sessionStorage }, document.cookie];

const save = () => administrator.page.getByRole('button', { name: 'Save Changes' }).first().click();

it('HTML of a message is previewed where nothing of it runs or is loaded', async () => {
  const { page, goTo, sees } = administrator;
  const evil = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  await goTo(`${MESSAGES}/create`);
  await page.getByLabel(/^To/).fill('ann@example.com');
  await page.getByLabel(/^Subject/).fill('Hostile');
  await page.getByLabel(/^HTML/).fill(`
    <meta http-equiv="refresh" content="0;url=${evil}/refresh">
    <link rel="stylesheet" href="${evil}/style"><link rel="prefetch" href="${evil}/prefetch">
    <style>@import url(${evil}/import); p { background: url(${evil}/background) }</style>
    <script src="${evil}/script"></script>
    <script>top.document.title = 'taken'; fetch('${evil}/fetch')</script>
    <p>Words that may be read</p>
    <img src="${evil}/picture" onerror="parent.document.title = 'taken'">
    <img src="x" onerror="location = '${evil}/onerror'">
    <iframe src="${evil}/frame"></iframe><object data="${evil}/object"></object>
    <video src="${evil}/video" poster="${evil}/poster"></video>
    <svg><image href="${evil}/svg"/></svg>
    <form action="${evil}/form"><input autofocus onfocus="this.form.submit()"></form>`);
  await page.getByRole('button', { name: 'Preview' }).click();
  const frame = page.frameLocator('iframe[title="Preview of the HTML"]');
  await frame.getByText('Words that may be read').waitFor();
  await sees(/pictures from other servers are not loaded/);
  // Whatever it would load is asked for by then: the last of it was refused. That the network is idle is not said each time
  // when what was under way is blocked.
  await until(
    'the browser to refuse the pictures',
    async () => administrator.errors,
    (texts) => LAST.every((place) => texts.some((text) => text.includes(`${evil}${place}'`))),
  );
  expect(asked).toEqual([]);
  expect(await page.title()).not.toBe('taken');
  // What the browser would not do, it says; nothing else may have gone wrong.
  const refusals = administrator.errors.splice(0);
  expect(refusals.length).toBeGreaterThan(0);
  expect(refusals.filter((text) => !/sandbox|Content Security Policy/.test(text))).toEqual([]);
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await sees(/Saved document/i);
});

it('a message that carries a secret shows why it was not sent, and nothing of what is in it', async () => {
  const { page, goTo, sees } = administrator;
  await goTo(SETTINGS_PAGE);
  await page.getByLabel(/^SMTP Port/).fill(String(refusing.port));
  await save();
  await page.getByRole('button', { name: 'Save anyway' }).click();
  await sees('Settings saved although the test failed.');
  const answer = await fetch(`${site.url}/admin/forgot-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: site.admin.email }),
  });
  expect(answer.status).toBeLessThan(300);
  await goTo(MESSAGES);
  await page.getByRole('row').filter({ hasText: site.admin.email }).first().click();
  await sees(/carries a link or a code that gives access/);
  await sees(/no such user/);
  expect(await page.content()).not.toMatch(/reset-password/);
  expect(await page.getByLabel(/^HTML/).count()).toBe(0);
});

it('the administrator is asked before the password travels in clear text', async () => {
  const { page, goTo, sees } = administrator;
  await goTo(SETTINGS_PAGE);
  await page.getByLabel(/^SMTP Server/).fill('mail.invalid');
  await page.getByLabel(/^SMTP Port/).fill('25');
  await page.getByRole('checkbox', { name: 'Enabled' }).click();
  await page.getByLabel(/^Username/).fill('ann');
  await page.getByLabel(/^Password/).fill(PASSWORD);
  await save();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText(/would travel to mail\.invalid without encryption/).waitFor();
  await dialog.getByRole('button', { name: 'Choose encryption' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await page.getByText('The connection test failed').count()).toBe(0);

  await save();
  await dialog.getByRole('button', { name: 'Send unencrypted' }).click();
  await sees('The connection test failed. Nothing was saved.');
  await page.getByRole('button', { name: 'Save anyway' }).click();
  await dialog.getByRole('button', { name: 'Send unencrypted' }).click();
  await sees('Settings saved although the test failed.');
});

it('and is told for as long as it does, after a reload too', async () => {
  const { page, goTo, sees } = administrator;
  await sees(/travel unencrypted to mail\.invalid/);
  await goTo(SETTINGS_PAGE);
  await page
    .getByRole('alert')
    .getByText(/travel unencrypted/)
    .waitFor();
  await sees('A password is stored');
});

it('the password is in no page, in nothing that the browser keeps, and in no answer to it', async () => {
  const { page, goTo } = administrator;
  const answers: Promise<string>[] = [];
  page.on('response', (answer) => answers.push(answer.text().catch(() => '')));
  const places: Record<string, string> = {};
  for (const address of [SETTINGS_PAGE, STATUS_PAGE, MESSAGES, '/']) {
    await goTo(address);
    await page.locator('#main-content').waitFor();
    await page.waitForLoadState('networkidle');
    places[`the HTML of ${address}`] = await page.content();
    places[`the fields of ${address}`] = JSON.stringify(await page.evaluate(fieldValues));
    places[`what is kept at ${address}`] = JSON.stringify(await page.evaluate(kept));
  }
  places.answers = (await Promise.all(answers)).join('\n');
  const escaped = PASSWORD.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const forms = {
    ...formsOf(PASSWORD, 'ann'),
    'HTML-escaped': escaped,
    'HTML-escaped attribute': escaped.replaceAll('"', '&quot;'),
  };
  expect(findings(forms, places)).toEqual([]);
  // The search finds what is there.
  expect(findings({ host: 'mail.invalid' }, places)).toContain('host in answers');
  expect(findings({ host: 'mail.invalid' }, places)).toContain(
    `host in the fields of ${SETTINGS_PAGE}`,
  );
});

it('no page raised an error', () => {
  expect(administrator.errors).toEqual([]);
});
