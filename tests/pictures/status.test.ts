/** Pictures of how mail stands: above the settings, on a page of its own, on the home page, and as a notice. */
import { ARTICLES, SETTINGS_PAGE } from '../browser/admin-panel';
import { until } from '../support/until';
import { takePicture } from './camera';
import { busyWeek } from './past';
import { openStudio, saveSettings, type Studio, WELL_KEPT } from './studio';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio({ 587: { ...WELL_KEPT, tls: 'starttls' } });
  busyWeek(studio.site);
  await saveSettings(studio, { maxConnections: 3, maxDeliveriesPerConnection: 10 });
}, 15 * 60_000);
afterAll(() => studio?.close());

const page = () => studio.administrator.page;
const region = (name: string) => page().getByRole('region', { name, exact: true });
const chart = () => page().getByRole('img', { name: /^In the last/ });

const send = (to: string, subject: string) =>
  studio.api.post('/email', { to, subject, text: 'Your book is ready at the desk.' });
const sendMany = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      send(`reader-${index}@example.org`, 'Your book is ready'),
    ),
  );

it('the page of the status, while mail works', async () => {
  for (let round = 0; round < 9; round += 1) await sendMany(5);
  const { goTo } = studio.administrator;
  await goTo(`${SETTINGS_PAGE}/status`);
  await region('Now').getByText('Working').waitFor();
  await chart().waitFor();
  await takePicture(studio.administrator, 'status', {
    of: [
      page().getByRole('link', { name: 'Back to the settings' }),
      page().getByRole('heading', { level: 1, name: 'Status' }),
      region('Now'),
      region('Connections to the mail server'),
    ],
  });
});

it('a week of it', async () => {
  await page().getByRole('button', { name: '7 days' }).click();
  await page()
    .getByRole('img', { name: /^In the last 7 days/ })
    .waitFor();
  await takePicture(studio.administrator, 'status-week', { of: region('Messages by the hour') });
});

it('the widget on the home page', async () => {
  await studio.administrator.goTo('/admin/');
  await region('Outgoing mail').getByText('Working').waitFor();
  await chart().waitFor();
  await takePicture(studio.administrator, 'widget', { of: region('Outgoing mail'), margin: 12 });
});

it('the notice, wherever somebody is', async () => {
  const server = studio.server(587);
  server.fault('greeting', {
    reply: '421 4.3.2 mail.example.com is down for maintenance',
    close: true,
  });
  server.dropConnections();
  await until(
    'the server to count as away',
    async () => {
      await sendMany(2);
      return (
        await studio.api.get<{ data: { health: { state: string } } }>('/outgoing-mail/status')
      ).body.data.health.state;
    },
    (state) => state === 'down',
  );
  await studio.administrator.goTo(ARTICLES);
  await page().getByRole('alert').filter({ hasText: 'Mail cannot be sent' }).waitFor();
  await page().getByText('The library opens on Sundays').waitFor();
  await takePicture(studio.administrator, 'notice', { height: 720 });
});

it('the line above the settings, while the server is away', async () => {
  await studio.administrator.goTo(SETTINGS_PAGE);
  await region('Status').getByText('Down').waitFor();
  await takePicture(studio.administrator, 'status-strip', { of: region('Status') });
});
