import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '../../.cache/soak');

/** A file that stays after the run; the result of `npm run soak` shows those that end in `.txt`. */
export const keep = (name: string, content: string): void => {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, name), content);
};

/** At once, past jest, which would keep it back until the test has ended. */
export const tell = (line: string): void => void process.stderr.write(`${line.trimEnd()}\n`);
