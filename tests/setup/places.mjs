/** Where things are. Everything that set-up makes lies in `.cache`, `dist` and `node_modules`, all ignored. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const inRoot = (...parts) => path.join(root, ...parts);
export const inCache = (...parts) => inRoot('.cache', ...parts);

/** The script behind a package's command, to be run by this Node: shims differ from system to system. */
export const bin = {
  eslint: inRoot('node_modules/eslint/bin/eslint.js'),
  jest: inRoot('node_modules/jest/bin/jest.js'),
  maildev: inRoot('node_modules/maildev/dist/bin/maildev.js'),
  prettier: inRoot('node_modules/prettier/bin/prettier.cjs'),
  strapi: inRoot('node_modules/@strapi/strapi/bin/strapi.js'),
  strapiPlugin: inRoot('node_modules/@strapi/sdk-plugin/bin/strapi-plugin.js'),
  tsc: inRoot('node_modules/typescript/bin/tsc'),
};

mkdirSync(inCache(), { recursive: true });
