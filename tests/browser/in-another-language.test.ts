/** Somebody whose panel speaks German meets each part of the plugin once, and no English of ours. */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator } from 'playwright-core';
import type { DetectResponse, SettingsResponse } from '../../server/contract';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import type { Client } from '../support/http';
import {
  closedPort,
  type SmtpServerOptions,
  type SmtpTestServer,
  startSmtpServer,
} from '../support/smtp-server';
import { ARTICLES, launch, MESSAGES, type Person, SETTINGS_PAGE, signIn } from './admin-panel';
import { clientFor } from './client';
import { untranslatedIn } from './untranslated';
import { type SentenceKey, wordsIn } from './words';

const LANGUAGE = 'de';
const say = wordsIn(LANGUAGE);
const untranslatedOn = untranslatedIn(LANGUAGE);

let site: RunningSite;
let browser: Browser;
let api: Client;
let server: SmtpTestServer;
let person: Person;
const servers: SmtpTestServer[] = [];

const serverWith = async (options: SmtpServerOptions = {}): Promise<SmtpTestServer> => {
  const started = await startSmtpServer(options);
  servers.push(started);
  return started;
};

beforeAll(async () => {
  site = await startFreshSite();
  server = await serverWith();
  api = await clientFor(site, site.admin);
  browser = await launch();
  person = await signIn(browser, site.url, site.admin, { language: LANGUAGE });
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await Promise.all(servers.map((one) => one.close()));
});
/** No English of ours on the page as it is now, and nothing in the console. */
const inGerman = async (): Promise<void> => {
  expect(await untranslatedOn(person.page)).toEqual([]);
  expect(person.errors).toEqual([]);
};
afterEach(inGerman);

const field = (key: SentenceKey) => person.page.getByLabel(say(key), { exact: false }).first();
const button = (key: SentenceKey, values?: Parameters<typeof say>[1]) =>
  person.page.getByRole('button', { name: say(key, values), exact: true });
const region = (key: SentenceKey) => person.page.getByRole('region', { name: say(key) });
const seesWords = (key: SentenceKey, values?: Parameters<typeof say>[1]) =>
  person.sees(say(key, values));
/** Words that end in something else each time, such as how long ago it was. */
const beginningOf = (key: SentenceKey, name: string): RegExp =>
  new RegExp(`${say(key, { [name]: '\0' }).split('\0')[0]}.+`);
const endOf = (key: SentenceKey, name: string): RegExp =>
  new RegExp(`.+${say(key, { [name]: '\0' }).split('\0')[1]}`);
const choose = (encryption: 'none' | 'tls' | 'ssl') =>
  person.page
    .getByRole('radio', { name: say(`field.encryption.${encryption}`), exact: true })
    .click();
const open = async () => {
  await person.goTo(SETTINGS_PAGE);
  await field('field.host.label').waitFor();
};
/** Puts a server into the form that is open. */
const enter = async ({ host, port }: { host: string; port: number }) => {
  await field('field.host.label').fill(host);
  await field('field.port.label').fill(String(port));
  await choose('none');
};

