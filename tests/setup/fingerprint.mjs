/** Does something have to be made again? Answered by content: times lie after a checkout. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { inCache, root } from './places.mjs';

const NEVER = new Set([
  'node_modules',
  '.cache',
  '.tmp',
  '.strapi',
  'build',
  'dist',
  '.env',
  'uploads',
]);

const filesIn = (place) => {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .filter((name) => !NEVER.has(name))
    .sort()
    .flatMap((name) => filesIn(path.join(place, name)));
};

/** @param {string[]} places files and folders; one that is missing is nothing, not an error */
export const fingerprint = (places, ...also) => {
  const hash = createHash('sha256');
  for (const text of also) hash.update(`${text}\0`);
  for (const file of places.flatMap(filesIn)) {
    hash.update(`${path.relative(root, file)}\0`);
    hash.update(readFileSync(file));
    hash.update('\0');
  }
  return hash.digest('hex').slice(0, 20);
};

/** What a thing was made from, remembered beside the other things that are not committed. */
export const stamp = (name) => {
  const file = inCache('stamps', name);
  return {
    /** @param {string[]} results what must still be there */
    fits: (print, results) =>
      existsSync(file) &&
      readFileSync(file, 'utf8') === print &&
      results.every((result) => existsSync(result)),
    clear: () => rmSync(file, { force: true }),
    write: (print) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, print);
    },
  };
};
