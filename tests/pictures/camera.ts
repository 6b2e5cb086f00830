/** Takes the pictures of the documentation. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Person } from '../browser/admin-panel';

const PICTURES = path.join(__dirname, '..', '..', 'docs', 'images');

const WIDTH = 1280;
/** High enough that the panel does not scroll, and so hides nothing under its header. */
const HEIGHT = 3200;

export interface Framing {
  /** What is to be seen, all of it; by default the whole screen. */
  of?: Locator | Locator[];
  /** Pixels around it. */
  margin?: number;
  /** From the left edge of the panel to its right edge, and from its top, whatever `of` is. */
  whole?: boolean;
  /** Of a screen that is wider, for what is not all to be seen otherwise. */
  width?: number;
  /** Height of the screen, where something of the picture keeps to its edge. */
  height?: number;
}

/** Sits the person down before a screen on which nothing moves. */
export const setUpScreen = async ({ page }: Person): Promise<void> => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
};

export const useTheme = async ({ page }: Person, theme: 'light' | 'dark'): Promise<void> => {
  await page.evaluate((name) => localStorage.setItem('STRAPI_THEME', name), theme);
};

export const takePicture = async (
  { page }: Person,
  name: string,
  { of, margin = 20, whole = false, width = WIDTH, height = HEIGHT }: Framing = {},
): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true });
  await settle(page);
  await page.setViewportSize({ width, height });
  const parts = of === undefined ? [] : [of].flat();
  const clip = parts.length === 0 ? undefined : await frame(parts, { margin, whole, width });
  const png = await page.screenshot({ animations: 'disabled', ...(clip && { clip }) });
  writeFileSync(path.join(PICTURES, `${name}.png`), await small(png));
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
};

/** With 256 colours, which is what a page has, it is less than half as large. By the library that Strapi's uploads use. */
const small = (png: Buffer): Promise<Buffer> => {
  const ofUploads = createRequire(require.resolve('@strapi/upload/package.json'));
  const sharp = ofUploads('sharp') as (input: Buffer) => {
    png(options: object): { toBuffer(): Promise<Buffer> };
  };
  return sharp(png).png({ palette: true, colours: 256, dither: 0, effort: 10 }).toBuffer();
};

/** No news of Strapi's own, nothing under the mouse, no field with the focus, all letters there. */
const settle = async (page: Page): Promise<void> => {
  await page.mouse.move(0, 0);
  // Its button has no name to find it by.
  const news = page.getByText('Introducing the new Media Library');
  if (await news.isVisible())
    await news.locator('xpath=ancestor::div[descendant::button][1]//button').click();
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  await page.evaluate(async () => {
    await document.fonts.ready;
    // By then what the above has begun has begun.
    await new Promise(requestAnimationFrame);
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
};

/** The smallest rectangle around all of them. */
const frame = async (
  parts: Locator[],
  { margin, whole, width: most }: Required<Pick<Framing, 'margin' | 'whole' | 'width'>>,
) => {
  const boxes = await Promise.all(
    parts.map(async (part) => {
      const box = await part.boundingBox();
      if (box === null) throw new Error(`${String(part)} is not to be seen.`);
      return box;
    }),
  );
  const left = whole ? 0 : Math.max(0, Math.min(...boxes.map(({ x }) => x)) - margin);
  const top = whole ? 0 : Math.max(0, Math.min(...boxes.map(({ y }) => y)) - margin);
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + margin;
  return {
    x: left,
    y: top,
    width: (whole ? most : Math.min(most, right)) - left,
    height: Math.min(HEIGHT, bottom) - top,
  };
};
