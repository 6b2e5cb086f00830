/** What axe-core finds wrong on a page: names that are missing, contrast, roles, order. */
import axe, { type AxeResults, type Result } from 'axe-core';
import type { Page } from 'playwright-core';

export interface Scope {
  /** CSS selector of what is looked at, where the rest of the page is not ours; the whole document otherwise. */
  within?: string;
}

/** Expects 0 violations of every rule of axe-core's that is on by default, best practices among them. */
export const expectAccessible = async (page: Page, { within }: Scope = {}): Promise<void> => {
  expect(await violationsOn(page, within)).toEqual([]);
};

/** One line for each element that stands against a rule, ready to be read in a failing test. */
const violationsOn = async (page: Page, within?: string): Promise<string[]> => {
  await settled(page);
  // By the debugger and not as a script element, which the page's own policy would refuse.
  await page.evaluate(axe.source);
  const root = within === undefined ? 'document' : JSON.stringify({ include: [[within]] });
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${root}, { resultTypes: ['violations'] })`,
  );
  return violations.flatMap(linesOf);
};

const linesOf = ({ id, help, nodes }: Result): string[] =>
  nodes.map(
    ({ target, failureSummary }) =>
      `${id}: ${help}: ${target.join(' ')}\n${failureSummary?.replace(/^/gm, '    ') ?? ''}`,
  );

/**
 * What fades in has no contrast yet; a spinner never ends, and is not waited for. What the mouse is on has the hover colours of
 * the design system, some of which are paler than they should be.
 */
const settled = async (page: Page): Promise<void> => {
  await page.mouse.move(0, 0);
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
};