describe('the SMTP Server page', () => {
  it('is in the menu, and says what it is for', async () => {
    const { page, goTo } = person;
    await goTo('/admin/settings');
    await page.getByRole('link', { name: say('menu.outgoingMail') }).click();
    await seesWords('menu.section');
    await page.getByRole('heading', { level: 1, name: say('page.title') }).waitFor();
    await seesWords('page.intro');
    await seesWords('note.tested');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(LANGUAGE);
    await button('settings.advanced').click();
    await seesWords('field.tls.ca.hint');
  });

  it('fills in a service, and says what it wants for a password', async () => {
    const { page } = person;
    await open();
    await page.getByRole('combobox', { name: say('service.label') }).pressSequentially('gmail');
    await page.getByRole('option', { name: 'Gmail', exact: true }).click();
    await seesWords('service.signIn.app-password', { name: 'Gmail' });
    expect(await field('field.host.label').inputValue()).toBe('smtp.gmail.com');
  });

  it('finds settings out', async () => {
    const { page } = person;
    const host = 'mail.example.com';
    // The usual ports of this machine are not a test's to listen on.
    await page.route('**/settings/detect', (route) => route.fulfill({ json: detected(host) }));
    await open();
    await field('field.host.label').fill(host);
    await button('detect.action').click();
    await seesWords('detect.title', { host });
    await seesWords('detect.best');
    await seesWords('failure.CONNECTION_REFUSED.message', { host, port: '25' });
    await inGerman();
    await button('detect.use.label', { port: '587' }).click();
    await seesWords('detect.taken');
  });

  it('warns before a mistake, and says one at its field', async () => {
    await open();
    await field('field.port.label').fill('465');
    await choose('tls');
    await seesWords('advice.port.tls');
    await field('field.timeoutSeconds.label').fill('120');
    await seesWords('advice.timeout.proxy');
    await field('field.host.label').fill('https://mail.example.com');
    await field('field.timeoutSeconds.label').fill('700');
    await button('action.save').click();
    await seesWords('mistake.host.scheme');
    await seesWords('mistake.number', { min: 1, max: 600 });
  });

  it('says at its field what only the server finds wrong', async () => {
    await open();
    await button('settings.advanced').click();
    await field('field.sender.from.label').fill('ann@example.com, bob@example.com');
    await button('action.check').click();
    await seesWords('refusal.SENDER_FORM', { example: 'My Site <no-reply@example.com>' });
    await seesWords('problem.invalidCheck');
  });

  it('asks before changes are lost', async () => {
    const { page } = person;
    const dialog = page.getByRole('alertdialog');
    await page.locator('nav a[href$="/content-manager"]').first().click();
    await dialog.getByText(say('leave.title')).waitFor();
    await dialog.getByText(say('leave.body')).waitFor();
    await inGerman();
    await dialog.getByRole('button', { name: say('leave.stay') }).click();
    await page.locator('nav a[href$="/content-manager"]').first().click();
    await dialog.getByRole('button', { name: say('leave.leave'), exact: true }).click();
    await page.waitForURL(/content-manager/);
  });

  it('says where a field is set that cannot be changed', async () => {
    const { page } = person;
    await page.route('**/outgoing-mail/settings', async (route) => {
      const response = await route.fetch();
      const { data } = (await response.json()) as SettingsResponse;
      await route.fulfill({ response, json: { data: { ...data, locked: ['port'] } } });
    });
    await open();
    await seesWords('settings.locked', { field: 'port' });
    expect(await field('field.port.label').isDisabled()).toBe(true);
    await page.unroute('**/outgoing-mail/settings');
  });
});

const detected = (host: string): DetectResponse => ({
  data: {
    candidates: [
      {
        port: 587,
        encryption: 'tls',
        ok: true,
        ms: 80,
        offered: { sizeLimit: 26_214_400, signInMethods: ['PLAIN'], startTls: true },
      },
      {
        port: 25,
        encryption: 'none',
        ok: false,
        ms: 2,
        failure: {
          code: 'CONNECTION_REFUSED',
          message: 'As English has it.',
          hint: 'So too.',
          words: { key: 'CONNECTION_REFUSED', values: { host, port: '25' } },
        },
      },
    ],
  },
});

const steps = (): Locator =>
  person.page.getByRole('list', { name: say('report.steps') }).locator('> li');
const step = (key: SentenceKey): Locator => steps().filter({ hasText: say(key) });

