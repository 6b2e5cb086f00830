/** A certificate that can be read. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const certificatePem = readFileSync(
  path.join(__dirname, '..', '..', 'support', 'certificates', 'valid.pem'),
  'utf8',
);
