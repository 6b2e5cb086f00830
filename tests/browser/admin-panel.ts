/** A person at the admin panel: a real Chromium, signed in. */
import { type Browser, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  // Chromium asks its maker for this and that; a test must not depend on what it answers.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const SETTINGS_PAGE = '/admin/settings/outgoing-mail';
export const MESSAGES = '/admin/content-manager/collection-types/plugin::outgoing-mail.message';
export const ARTICLES = '/admin/content-manager/collection-types/api::article.article';

const SCREEN = { width: 1360, height: 1000 };

export interface Person {
  page: Page;
  /** Errors that the page raised, and errors and warnings of its console, but for requests that failed. */
  errors: string[];
  goTo(place: string): Promise<void>;
  /** Waits for this text to be seen. */
  sees(text: string | RegExp): Promise<void>;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ARGUMENTS });

interface Ways {
  /** Of the panel, such as `de`. */
  language?: string;
}

export const signIn = async (
  browser: Browser,
  url: string,
  { email, password }: { email: string; password: string },
  { language = 'en' }: Ways = {},
): Promise<Person> => {
  const context = await browser.newContext({
    viewport: SCREEN,
    locale: 'en-GB',
  });
  // Where Strapi keeps what somebody chose in their profile.
  await context.addInitScript((chosen) => {
    // A frame that is shut in has no storage.
    if (window === window.top) localStorage.setItem('strapi-admin-language', chosen);
  }, language);
  const page = await context.newPage();
  // Long enough for a busy machine, short enough to say which step it was.
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    const isWrong = message.type() === 'error' || message.type() === 'warning';
    if (isWrong && !text.startsWith('Failed to load resource')) errors.push(text);
  });
  await page.goto(`${url}/admin/auth/login`);
  // By their names in the form: what they are called depends on the language.
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('nav a[href$="/content-manager"]').first().waitFor();

  return {
    page,
    errors,
    goTo: async (place) => void (await page.goto(url + place)),
    sees: (text) => page.getByText(text).filter({ visible: true }).first().waitFor(),
  };
};
