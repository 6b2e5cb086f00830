/** The instrument itself: what it says of a page that is all in German, and of one that is not. */
import type { Browser, Page } from 'playwright-core';
import { launch } from './admin-panel';
import { untranslatedIn } from './untranslated';
import { wordsIn } from './words';

const german = wordsIn('de');
const english = wordsIn('en');
const untranslatedOn = untranslatedIn('de');

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage();
});
afterAll(() => browser?.close());

const found = async (body: string): Promise<string[]> => {
  await page.setContent(body);
  return untranslatedOn(page);
};

it('finds nothing where all is in German, with words that are the same in both', async () => {
  const words = [
    german('page.intro'),
    german('report.failed'),
    german('page.readOnly'),
    german('waitingDrafts.question', { count: 2 }),
    german('report.step.ms', { ms: 3 }),
  ];
  expect(await found(words.join('<br>'))).toEqual([]);
});

it.each([
  ['a sentence', english('page.intro')],
  ['a sentence with something in it', english('detect.none', { host: 'mail.example.com' })],
  ['one of a plural', english('waitingDrafts.question', { count: 1 })],
  ['what is said about a failure', english('failure.SENDER_REFUSED.message')],
  ['a heading in capitals', `<b style="text-transform: uppercase">${english('settings.auth')}</b>`],
  ['what is only read aloud', `<nav aria-label="${english('list.filters')}"></nav>`],
  ['a key', 'notice.down.kept'],
  ['a placeholder', 'Port {port} mit TLS'],
])('finds %s', async (_, body) => {
  expect(await found(body)).not.toEqual([]);
});

it('leaves alone what somebody typed', async () => {
  expect(await found(`<input value="${english('page.intro')}">`)).toEqual([]);
});
