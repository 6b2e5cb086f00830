/** The manners of the SMTP Server page: what it fills in, what it says before the server is asked, what it guards. */
import type { Browser, Request } from 'playwright-core';
import type { DetectResponse } from '../../server/contract';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { ARTICLES, launch, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { expectAccessible } from './axe';
import { inboxOf } from './inbox';
import { wordsIn } from './words';

const say = wordsIn('en');

let site: RunningSite;
let browser: Browser;
let administrator: Person;
let refusing: SmtpTestServer;

beforeAll(async () => {
  site = await startFreshSite();
  refusing = await startSmtpServer({ faults: { rcpt: { reply: '550 5.1.1 no such user' } } });
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await refusing?.close();
});

const field = (key: Parameters<typeof say>[0]) =>
  administrator.page.getByLabel(say(key), { exact: false }).first();
const button = (key: Parameters<typeof say>[0], values?: Parameters<typeof say>[1]) =>
  administrator.page.getByRole('button', { name: say(key, values), exact: true });
const open = async () => {
  await administrator.goTo(SETTINGS_PAGE);
  await field('field.host.label').waitFor();
};
const ANSWERED: DetectResponse = {
  data: {
    candidates: [
      {
        port: 587,
        encryption: 'tls',
        ok: true,
        ms: 80,
        offered: { sizeLimit: 26_214_400, signInMethods: ['PLAIN', 'LOGIN'], startTls: true },
      },
      { port: 25, encryption: 'none', ok: false, ms: 2 },
    ],
  },
};

const isSave = (request: Request) =>
  request.method() === 'PUT' && request.url().endsWith('/outgoing-mail/settings');

describe('the whole page', () => {
  it.each(['light', 'dark'])('can be used by everybody: axe finds nothing in %s', async (theme) => {
    const { page } = administrator;
    await page.evaluate((name) => localStorage.setItem('STRAPI_THEME', name), theme);
    await open();
    await button('settings.advanced').click();
    await field('field.tls.ca.label').waitFor();
    await field('field.ehloName.label').fill('web1');
    await expectAccessible(page, { within: 'main' });
    await field('field.ehloName.label').fill('');
    await page.evaluate(() => localStorage.removeItem('STRAPI_THEME'));
  });
});

describe('what can be seen to be wrong', () => {
  it('is said at the field before the server is asked', async () => {
    const { page, sees } = administrator;
    await open();
    const asked: Request[] = [];
    page.on('request', (request) => isSave(request) && asked.push(request));
    await field('field.host.label').fill('https://mail.example.com');
    await field('field.port.label').fill('70000');
    await field('field.timeoutSeconds.label').fill('a while');
    await button('action.save').click();
    await sees(say('mistake.host.scheme'));
    await sees(say('mistake.number', { min: 1, max: 65_535 }));
    await sees(say('mistake.number', { min: 1, max: 600 }));
    await page.waitForFunction(() => document.activeElement?.id === 'outgoing-mail.host');
    expect(asked).toEqual([]);
    await expectAccessible(page, { within: 'main' });
  });

  it('is warned of before it is a mistake', async () => {
    const { sees, page } = administrator;
    await open();
    await field('field.port.label').fill('465');
    await page.getByRole('radio', { name: say('field.encryption.tls'), exact: true }).click();
    await sees(say('advice.port.tls'));
    await field('field.timeoutSeconds.label').fill('120');
    await sees(say('advice.timeout.proxy'));
    await button('settings.advanced').click();
    await field('field.ehloName.label').fill('web1');
    await sees(say('advice.ehloName.dot'));
    const id = await field('field.ehloName.label').getAttribute('aria-describedby');
    expect(id).toContain('advice');
  });
});

describe('what need not be typed', () => {
  it('is the server of a well-known service, with a word about its sign-in', async () => {
    const { page, sees } = administrator;
    await open();
    // Typed, not filled in: the list opens by the keys.
    await page.getByRole('combobox', { name: say('service.label') }).pressSequentially('gmail');
    await page.getByRole('option', { name: 'Gmail', exact: true }).click();
    expect(await field('field.host.label').inputValue()).toBe('smtp.gmail.com');
    expect(await field('field.port.label').inputValue()).toBe('465');
    expect(
      await page.getByRole('radio', { name: say('field.encryption.ssl'), exact: true }).isChecked(),
    ).toBe(true);
    await sees(say('service.signIn.app-password', { name: 'Gmail' }));
    await expectAccessible(page, { within: 'main' });
    await field('field.host.label').fill('mail.example.com');
    expect(await page.getByRole('combobox', { name: say('service.label') }).inputValue()).toBe('');
  });

  it('is found out from the host, without a password', async () => {
    const { page, sees } = administrator;
    await open();
    await field('field.host.label').fill('127.0.0.1');
    await button('detect.action').click();
    await sees(say('detect.title', { host: '127.0.0.1' }));
    await sees(say('detect.noPassword'));
    await expectAccessible(page, { within: 'main' });
    await field('field.host.label').fill('mail.example.com');
    expect(await page.getByText(say('detect.noPassword')).count()).toBe(0);
  });

  it('is taken over from a server that answered with one click, and nothing is saved', async () => {
    const { page, sees } = administrator;
    // The usual ports of this machine are not a test's to listen on.
    await page.route('**/settings/detect', (route) => route.fulfill({ json: ANSWERED }));
    await open();
    await field('field.host.label').fill('mail.example.com');
    await button('detect.action').click();
    await sees(say('detect.tls', { port: '587' }));
    await sees(say('detect.best'));
    await expectAccessible(page, { within: 'main' });
    await button('detect.use.label', { port: '587' }).click();
    await sees(say('detect.taken'));
    expect(await field('field.port.label').inputValue()).toBe('587');
    await page.waitForFunction(() => document.activeElement?.id === 'outgoing-mail.port');
    await page.unroute('**/settings/detect');
  });
});

describe('unsaved changes', () => {
  it('are asked about before the page is left, inside the panel', async () => {
    const { page } = administrator;
    await open();
    await field('field.timeoutSeconds.label').fill('31');
    await page.getByRole('link', { name: 'Content Manager' }).first().click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(say('leave.body')).waitFor();
    await expectAccessible(page, { within: '[role=alertdialog]' });
    await dialog.getByRole('button', { name: say('leave.stay') }).click();
    expect(await field('field.timeoutSeconds.label').inputValue()).toBe('31');
    await page.getByRole('link', { name: 'Content Manager' }).first().click();
    await dialog.getByRole('button', { name: say('leave.leave'), exact: true }).click();
    await page.waitForURL(/content-manager/);
  });

  it('are asked about by the browser when the page is loaded again', async () => {
    const { page } = administrator;
    await open();
    await field('field.timeoutSeconds.label').fill('31');
    const asked = page.waitForEvent('dialog');
    const reloaded = page.reload();
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
    await reloaded;
    expect(await field('field.timeoutSeconds.label').inputValue()).toBe('30');
  });

  it('are all that is sent', async () => {
    const { page } = administrator;
    await open();
    await field('field.timeoutSeconds.label').fill('31');
    const saving = page.waitForRequest(isSave);
    await button('action.save').click();
    expect((await saving).postDataJSON()).toEqual({ timeoutSeconds: 31 });
    await administrator.sees(say('saved.ok'));
    await page.getByText(/Last test: passed/).waitFor();
    await field('field.timeoutSeconds.label').fill('30');
    await administrator.sees(say('lastCheck.changed'));
  });
});

describe('a test message', () => {
  it('goes to the own address with the saved settings, and the words of the server are shown', async () => {
    const { page, sees } = administrator;
    await sees(say('testMessage.unsaved'));
    expect(await field('testMessage.to').inputValue()).toBe(site.admin.email);
    await button('testMessage.action').click();
    await sees(say('testMessage.accepted', { to: site.admin.email }));
    await page.getByText(say('report.response')).last().waitFor();
    expect(await inboxOf(site.inbox)).toEqual([
      expect.objectContaining({ to: [expect.objectContaining({ address: site.admin.email })] }),
    ]);
    await expectAccessible(page, { within: 'main' });
  });

  it('is not sent to what is no address', async () => {
    await field('testMessage.to').fill('nobody');
    await button('testMessage.action').click();
    await administrator.sees(say('testMessage.invalid'));
  });
});

describe('drafts that are there when settings were saved that can be used', () => {
  it('are offered to be sent, and are sent', async () => {
    const { page, goTo, sees } = administrator;
    await open();
    await field('field.port.label').fill(String(refusing.port));
    await button('action.save').click();
    await button('action.saveAnyway').click();
    await sees(say('saved.anyway'));
    await goTo(ARTICLES);
    await page.getByRole('row').nth(1).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    await sees(/Published document/i);

    await open();
    await field('field.port.label').fill(String(site.mailServer.port));
    await button('action.save').click();
    await sees(say('waitingDrafts.question', { count: 3 }));
    await button('waitingDrafts.send').click();
    await sees(say('job.figures', { sent: 3, failed: 0, skipped: 0 }));
    expect(await inboxOf(site.inbox)).toHaveLength(4);
  });
});

it('no page raised an error', () => {
  expect(administrator.errors).toEqual([]);
});
