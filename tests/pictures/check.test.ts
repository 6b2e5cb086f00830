/** Pictures of what a check shows: as it runs, passed, failed; and of the test message. */
import { SETTINGS_PAGE } from '../browser/admin-panel';
import { wordsIn } from '../browser/words';
import { takePicture } from './camera';
import { HOST, openStudio, saveSettings, SIGN_IN, type Studio, WELL_KEPT } from './studio';

const say = wordsIn('en');

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio({
    465: { ...WELL_KEPT, tls: 'implicit' },
    587: { ...WELL_KEPT, tls: 'starttls' },
  });
}, 15 * 60_000);
afterAll(() => studio?.close());

const page = () => studio.administrator.page;
const field = (key: Parameters<typeof say>[0]) =>
  page().getByLabel(say(key), { exact: false }).first();
const button = (key: Parameters<typeof say>[0], values?: Parameters<typeof say>[1]) =>
  page().getByRole('button', { name: say(key, values), exact: true });
const report = (key: Parameters<typeof say>[0]) =>
  page().getByRole('region', { name: say(key), exact: true });
const stepOf = (key: Parameters<typeof say>[0]) =>
  page()
    .getByRole('list', { name: say('report.steps') })
    .locator('> li')
    .filter({ hasText: say(key) });

const fillIn = async (port: number, encryption: 'none' | 'tls' | 'ssl') => {
  await studio.administrator.goTo(SETTINGS_PAGE);
  await field('field.host.label').fill(HOST);
  await field('field.port.label').fill(String(port));
  await page()
    .getByRole('radio', { name: say(`field.encryption.${encryption}`), exact: true })
    .click();
};
const signIn = async (password: string) => {
  await page()
    .getByRole('checkbox', { name: say('field.auth.enabled.label') })
    .click();
  await field('field.auth.username.label').fill(SIGN_IN.user);
  await field('field.auth.password.label').fill(password);
};
it('a check under way', async () => {
  studio.server(587).fault('mail', 'silent');
  await fillIn(587, 'tls');
  await signIn(SIGN_IN.pass);
  await button('action.check').click();
  await stepOf('report.stage.mail').and(page().locator('[data-state=running]')).waitFor();
  await takePicture(studio.administrator, 'check-running', { of: report('report.testing') });
  studio.server(587).heal();
  studio.server(587).fault('greeting', { reply: `220 ${HOST} ESMTP` });
});

it('a port that speaks SSL: the field is marked, and one click helps', async () => {
  await fillIn(465, 'none');
  await button('action.save').click();
  await report('report.failed').waitFor();
  await takePicture(studio.administrator, 'check-failed', {
    of: [
      report('report.failed'),
      page().getByText(`Port 465 of ${HOST} speaks SSL from the first byte.`).last(),
    ],
  });
});

it('a check that passed, with what was found out', async () => {
  await fillIn(587, 'tls');
  await signIn(SIGN_IN.pass);
  await button('action.save').click();
  await report('report.passed').waitFor();
  await takePicture(studio.administrator, 'check-passed', { of: report('report.passed') });
});

it('a sign-in that failed', async () => {
  await saveSettings(studio);
  studio.server(587).fault('auth', {
    reply: '535 5.7.8 Error: authentication failed: wrong user name or password',
  });
  await studio.administrator.goTo(SETTINGS_PAGE);
  await button('action.save').click();
  await report('report.failed').waitFor();
  await takePicture(studio.administrator, 'check-failed-sign-in', {
    of: [report('report.failed')],
  });
  studio.server(587).heal();
});

it('a test message', async () => {
  studio.server(587).fault('dot', { reply: '250 2.0.0 Ok: queued as 4Zk2Lm0t2fz9sT' });
  await studio.administrator.goTo(SETTINGS_PAGE);
  await field('testMessage.to').fill('ada@example.org');
  await button('testMessage.action').click();
  await studio.administrator.sees(say('testMessage.accepted', { to: 'ada@example.org' }));
  await takePicture(studio.administrator, 'test-message', {
    of: page().getByRole('region', { name: say('testMessage.title'), exact: true }),
  });
});

it('a password that would travel in clear text', async () => {
  await fillIn(587, 'none');
  await field('field.auth.password.label').waitFor();
  await page()
    .getByRole('button', { name: say('password.replaceStored') })
    .click()
    .catch(() => {});
  await field('field.auth.password.label').fill(SIGN_IN.pass);
  await button('action.save').click();
  await takePicture(studio.administrator, 'clear-text', {
    of: page().getByRole('alertdialog'),
    margin: 0,
  });
});