describe('the check', () => {
  beforeAll(open);

  it('shows its steps while it runs, and how a connection broke off', async () => {
    const silent = await serverWith({ faults: { mail: 'silent' } });
    await enter(silent);
    await button('action.check').click();
    await silent.commandReceived(/^MAIL/);
    await step('report.stage.mail')
      .and(person.page.locator('[data-state=running]'))
      .getByText(say('report.step.running'))
      .waitFor();
    await inGerman();
    silent.dropConnections();
    await region('report.failed').waitFor();
    const where = { server: `${silent.host}:${silent.port}`, during: say('during.mail') };
    await seesWords('failure.CONNECTION_CLOSED.message', where);
    await seesWords('failure.CONNECTION_CLOSED.hint');
  });

  it('says what is wrong, what to do, and marks the field', async () => {
    const port = await closedPort();
    await enter({ host: '127.0.0.1', port });
    await button('action.check').click();
    await region('report.failed').getByText(say('report.todo')).waitFor();
    await seesWords('failure.CONNECTION_REFUSED_LOCAL.hint', { host: '127.0.0.1' });
    const said = person.page.getByText(
      say('failure.CONNECTION_REFUSED_LOCAL.message', { port: String(port) }),
      { exact: true },
    );
    // In the report, and at the field.
    expect(await said.count()).toBe(2);
    expect(await field('field.port.label').getAttribute('aria-invalid')).toBe('true');
    await button('report.goToField', { field: say('field.port.label') }).click();
    await person.page.waitForFunction(() => document.activeElement?.id === 'outgoing-mail.port');
  });

  it('shows the words of the server as they are', async () => {
    await enter(await serverWith({ faults: { mail: { reply: '550 5.7.1 not from here' } } }));
    await button('action.check').click();
    await region('report.failed').getByText(say('report.response')).waitFor();
    await person.sees(/not from here/);
    await seesWords('failure.SENDER_REFUSED.message');
    await seesWords('action.saveAnywayHint');
  });

  it('cures with one click', async () => {
    await enter(await serverWith({ tls: 'implicit' }));
    await button('action.check').click();
    await button('remedy.USE_SSL').click();
    await button('remedy.ADD_CA').waitFor();
    await seesWords('failure.CERTIFICATE_UNTRUSTED.hint');
  });

  it('shows what it found out about encryption and the server', async () => {
    const auth = { user: 'ann', pass: 'a secret' };
    await enter(await serverWith({ tls: 'starttls', size: 25 * 1024 * 1024, auth }));
    await choose('tls');
    // The folded part opened by itself when its certificate was in question.
    await person.page.getByRole('checkbox', { name: say('field.tls.verify.label') }).click();
    await seesWords('advice.tls.verify');
    await button('action.check').click();
    const tls = step('report.stage.tls');
    await tls.getByText(say('facts.validTo', { date: '1. Januar 2125' })).waitFor();
    await tls.getByText(say('facts.notVerified')).waitFor();
    const ehlo = step('report.stage.ehlo');
    await ehlo.getByText(say('facts.size', { megabytes: 25 })).waitFor();
    await ehlo.getByText(beginningOf('facts.signIn', 'methods')).waitFor();
    await button('remedy.ENABLE_AUTH').click();
    await seesWords('mistake.username.blank');
  });

  it('is kept with what was saved, of which only the changes were sent', async () => {
    const { page } = person;
    await open();
    await enter(server);
    const saving = page.waitForRequest((request) => request.method() === 'PUT');
    await button('action.save').click();
    expect((await saving).postDataJSON()).toEqual({ port: server.port });
    await seesWords('saved.ok');
    await region('report.passed').waitFor();
    await person.sees(beginningOf('lastCheck.passed', 'when'));
    await field('field.timeoutSeconds.label').fill('31');
    await seesWords('lastCheck.changed');
    await seesWords('report.stale');
  });

  it('is followed by a test message', async () => {
    await seesWords('testMessage.unsaved');
    await button('testMessage.action').click();
    await seesWords('testMessage.accepted', { to: site.admin.email });
    await field('testMessage.to').fill('nobody');
    await button('testMessage.action').click();
    await seesWords('testMessage.invalid');
  });
});

const useServer = async (port: number) => {
  const body = { host: '127.0.0.1', port, timeoutSeconds: 8, maxConnections: 1, saveAnyway: true };
  expect((await api.put('/outgoing-mail/settings', body)).status).toBe(200);
};
const send = async (subject: string, message: object = {}) => {
  const body = { to: 'ann@example.com', subject, text: 'Hallo', ...message };
  expect((await api.post('/email', body)).status).toBe(200);
};
const NO_SUCH_USER = { reply: '550 5.1.1 no such user' };
const WAITING = ['Nummer eins', 'Nummer zwei', 'Nummer drei', 'Nummer vier', 'Nummer fünf'];

/** What came of them, as the chart has it. */
const COUNTS = { accepted: 1, deferred: 5, held: 3 };

