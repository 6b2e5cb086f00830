/** The admin panel of a site, built again when something that goes into it has changed. */
import path from 'node:path';
import { runNode } from './command.mjs';
import { fingerprint, stamp } from './fingerprint.mjs';
import { bin, inRoot } from './places.mjs';
import { step } from './progress.mjs';

/** @param {string} plugin fingerprint of the plugin that is in place */
export const ensureAdminPanel = async (dir, plugin) => {
  const print = fingerprint(
    [
      inRoot('package-lock.json'),
      ...['package.json', 'src/admin'].map((place) => path.join(dir, place)),
    ],
    plugin,
  );
  const done = stamp('admin-panel');
  if (done.fits(print, [path.join(dir, 'build', 'index.html')])) return;
  done.clear();
  await step('Building the admin panel (about a minute)', () =>
    runNode(bin.strapi, ['build'], {
      cwd: dir,
      env: { NODE_ENV: 'production', STRAPI_TELEMETRY_DISABLED: 'true' },
    }),
  );
  done.write(print);
};
