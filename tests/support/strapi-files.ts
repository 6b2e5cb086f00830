/** The folder of a Strapi app with nothing in it but what a test asks for. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Inside the checkout, so that Strapi and the plugin are found in its `node_modules`. */
const SITES = path.join(__dirname, '../..', '.cache', 'sites');

export interface SiteOptions {
  /** A word for the folder, to find its log by. */
  name?: string;
  /** `config` of the plugin in `config/plugins`. */
  plugin?: object;
  /** Laid over the files of `config/`, by their names: `{ plugins: { email: { config: … } } }`. */
  config?: Record<string, object>;
  /** `admin.secrets.encryptionKey`; null: the site has none. */
  encryptionKey?: string | null;
  /** More files, by their path in the app: content types, `src/index.js`. */
  files?: Record<string, string>;
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (base: Tree, over: Tree): Tree =>
  Object.entries(over).reduce<Tree>((merged, [key, value]) => {
    const below = merged[key];
    return { ...merged, [key]: isTree(below) && isTree(value) ? merge(below, value) : value };
  }, base);

const configFor = (
  port: number,
  { plugin = {}, config = {}, encryptionKey = 'the-key-of-the-tests-0123456789ab' }: SiteOptions,
): Tree =>
  merge(
    {
      server: {
        host: '127.0.0.1',
        port,
        app: { keys: ['one', 'two'] },
        logger: { updates: { enabled: false }, startup: { enabled: false } },
      },
      admin: {
        auth: { secret: 'secret' },
        apiToken: { salt: 'salt' },
        transfer: { token: { salt: 'salt' } },
        ...(encryptionKey === null ? {} : { secrets: { encryptionKey } }),
        // A file of tests signs in more often than a person may.
        rateLimit: { enabled: false },
      },
      database: {
        connection: {
          client: 'sqlite',
          connection: { filename: '.tmp/data.db' },
          useNullAsDefault: true,
        },
      },
      plugins: {
        'users-permissions': { config: { jwtSecret: 'secret', ratelimit: { enabled: false } } },
        email: { config: { provider: 'nodemailer', providerOptions: {}, settings: {} } },
        'outgoing-mail': { enabled: true, config: plugin },
      },
    },
    config,
  );

const PACKAGE = {
  name: 'site',
  version: '0.0.0',
  private: true,
  // Strapi looks for plugins among the dependencies.
  dependencies: {
    '@strapi/plugin-users-permissions': '*',
    '@strapi/strapi': '*',
    'strapi-plugin-outgoing-mail': '*',
  },
  strapi: { uuid: false },
};

export const writeConfig = (dir: string, port: number, options: SiteOptions) => {
  for (const [name, value] of Object.entries(configFor(port, options))) {
    // Strapi reads config/plugins from a script only.
    const file = path.join(dir, 'config', `${name}.js`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `module.exports = ${JSON.stringify(value, null, 2)};\n`);
  }
};

/** @returns the folder */
export const writeSite = (port: number, options: SiteOptions): string => {
  mkdirSync(SITES, { recursive: true });
  const dir = mkdtempSync(path.join(SITES, `${options.name ?? 'site'}-`));
  const files: Record<string, string> = {
    'package.json': JSON.stringify(PACKAGE, null, 2),
    'public/uploads/.gitkeep': '',
    '.tmp/.gitkeep': '',
    'src/index.js': 'module.exports = {};',
    ...options.files,
  };
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  writeConfig(dir, port, options);
  return dir;
};