describe('the status', () => {
  beforeAll(async () => {
    await useServer(server.port);
    await send('Angekommen');
    server.fault('rcpt', NO_SUCH_USER);
    const attachments = [{ filename: 'bericht.txt', content: 'Zahlen' }];
    await send('Mit Anhang', { html: '<p>Guten Tag</p>', attachments });
    await send('Zu senden');
    await send('Zu verwerfen');
    await useServer(await closedPort());
    for (const subject of WAITING) await send(subject);
  });

  it('stands in a line above the settings', async () => {
    await open();
    const line = region('status.title');
    await line.getByText(say('status.state.down'), { exact: true }).waitFor();
    await line.getByText(beginningOf('status.since', 'when')).waitFor();
    await line
      .getByRole('link', { name: say('status.count', { state: say('status.held'), count: 3 }) })
      .waitFor();
  });

  it('has a page with the reason, a chart, its table and the pool', async () => {
    const { page } = person;
    await page.getByRole('link', { name: say('status.link') }).click();
    await page.getByRole('heading', { level: 1, name: say('status.title') }).waitFor();
    await region('status.now').getByText(say('status.reason.SERVER_AWAY')).waitFor();
    await region('status.lastError')
      .getByText(beginningOf('status.lastError.when', 'when'))
      .waitFor();
    await seesWords('status.waiting.words', { count: 5 });
    await page.getByRole('img', { name: say('traffic.summary.24h', COUNTS) }).waitFor();
    await button('traffic.showTable').click();
    const table = page.getByRole('grid', { name: say('traffic.table') });
    await table.getByText(say('traffic.total')).waitFor();
    await region('pool.title').getByText(say('pool.closed.settings')).waitFor();
    await inGerman();
    await button('traffic.range.7d').click();
    await page.getByRole('img', { name: say('traffic.summary.7d', COUNTS) }).waitFor();
  });

  it('is on the home page, and cannot be missed', async () => {
    const { page, goTo } = person;
    await goTo('/admin/');
    const widget = page.getByRole('region', { name: say('menu.widget') });
    await widget.getByText(say('status.state.down'), { exact: true }).waitFor();
    await widget.getByRole('img', { name: say('traffic.summary.24h', COUNTS) }).waitFor();
    await page
      .getByRole('link', { name: say('menu.widgetLink') })
      .first()
      .waitFor();
    await goTo(ARTICLES);
    const notice = page.getByRole('alert').filter({ hasText: say('notice.down') });
    await notice.getByText(say('notice.down.kept', { count: 8 })).waitFor();
    await inGerman();
    await button('notice.dismiss').click();
    await notice.waitFor({ state: 'detached' });
  });
});

const row = (subject: string) => person.page.getByRole('row').filter({ hasText: subject });
const openDraft = async (subject: string) => {
  await person.goTo(MESSAGES);
  await row(subject).getByRole('link').click();
  await person.page.getByRole('heading', { name: say('delivery.title') }).waitFor();
};
const confirm = (key: SentenceKey) =>
  person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: say(key), exact: true })
    .click();

