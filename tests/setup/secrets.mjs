/** The secrets of a site, made once on this machine and never committed. */
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const NAMES = [
  'ADMIN_JWT_SECRET',
  'API_TOKEN_SALT',
  'TRANSFER_TOKEN_SALT',
  'JWT_SECRET',
  'ENCRYPTION_KEY',
];

const secret = () => randomBytes(32).toString('base64url');

/** @param {string} dir the site's folder */
export const ensureSecrets = (dir) => {
  const file = path.join(dir, '.env');
  if (existsSync(file)) return;
  const lines = [`APP_KEYS=${secret()},${secret()}`, ...NAMES.map((name) => `${name}=${secret()}`)];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
};
