/**
 * Which messages a process has really begun to send, and which the server has taken, in a file of its own: when the process is
 * killed the kernel still has what was written there, and writing takes no time. It is the truth only where that kernel goes on; on
 * another machine, and after a power failure, nobody knows.
 */
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

export interface BegunFile {
  /**
   * Before the first byte of the message leaves.
   *
   * @throws Error when the file would say what is not so, and cannot be got rid of: the message must not leave.
   */
  add(token: string): void;
  /** The server has taken the message; that is not in the database yet. */
  accept(token: string): void;
  /** What became of the message is in the database. */
  remove(token: string): void;
  /** Nothing is under way any more. */
  close(): void;
}

type Stage = 'begun' | 'accepted';

/** What has begun and was not removed, and how far it came, as far as anybody knows. */
export type Begun = ReadonlyMap<string, Stage> | undefined;

/** Written anew beyond this size, with what is still under way: some 6,000 messages. */
const MOST_BYTES = 512 * 1024;

/** @param owner the name of this process among all that share the database. */
export const createBegunFile = (
  folder: string,
  owner: string,
  bootId = readBootId(),
): BegunFile => {
  const file = fileOf(folder, owner);
  const underWay = new Map<string, Stage>();
  let descriptor: number | undefined;
  let bytes = Infinity;
  // Then nobody will know, and that is all.
  let isOut = bootId === null;

  const write = (to: number, text: string): void => {
    const written = writeSync(to, text);
    if (written !== text.length) throw new Error('The disk is full.');
    bytes += written;
  };

  /** It takes the place of the other one when it is whole. */
  const writeAnew = (): void => {
    mkdirSync(folder, { recursive: true });
    const fresh = openSync(`${file}.new`, 'w', 0o600);
    bytes = 0;
    write(fresh, `${bootId}\n${[...underWay].map(lineOf).join('')}`);
    renameSync(`${file}.new`, file);
    const old = descriptor;
    descriptor = fresh;
    if (old !== undefined) closeSync(old);
  };

  /** A file that lacks something says nothing any more, to anybody. */
  const discard = (): void => {
    const old = descriptor;
    if (old !== undefined) ftruncateSync(old);
    // Empty it says nothing, so that it is no matter if it stays. Until it is, nothing leaves.
    isOut = true;
    descriptor = undefined;
    [file, `${file}.new`].forEach(removeIfPossible);
    if (old !== undefined) closeSync(old);
  };

  const note = (token: string, stage: Stage): void => {
    if (isOut) return;
    underWay.set(token, stage);
    try {
      if (descriptor === undefined || bytes > MOST_BYTES) writeAnew();
      else write(descriptor, lineOf([token, stage]));
    } catch {
      discard();
    }
  };

  return {
    add: (token) => note(token, 'begun'),
    // Without it the file says what is so, and less.
    accept: (token) => orElse(undefined, () => note(token, 'accepted')),
    remove: (token) => void underWay.delete(token),
    close: () => orElse(undefined, discard),
  };
};

/** @param owner the process that is gone. */
export const readBegun = (folder: string, owner: string, bootId = readBootId()): Begun => {
  const [boot, ...lines] = linesOf(fileOf(folder, owner));
  return boot === bootId ? new Map(lines.filter(Boolean).map(stageIn)) : undefined;
};

const lineOf = ([token, stage]: [string, Stage]): string => `${token}\t${stage}\n`;
/** A later line of the same token counts. */
const stageIn = (line: string): [string, Stage] => {
  const [token = '', stage] = line.split('\t');
  return [token, stage === 'accepted' ? stage : 'begun'];
};

/** Files that were written before this machine was started say nothing to anybody. */
export const removeOldBegunFiles = (folder: string, bootId = readBootId()): void => {
  for (const name of filesIn(folder)) {
    const file = path.join(folder, name);
    if (name.startsWith(PREFIX) && linesOf(file)[0] !== bootId) removeIfPossible(file);
  }
};

const PREFIX = 'begun-';
const fileOf = (folder: string, owner: string): string => path.join(folder, PREFIX + owner);

const linesOf = (file: string): string[] =>
  orElse([], () => readFileSync(file, 'latin1').split('\n'));
/** A folder that cannot be written keeps no site from starting, or from ending. */
const removeIfPossible = (file: string): void =>
  orElse(undefined, () => rmSync(file, { force: true }));
const filesIn = (folder: string): string[] => orElse([], () => readdirSync(folder));

/** Linux makes up another one at each start; elsewhere nobody knows. */
const readBootId = (): string | null =>
  orElse(null, () => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim());

const orElse = <T>(other: T, read: () => T): T => {
  try {
    return read();
  } catch {
    return other;
  }
};