describe('drafts', () => {
  it('are listed in words, under the name that the menu has too', async () => {
    const { page, goTo } = person;
    await goTo(MESSAGES);
    await page.getByRole('heading', { level: 1, name: say('menu.messages') }).waitFor();
    await page.getByRole('link', { name: say('menu.messages') }).waitFor();
    for (const words of [say('delivery.state.held'), say('reason.RECIPIENT_REFUSED'), /vor|jetzt/])
      await row('Mit Anhang').getByText(words).first().waitFor();
    await row(WAITING[0]!).getByText(say('delivery.state.waiting')).waitFor();
    const columns = (
      ['to', 'subject', 'state', 'reason', 'attempts', 'nextAttempt', 'age'] as const
    ).map((column) => say(`message.${column}`).toUpperCase());
    expect(await page.locator('th').allInnerTexts()).toEqual(expect.arrayContaining(columns));
    await row('Mit Anhang').getByText(say('reason.RECIPIENT_REFUSED')).focus();
    await page.getByRole('tooltip').getByText(say('failure.RECIPIENT_REFUSED.hint')).waitFor();
  });

  it('are filtered by state with one click, and by reason', async () => {
    const { page } = person;
    const held = say('list.counted', { name: say('delivery.state.held'), count: 3 });
    await page.getByRole('link', { name: held }).click();
    await row(WAITING[0]!).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: say('list.all'), exact: true }).click();
    await row(WAITING[0]!).waitFor();

    // Strapi's own words, whatever they are.
    await page
      .getByRole('button', { name: /filter/i })
      .first()
      .click();
    const filter = page.getByRole('dialog');
    await filter.getByRole('combobox').first().click();
    await inGerman();
    await page.getByRole('option', { name: say('message.reason'), exact: true }).click();
    await filter.getByRole('combobox', { name: say('message.reason') }).click();
    await page.getByRole('option', { name: say('reason.CONNECTION_REFUSED'), exact: true }).click();
    await filter.locator('button[type=submit]').click();
    await row('Mit Anhang').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: say('list.all'), exact: true }).click();
  });

  it('are opened with their fields, their reason and their history', async () => {
    const { page } = person;
    await openDraft('Mit Anhang');
    for (const name of ['to', 'subject', 'from', 'text'] as const)
      await page
        .getByLabel(say(`message.${name}`), { exact: true })
        .first()
        .waitFor();
    await seesWords('message.to.hint');
    await seesWords('delivery.state.held.words');
    await seesWords('failure.RECIPIENT_REFUSED.message');
    await person.sees(/no such user/);
    await seesWords('delivery.attempts', { count: 1 });
    await seesWords('delivery.result.refused');
    await person.sees(endOf('delivery.attempt.send', 'when'));
    await inGerman();
    await button('preview.action').click();
    await seesWords('preview.note');
    await inGerman();
    await button('preview.close').last().click();
  });

  it('give their attachments to whoever may read them', async () => {
    const { page } = person;
    await seesWords('delivery.attachments', { count: 1 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('attachment.download', { filename: 'bericht.txt' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toBe('Zahlen');
  });

  it('are sent to somebody else, or to whom they are for', async () => {
    const { page } = person;
    // What waits goes by itself now; what is held stays.
    server.heal();
    await useServer(server.port);
    await openDraft('Mit Anhang');
    const dialog = page.getByRole('dialog');
    await button('sendElsewhere.action').click();
    await dialog.getByText(say('sendElsewhere.body', { recipients: 'ann@example.com' })).waitFor();
    await dialog.getByLabel(say('sendElsewhere.to')).fill('nobody');
    await dialog.getByRole('button', { name: say('sendElsewhere.send'), exact: true }).click();
    await dialog.getByText(say('sendElsewhere.noAddress')).waitFor();
    await inGerman();
    await dialog.getByLabel(say('sendElsewhere.to')).fill('boss@example.com');
    await dialog.getByRole('button', { name: say('sendElsewhere.send'), exact: true }).click();
    await person.sees(beginningOf('send.done', 'response'));
    await seesWords('delivery.insteadOf', { to: 'boss@example.com', insteadOf: 'ann@example.com' });
    await inGerman();

    await openDraft('Zu senden');
    await button('send.action').click();
    await person.sees(beginningOf('send.done', 'response'));
    await seesWords('delivery.state.sent');
  });

  it('are asked about when settings were saved that can be used', async () => {
    await open();
    await button('action.save').click();
    await seesWords('waitingDrafts.question', { count: 1 });
    await button('waitingDrafts.later').click();
  });

  it('are discarded after a question', async () => {
    const { page } = person;
    await openDraft('Zu verwerfen');
    await button('discard.action').click();
    await seesWords('discard.body');
    await inGerman();
    await confirm('discard.action');
    await page.waitForURL(/collection-types\/plugin::outgoing-mail\.message(\?|$)/);
  });

  it('are sent in the background; that is seen, is stopped, and ends with a summary', async () => {
    const { page, goTo } = person;
    // Not for the server to be away: what waits would go by itself when it is back.
    server.fault('rcpt', { reply: '451 4.7.1 try again later' });
    await useServer(server.port);
    await send('Später eins');
    await send('Später zwei');
    server.heal();
    server.fault('mail', 'silent');
    await goTo(MESSAGES);
    await button('sendAll.action', { count: 2 }).click();
    await page.getByRole('alertdialog').getByText(say('sendMany.confirmTitle')).waitFor();
    await inGerman();
    await confirm('send.action');
    await seesWords('job.title', { what: 'waiting' });
    await page.getByRole('progressbar').waitFor();
    await person.sees(beginningOf('job.startedBy', 'by'));
    await inGerman();
    await button('job.stop').click();
    await seesWords('job.ended.stopped');
    await inGerman();
    await button('job.close').click();
  });

  it('say why they were not sent, after many were', async () => {
    const { page } = person;
    server.heal();
    server.fault('rcpt', NO_SUCH_USER);
    await useServer(server.port);
    await row('Später eins').getByRole('checkbox').click();
    await button('send.action').click();
    await confirm('send.action');
    await seesWords('job.ended.done');
    await seesWords('job.figures', { sent: 0, failed: 1, skipped: 0 });
    const reason = say('job.reason', { reason: say('reason.RECIPIENT_REFUSED'), count: 1 });
    await page.getByRole('link', { name: reason }).click();
    await row('Später eins').waitFor();
  });
});
