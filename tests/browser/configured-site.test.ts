/** A site whose configuration says something: fields that are fixed there, and sessions that are renewed all the time. */
import type { Browser, Locator } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { launch, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { expectAccessible } from './axe';
import { wordsIn } from './words';

const say = wordsIn('en');

let site: RunningSite;
let browser: Browser;
let silent: SmtpTestServer;
let administrator: Person;

beforeAll(async () => {
  silent = await startSmtpServer({ faults: { mail: 'silent' } });
  site = await startFreshSite({
    env: {
      FIXED_SMTP: JSON.stringify({ host: '127.0.0.1', ehloName: 'www.example.com' }),
      ACCESS_TOKEN_SECONDS: '8',
    },
  });
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await silent?.close();
});

const field = (key: Parameters<typeof say>[0]) =>
  administrator.page.getByLabel(say(key), { exact: false }).first();
const button = (key: Parameters<typeof say>[0]) =>
  administrator.page.getByRole('button', { name: say(key), exact: true });
const describing = async (input: Locator): Promise<string> => {
  const ids = (await input.getAttribute('aria-describedby')) ?? '';
  const texts = ids.split(' ').map((id) => administrator.page.locator(`[id="${id}"]`).innerText());
  return (await Promise.all(texts)).join('\n');
};

it('a field that the configuration fixes cannot be typed in, and says where it is set', async () => {
  const { page, goTo } = administrator;
  await goTo(SETTINGS_PAGE);
  await field('field.host.label').waitFor();
  await button('settings.advanced').click();
  for (const [key, name, value] of [
    ['field.host.label', 'host', '127.0.0.1'],
    ['field.ehloName.label', 'ehloName', 'www.example.com'],
  ] as const) {
    expect(await field(key).inputValue()).toBe(value);
    expect(await field(key).isDisabled()).toBe(true);
    expect(await describing(field(key))).toContain(say('settings.locked', { field: name }));
  }
  expect(await field('field.port.label').isEnabled()).toBe(true);
  // Nothing that would fill in the host: it could not be saved.
  expect(await page.getByRole('combobox', { name: say('service.label') }).count()).toBe(0);
  await expectAccessible(page, { within: 'main' });
});

it('a session that is renewed in the midst of a check takes nothing from the page', async () => {
  const { page } = administrator;
  const renewed = () =>
    page.waitForResponse((response) => response.url().endsWith('/admin/access-token'));
  await field('field.port.label').fill(String(silent.port));
  await field('field.timeoutSeconds.label').fill('60');
  await button('action.check').click();
  await silent.commandReceived(/^MAIL/);
  expect((await renewed()).status()).toBe(200);

  const running = page.getByRole('list', { name: say('report.steps') }).locator('> li');
  expect(
    await running.evaluateAll((all) => all.map((one) => one.getAttribute('data-state'))),
  ).toEqual(['passed', 'passed', 'passed', 'running', 'coming', 'coming']);
  expect(await field('field.port.label').inputValue()).toBe(String(silent.port));
  expect(await field('field.timeoutSeconds.label').inputValue()).toBe('60');

  silent.heal();
  silent.dropConnections();
  await page.getByRole('region', { name: say('report.failed') }).waitFor();
});

it('a session that is over is renewed by the check itself', async () => {
  const { page } = administrator;
  // The server says so of this one request, whatever the panel has renewed by itself.
  await page.route('**/settings/check', (route) => route.fulfill({ status: 401, json: {} }), {
    times: 1,
  });
  await button('action.check').click();
  await page.getByRole('region', { name: say('report.passedUnsaved') }).waitFor();
  expect(await field('field.timeoutSeconds.label').inputValue()).toBe('60');
});

it('no page raised an error', () => {
  expect(administrator.errors).toEqual([]);
});
