/** Row 13: how soon a person can use our pages, in Chromium, with the panel's files in its cache. */
import type { Locator, Page } from 'playwright-core';
import { ARTICLES, launch, MESSAGES, SETTINGS_PAGE, signIn } from '../browser/admin-panel';
import { clientFor } from '../browser/client';
import { startFreshSite } from '../support/fresh-site';
import { closedPort } from '../support/smtp-server';
import { closing } from './closing';
import { type Figure, median, type Row } from './result';
import { atMost, plain, ROUNDS } from './rounds';

const SETTINGS = '/admin/settings/application-infos';
const WARM_UP = 2;

interface Opened {
  what: string;
  /** Where somebody is before, and what they click there. */
  from: string;
  click(page: Page): Locator;
  /** Its own address. */
  at: string;
  /** What can be used then. */
  ready(page: Page): Locator;
}

const PAGES: Opened[] = [
  {
    what: 'SMTP Server',
    from: SETTINGS,
    click: (page) => page.getByRole('link', { name: 'Outgoing Mail', exact: true }),
    at: SETTINGS_PAGE,
    ready: (page) => page.getByLabel(/^SMTP Server/),
  },
  {
    what: 'Status',
    from: SETTINGS_PAGE,
    click: (page) => page.getByRole('link', { name: 'Status and history' }),
    at: `${SETTINGS_PAGE}/status`,
    ready: (page) => page.getByRole('button', { name: '7 days' }),
  },
  {
    what: 'the list of drafts',
    from: ARTICLES,
    click: (page) => page.getByRole('link', { name: 'Outgoing Message' }),
    at: MESSAGES,
    ready: (page) => page.getByRole('row').filter({ hasText: 'ann@example.com' }).first(),
  },
];
/** One of Strapi's own, for comparison. */
const STRAPIS: Opened = {
  what: 'Strapi’s own API Tokens',
  from: SETTINGS,
  click: (page) => page.getByRole('link', { name: 'API Tokens', exact: true }),
  at: '/admin/settings/api-tokens',
  ready: (page) => page.getByRole('link', { name: /Create new API Token/i }).first(),
};

export const pages = async (): Promise<Row> => {
  const site = await startFreshSite();
  const browser = await launch();
  const figures = await closing([site, { stop: () => browser.close() }], async () => {
    const api = await clientFor(site, site.admin);
    const settings = { host: '127.0.0.1', port: await closedPort(), saveAnyway: true };
    await api.put('/outgoing-mail/settings', settings);
    await api.post('/email', { to: 'ann@example.com', subject: 'Hello', text: 'Hello' });
    const { page, goTo } = await signIn(browser, site.url, site.admin);

    const medianOf = async (before: () => Promise<unknown>, open: () => Promise<unknown>) => {
      const times: number[] = [];
      for (let round = -WARM_UP; round < ROUNDS; round++) {
        await before();
        const began = performance.now();
        await open();
        if (round >= 0) times.push(performance.now() - began);
      }
      return median(times);
    };
    const measured: Figure[] = [];
    for (const { what, from, click, at, ready } of [...PAGES, STRAPIS]) {
      const bar = what === STRAPIS.what ? null : atMost(1000);
      const opened = await medianOf(
        async () => {
          await goTo(from);
          await click(page).waitFor();
          await page.waitForLoadState('networkidle');
        },
        async () => {
          await click(page).click();
          await ready(page).waitFor();
        },
      );
      measured.push(plain(`${what}, opened in the panel`, opened, ' ms', bar));
      const loaded = await medianOf(
        async () => {},
        async () => {
          await goTo(at);
          await ready(page).waitFor();
        },
      );
      measured.push(plain(`${what}, loaded anew with the panel`, loaded, ' ms', null));
    }
    return measured;
  });
  return { number: 13, title: 'Pages in the browser, until they can be used', figures };
};
