/** The check on the page: what is seen while it runs, what it found out, and what helps where it failed. */
import type { Browser, Locator } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import {
  startSmtpServer,
  type SmtpServerOptions,
  type SmtpTestServer,
} from '../support/smtp-server';
import { launch, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { expectAccessible } from './axe';
import { wordsIn } from './words';

const say = wordsIn('en');

let site: RunningSite;
let browser: Browser;
let administrator: Person;
const servers: SmtpTestServer[] = [];

beforeAll(async () => {
  site = await startFreshSite();
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await Promise.all(servers.map((server) => server.close()));
});

const serverWith = async (options: SmtpServerOptions): Promise<SmtpTestServer> => {
  const server = await startSmtpServer(options);
  servers.push(server);
  return server;
};

const field = (key: Parameters<typeof say>[0]) =>
  administrator.page.getByLabel(say(key), { exact: false }).first();
const button = (key: Parameters<typeof say>[0], values?: Parameters<typeof say>[1]) =>
  administrator.page.getByRole('button', { name: say(key, values), exact: true });
const choose = (encryption: 'none' | 'tls' | 'ssl') =>
  administrator.page
    .getByRole('radio', { name: say(`field.encryption.${encryption}`), exact: true })
    .click();

/** The page anew, with this server in the form and nothing saved. */
const openWith = async (server: SmtpTestServer): Promise<void> => {
  await administrator.goTo(SETTINGS_PAGE);
  await field('field.host.label').fill(server.host);
  await field('field.port.label').fill(String(server.port));
};

const steps = (): Locator =>
  administrator.page.getByRole('list', { name: say('report.steps') }).locator('> li');
const step = (stage: string): Locator => steps().filter({ hasText: stage });

/** The box with the result, once it is there. */
const report = (key: Parameters<typeof say>[0]): Locator =>
  administrator.page.getByRole('region', { name: say(key) });

it('steps appear as they happen: passed, under way, still to come', async () => {
  const server = await serverWith({ faults: { mail: 'silent' } });
  await openWith(server);
  await button('action.check').click();
  await server.commandReceived(/^MAIL/);
  await step(say('report.stage.mail'))
    .and(administrator.page.locator('[data-state=running]'))
    .waitFor();
  expect(
    await steps().evaluateAll((all) => all.map((one) => one.getAttribute('data-state'))),
  ).toEqual(['passed', 'passed', 'passed', 'running', 'coming', 'coming']);
  expect(await step(say('report.stage.connect')).innerText()).toMatch(/\d ms/);
  await expectAccessible(administrator.page, { within: 'main' });

  server.dropConnections();
  await report('report.failed').waitFor();
  expect(
    await steps().evaluateAll((all) => all.map((one) => one.getAttribute('data-state'))),
  ).toEqual(['passed', 'passed', 'passed', 'failed', 'skipped', 'skipped']);
});

it('a test that fails leads to what is wrong, and is read aloud', async () => {
  const { page } = administrator;
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(say('report.failed'));
  await page
    .getByRole('status', { name: say('report.title') })
    .getByText(say('report.failed'))
    .waitFor();
  await expectAccessible(page, { within: 'main' });
});

it('leaving the page breaks the test off', async () => {
  const server = await serverWith({ faults: { mail: 'silent' } });
  await openWith(server);
  await button('action.check').click();
  await server.commandReceived(/^MAIL/);
  await administrator.goTo('/admin');
  await server.allClosed();
});

it('TLS shows version, cipher, certificate and its last day; EHLO shows size and sign-in', async () => {
  const server = await serverWith({
    tls: 'starttls',
    size: 25 * 1024 * 1024,
    auth: { user: 'ann', pass: 'a secret' },
  });
  await openWith(server);
  await choose('tls');
  await button('settings.advanced').click();
  await administrator.page.getByRole('checkbox', { name: say('field.tls.verify.label') }).click();
  await administrator.sees(say('advice.tls.verify'));
  await button('action.check').click();
  await steps().first().waitFor();
  const tls = step(say('report.stage.tls'));
  await tls.getByText(/TLSv1\.3, \S+/).waitFor();
  await tls.getByText(/Certificate for .+, issued by .+/).waitFor();
  await tls.getByText(say('facts.validTo', { date: 'January 1, 2125' })).waitFor();
  await tls.getByText(say('facts.notVerified')).waitFor();
  const ehlo = step(say('report.stage.ehlo'));
  await ehlo.getByText(say('facts.size', { megabytes: 25 })).waitFor();
  await ehlo.getByText(/Sign-in: .*PLAIN/).waitFor();
});

it('a port that speaks SSL is found out, and one click switches to SSL and tests again', async () => {
  const server = await serverWith({ tls: 'implicit' });
  await openWith(server);
  await button('action.check').click();
  await report('report.failed').waitFor();
  await button('remedy.USE_SSL').click();
  expect(
    await administrator.page
      .getByRole('radio', { name: say('field.encryption.ssl'), exact: true })
      .isChecked(),
  ).toBe(true);
  // Its certificate is by an authority that nobody knows: the next thing to be cured.
  await button('remedy.ADD_CA').click();
  await administrator.page.waitForFunction(
    () => document.activeElement?.id === 'outgoing-mail.tls.ca',
  );
});

it('a server that wants a sign-in: one click switches it on, and leads to what is missing', async () => {
  const server = await serverWith({ auth: { user: 'ann', pass: 'a secret' } });
  await openWith(server);
  await button('action.check').click();
  await report('report.failed').waitFor();
  await button('remedy.ENABLE_AUTH').click();
  await administrator.sees(say('mistake.username.blank'));
  await administrator.page.waitForFunction(
    () => document.activeElement?.id === 'outgoing-mail.auth.username',
  );
});

it('the words of the server are shown as text', async () => {
  const server = await serverWith({
    faults: { mail: { reply: '550 5.7.1 <img src=x onerror=alert(1)> not from here' } },
  });
  await openWith(server);
  await button('action.check').click();
  await report('report.failed')
    .getByText(/<img src=x onerror=alert\(1\)> not from here/)
    .first()
    .waitFor();
  expect(await administrator.page.locator('main img[src=x]').count()).toBe(0);
});

it('a result goes stale when something changes', async () => {
  await field('field.timeoutSeconds.label').fill('29');
  await administrator.sees(say('report.stale'));
  expect(await button('action.saveAnyway').count()).toBe(0);
  await field('field.timeoutSeconds.label').fill('30');
  await button('action.saveAnyway').waitFor();
});

it('settings that passed without being saved are saved by the button beside the result', async () => {
  const server = await serverWith({});
  await openWith(server);
  await button('action.check').click();
  await report('report.passedUnsaved').waitFor();
  await button('action.saveNow').click();
  await report('report.passed').waitFor();
  await administrator.sees(say('saved.ok'));
});

it('no page raised an error', () => {
  expect(administrator.errors).toEqual([]);
});
