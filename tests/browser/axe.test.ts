/** The instrument itself: what it says of a page that is right, and of one that is not. */
import type { Browser, Page } from 'playwright-core';
import { expectAccessible } from './axe';
import { launch } from './admin-panel';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage();
});
afterAll(() => browser?.close());

const pageWith = (main: string) =>
  page.setContent(
    `<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>${main}</main></html>`,
  );

it('finds nothing on a page where everything has a name and can be read', async () => {
  await pageWith('<label>Name <input></label>');
  await expectAccessible(page);
});

it('names the rule and the element of what is wrong', async () => {
  await pageWith('<p style="color: #ccc">Pale</p><div id="ours"><input></div>');
  await expect(expectAccessible(page)).rejects.toThrow(/color-contrast.*\bp\b/);
  await expect(expectAccessible(page, { within: '#ours' })).rejects.toThrow(/label: .*input/);
});

it('leaves out what is not asked about', async () => {
  await pageWith('<input><div id="ours">Words</div>');
  await expectAccessible(page, { within: '#ours' });
});

it('waits for what fades in, and not for what turns for ever', async () => {
  await pageWith(`
    <style>
      @keyframes fade { from { opacity: 0 } } @keyframes turn { to { transform: rotate(1turn) } }
      p { animation: fade 0.5s } b { animation: turn 1s infinite }
    </style>
    <p>Words</p><b>Spinner</b>`);
  await expectAccessible(page);
});
