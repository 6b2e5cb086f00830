/** Every dialog of ours, and what a failed test shows, in light and in dark: axe-core finds nothing. */
import type { Browser } from 'playwright-core';
import type { MessageKey } from '../../admin/dictionary';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { launch, MESSAGES, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { expectAccessible } from './axe';
import { clientFor } from './client';
import { wordsIn } from './words';

const say = wordsIn('en');
const QUESTION = '[role="alertdialog"]';
const WINDOW = '[role="dialog"]';

let site: RunningSite;
let browser: Browser;
let server: SmtpTestServer;
let person: Person;

beforeAll(async () => {
  site = await startFreshSite();
  server = await startSmtpServer({ faults: { rcpt: { reply: '550 5.1.1 no such user' } } });
  const api = await clientFor(site, site.admin);
  const settings = { host: server.host, port: server.port, timeoutSeconds: 2, saveAnyway: true };
  expect((await api.put('/outgoing-mail/settings', settings)).status).toBe(200);
  const write = (subject: string) =>
    api.post('/email', { to: 'ann@example.com', subject, text: 'Hello', html: '<p>Hello</p>' });
  await write('Refused');
  server.heal();
  server.fault('after', 'close');
  await write('In doubt');
  server.heal();
  server.fault('rcpt', { reply: '451 4.7.1 try again later' });
  await write('Waiting');
  browser = await launch();
  person = await signIn(browser, site.url, site.admin);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await server?.close();
});

const button = (key: MessageKey, values?: Record<string, number>) =>
  person.page.getByRole('button', { name: say(key, values), exact: true }).first();
const field = (key: MessageKey) => person.page.getByLabel(say(key), { exact: false }).first();
const open = async (subject: string) => {
  await person.goTo(MESSAGES);
  await person.page.getByRole('row').filter({ hasText: subject }).first().getByRole('link').click();
  await button('discard.action').waitFor();
};
const isAccessible = async (within: string) => {
  await person.page.locator(within).waitFor();
  await expectAccessible(person.page, { within });
  await person.page.keyboard.press('Escape');
  await person.page.locator(within).waitFor({ state: 'hidden' });
};

describe.each(['light', 'dark'])('in %s', (theme) => {
  beforeAll(() =>
    person.page.evaluate((name) => localStorage.setItem('STRAPI_THEME', name), theme),
  );

  it('what a failed test shows', async () => {
    await person.goTo(SETTINGS_PAGE);
    await button('action.check').click();
    await person.page.getByRole('region', { name: say('report.failed') }).waitFor();
    await expectAccessible(person.page, { within: 'main' });
  });

  it('the question before a page with changes is left', async () => {
    await field('field.timeoutSeconds.label').fill('31');
    await person.page.getByRole('link', { name: 'Content Manager' }).first().click();
    await isAccessible(QUESTION);
  });

  it('the question before a password travels in clear text', async () => {
    await field('field.host.label').fill('mail.invalid');
    await field('field.port.label').fill('25');
    await person.page.getByRole('checkbox', { name: say('field.auth.enabled.label') }).click();
    await field('field.auth.username.label').fill('ann');
    await field('field.auth.password.label').fill('a secret');
    await button('action.save').click();
    await isAccessible(QUESTION);
    const leaving = person.page.waitForEvent('dialog');
    const left = person.goTo(MESSAGES);
    await (await leaving).accept();
    await left;
  });

  it('the questions of a message: another recipient, discard, preview', async () => {
    await open('Refused');
    await button('sendElsewhere.action').click();
    await isAccessible(WINDOW);
    await button('discard.action').click();
    await isAccessible(QUESTION);
    await button('preview.action').click();
    await isAccessible(WINDOW);
  });

  it('the questions of a message that may have been accepted', async () => {
    await open('In doubt');
    await expectAccessible(person.page, { within: 'aside:has(ol)' });
    await button('sendElsewhere.action').click();
    await isAccessible(WINDOW);
    await button('send.again').click();
    await isAccessible(QUESTION);
  });

  it('the questions before many are sent', async () => {
    await person.goTo(MESSAGES);
    await person.page.getByRole('button', { name: /^Send the one|^Send all/ }).click();
    await isAccessible(QUESTION);
    await person.page
      .getByRole('row')
      .filter({ hasText: 'Refused' })
      .first()
      .getByRole('checkbox')
      .click();
    await button('send.action').click();
    await isAccessible(QUESTION);
  });
});

it('no page raised an error', () => {
  expect(person.errors).toEqual([]);
});
