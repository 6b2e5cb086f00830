/** A site ready to start: its TypeScript compiled, its admin panel built. Again when something that goes in has changed. */
import path from 'node:path';
import { runNode } from './command.mjs';
import { fingerprint, stamp } from './fingerprint.mjs';
import { bin, inRoot } from './places.mjs';
import { step } from './progress.mjs';

const SOURCES = ['package.json', 'tsconfig.json', 'config', 'src'];

/** @param {string} plugin fingerprint of the plugin that is in place */
export const ensureSiteBuilt = async (dir, plugin) => {
  const print = fingerprint(
    [inRoot('package-lock.json'), ...SOURCES.map((place) => path.join(dir, place))],
    plugin,
  );
  const done = stamp('site');
  if (done.fits(print, [path.join(dir, 'dist', 'build', 'index.html')])) return;
  done.clear();
  await step('Building the site and its admin panel (about a minute)', () =>
    runNode(bin.strapi, ['build'], {
      cwd: dir,
      env: { NODE_ENV: 'production', STRAPI_TELEMETRY_DISABLED: 'true' },
    }),
  );
  done.write(print);
};
