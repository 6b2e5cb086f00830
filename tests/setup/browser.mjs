/** A Chromium for the browser tests: the one that is there, or Debian's. */
import { canInstall, findProgram, installDebians, isProgram } from './debian.mjs';
import { step } from './progress.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * @returns {Promise<string>} path of the program
 * @throws where there is none and none can be installed: a test that did not run did not pass
 */
export const ensureBrowser = async () => {
  const found = findBrowser();
  if (found) return found;
  if (canInstall()) {
    await step("Installing Debian's Chromium", () => installDebians('chromium'));
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need Chromium, and there is none here. Install it (Debian: `apt-get install chromium`), ' +
      'or set CHROMIUM_PATH to a Chrome or Chromium that is somewhere else.',
  );
};

const findBrowser = () => {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    if (isProgram(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, and there is no program there.`);
  }
  return findProgram(NAMES) ?? ELSEWHERE.find(isProgram);
};
