/** A Chromium for the browser tests: the one that is there, or Debian's. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
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
    await step("Installing Debian's Chromium", installDebians);
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need Chromium, and there is none here. Install it (Debian: `apt-get install chromium`), ' +
      'or set CHROMIUM_PATH to a Chrome or Chromium that is somewhere else.',
  );
};

const findBrowser = () => {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) {
    if (isProgram(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, and there is no program there.`);
  }
  const inPath = PATH.split(path.delimiter).flatMap((folder) =>
    NAMES.map((name) => path.join(folder, name)),
  );
  return [...inPath, ...ELSEWHERE].find(isProgram);
};

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const canInstall = () =>
  process.platform === 'linux' && process.getuid() === 0 && isProgram('/usr/bin/apt-get');

const installDebians = async () => {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
};
