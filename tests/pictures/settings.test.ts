/** Pictures of the SMTP Server page, before anything is tested. */
import { SETTINGS_PAGE } from '../browser/admin-panel';
import { wordsIn } from '../browser/words';
import { takePicture, useTheme } from './camera';
import { HOST, openStudio, saveSettings, type Studio, WELL_KEPT } from './studio';

const say = wordsIn('en');

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio({
    25: { ...WELL_KEPT, tls: 'starttls', auth: undefined, offerAuth: [] },
    465: { ...WELL_KEPT, tls: 'implicit' },
    587: { ...WELL_KEPT, tls: 'starttls' },
  });
  await saveSettings(studio);
}, 15 * 60_000);
afterAll(() => studio?.close());

const page = () => studio.administrator.page;
const field = (key: Parameters<typeof say>[0]) =>
  page().getByLabel(say(key), { exact: false }).first();
const label = (key: Parameters<typeof say>[0]) =>
  page()
    .locator('label')
    .filter({ hasText: say(key) })
    .first();
const words = (key: Parameters<typeof say>[0]) => page().getByText(say(key), { exact: true });
const section = (name: string) => page().getByRole('region', { name, exact: true });
const open = async () => {
  await studio.administrator.goTo(SETTINGS_PAGE);
  await field('field.host.label').waitFor();
  await section(say('status.title')).waitFor();
};

it('the page as it is opened', async () => {
  await open();
  await takePicture(studio.administrator, 'settings', {
    of: section(say('testMessage.title')),
    whole: true,
  });
});

it('the same in dark', async () => {
  await useTheme(studio.administrator, 'dark');
  await open();
  await takePicture(studio.administrator, 'settings-dark', {
    of: section(say('testMessage.title')),
    whole: true,
  });
  await useTheme(studio.administrator, 'light');
});

it('the known mail services', async () => {
  await open();
  const service = page().getByRole('combobox', { name: say('service.label') });
  await service.pressSequentially('gmail');
  await page().getByRole('option', { name: 'Gmail', exact: true }).click();
  await studio.administrator.sees(say('service.signIn.app-password', { name: 'Gmail' }));
  await takePicture(studio.administrator, 'service', {
    of: [label('service.label'), words('field.port.hint')],
  });
});

it('the choice of encryption', async () => {
  await open();
  await takePicture(studio.administrator, 'encryption', {
    of: [words('field.encryption.label'), page().getByRole('radiogroup')],
  });
});

it('settings that were found out', async () => {
  await open();
  await field('field.host.label').fill(HOST);
  await page()
    .getByRole('button', { name: say('detect.action') })
    .click();
  await studio.administrator.sees(say('detect.noPassword'));
  await takePicture(studio.administrator, 'detect', {
    of: [label('field.host.label'), field('field.port.label'), words('detect.noPassword')],
  });
});

it('what most sites never touch', async () => {
  await open();
  await page()
    .getByRole('button', { name: say('settings.advanced') })
    .click();
  await field('field.sender.from.label').fill('City Library <no-reply@example.com>');
  await field('field.sender.replyTo.label').fill('desk@example.com');
  await field('field.ehloName.label').fill('www.example.com');
  await takePicture(studio.administrator, 'advanced', {
    of: [
      page().getByRole('button', { name: say('settings.advanced') }),
      page().getByRole('region', { name: say('settings.advanced') }),
    ],
  });
});

it('the rights of a role', async () => {
  const { body } = await studio.api.get<{ data: { id: number; code: string }[] }>('/admin/roles');
  const role = body.data.find(({ code }) => code === 'strapi-editor');
  await studio.administrator.goTo(`/admin/settings/roles/${role?.id}`);
  await page().getByRole('tab', { name: 'Plugins' }).click();
  const plugin = page().getByRole('button', { name: /^Outgoing Mail/i });
  await plugin.click();
  await studio.administrator.sees('Send held messages');
  await takePicture(studio.administrator, 'rights', {
    of: [plugin, page().getByRole('region', { name: /^Outgoing Mail/i })],
  });
});
