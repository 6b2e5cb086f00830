/**
 * The page's specification, sentence by sentence: what the page shows. What the settings do is in
 * tests/app/specification.test.ts.
 */
import type { Browser } from 'playwright-core';
import { type RunningSite, startFreshSite } from '../support/fresh-site';
import { launch, type Person, SETTINGS_PAGE, signIn } from './admin-panel';

let site: RunningSite;
let browser: Browser;
let administrator: Person;

beforeAll(async () => {
  site = await startFreshSite();
  browser = await launch();
  administrator = await signIn(browser, site.url, site.admin);
  await administrator.goTo(SETTINGS_PAGE);
  await administrator.page.getByLabel(/^SMTP Server/).waitFor();
}, 15 * 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

/** A field whose help text says this. */
const fieldSaying = (label: RegExp, help: RegExp) => async () => {
  const { page } = administrator;
  const field = page.getByLabel(label).first();
  await field.waitFor();
  const ids = (await field.getAttribute('aria-describedby')) ?? '';
  const described = await Promise.all(
    ids
      .split(' ')
      .filter(Boolean)
      .map((id) => page.locator(`[id="${id}"]`).innerText()),
  );
  expect(described.join(' ')).toMatch(help);
};

it('Setup › Mail › Outgoing Mail › SMTP Server', async () => {
  const { page } = administrator;
  const path = await page.getByRole('navigation', { name: 'Where this page is' }).innerText();
  expect(path.split(/[\s/›]*\n[\s/›]*|\s*[/›]\s*/).filter(Boolean)).toEqual([
    'Setup',
    'Mail',
    'Outgoing Mail',
    'SMTP Server',
  ]);
  await page.getByRole('link', { name: 'Outgoing Mail' }).waitFor();
  await page.getByRole('heading', { level: 1, name: 'SMTP Server' }).waitFor();
});

it('This page configures the SMTP server for outgoing mail.', () =>
  administrator.sees('This page configures the SMTP server for outgoing mail.'));

it('You can configure the SMTP server in the Settings section.', () =>
  administrator.page.getByRole('heading', { name: 'Settings', exact: true }).last().waitFor());

it('The following configuration options are available:', async () => {
  const { page } = administrator;
  for (const label of [
    /^SMTP Server/,
    /^SMTP Port/,
    /^Enabled/,
    /^Username/,
    /^Password/,
    /^SMTP Timeout/,
    /^Maximum Deliveries per SMTP Connection/,
  ]) {
    await page.getByLabel(label).first().waitFor();
  }
  await administrator.sees('SMTP Encryption');
  await administrator.sees('SMTP Authentication');
  for (const name of ['None', 'TLS', 'SSL']) await page.getByRole('radio', { name }).waitFor();
});

it(
  'SMTP Server: The hostname or IP of your mail server. … you can usually use localhost for this setting.',
  fieldSaying(/^SMTP Server/, /hostname or IP of your mail server.*localhost/),
);
it(
  'SMTP Port: The network port to connect to on your mail server. By default this is 25 …',
  fieldSaying(/^SMTP Port/, /network port to connect to.*By default this is 25.*non-standard port/),
);
it('None: No encryption will be used.', () => administrator.sees('No encryption will be used.'));
it('TLS: The SMTP connection will be encrypted with Transport Layer Security encryption, the successor to SSL.', () =>
  administrator.sees(
    /encrypted with Transport Layer Security encryption, the successor to SSL.*STARTTLS/,
  ));
it('SSL: … Secure Socket Layer encryption, the predecessor to TLS.', () =>
  administrator.sees(/Secure Socket Layer encryption, the predecessor to TLS.*implicit TLS/));
it(
  'SMTP Authentication, Enabled: If this checkbox is enabled, then SMTP authentication credentials will be sent to the server. …',
  fieldSaying(
    /^Enabled/,
    /credentials will be sent to the server.*necessary if your mail server requires authentication/,
  ),
);
it(
  'Username: The username to authenticate with.',
  fieldSaying(/^Username/, /The username to authenticate with/),
);
it(
  'Password: The password to authenticate with.',
  fieldSaying(/^Password/, /The password to authenticate with/),
);
it(
  'SMTP Timeout: A number of seconds to wait for a response from the SMTP server. … saved as a draft.',
  fieldSaying(/^SMTP Timeout/, /number of seconds to wait for a response.*saved as a draft/),
);
it(
  'Maximum Deliveries per SMTP Connection: The number of messages to send over the same SMTP connection. … The default of 20 …',
  fieldSaying(
    /^Maximum Deliveries/,
    /over the same SMTP connection.*re-established.*default of 20.*lower this value/,
  ),
);

it('Your SMTP server settings will be tested automatically when you click the Save Changes button.', async () => {
  const { page, sees } = administrator;
  await sees(
    'Your SMTP server settings will be tested automatically when you click the Save Changes button.',
  );
  const request = page.waitForRequest(
    (sent) => sent.method() === 'PUT' && sent.url().endsWith('/outgoing-mail/settings'),
  );
  await page.getByRole('button', { name: 'Save Changes' }).click();
  await request;
  await sees('The mail server can be used with these settings.');
});

it('If your SMTP settings are invalid, or your mail server is temporarily offline, all outgoing email will be saved as drafts.', () =>
  administrator.sees(
    'If your SMTP settings are invalid, or your mail server is temporarily offline, all outgoing email will be saved as drafts.',
  ));

it('shows the defaults of a site where nothing was ever set', async () => {
  const { page } = administrator;
  expect(await page.getByLabel(/^Maximum Deliveries/).inputValue()).toBe('20');
  expect(await page.getByLabel(/^SMTP Timeout/).inputValue()).toBe('30');
  expect(await page.getByRole('radio', { name: 'None' }).isChecked()).toBe(true);
  expect(await page.getByLabel(/^Enabled/).isChecked()).toBe(false);
});
