/**
 * Puts on record that the server is about to get messages themselves, before the first byte of each. One commit for each message
 * costs more than sending it, so those that are next in line are put on record along with it: never more than it takes to
 * keep the time for that small. Which of them have really begun is in a file of the process: where that can be asked for when
 * the process is gone nothing is in doubt that need not be.
 */
import { createBatch } from '../batch';
import type { BegunFile } from './begun-file';

export interface Beginnings {
  /** A claim whose message is on its way to the server: those that come first are next. */
  expect(token: string): void;
  /** Resolves when it is on record. @returns false when the claim was lost: the message must not leave. */
  begin(token: string): Promise<boolean>;
  /** The message has no turn any more. */
  leave(token: string): void;
  /** The same, and what became of it is in the database. */
  forget(token: string): void;
}

export interface BeginningsOptions {
  /** Writes it, and a sign of life. @returns those of the claims that are still there. */
  write(tokens: string[]): Promise<ReadonlySet<string>>;
  /** For so long nobody else takes a claim that was put on record. */
  validMs: number;
  file: Pick<BegunFile, 'add' | 'remove'>;
  /** Milliseconds of a clock that nobody sets. */
  now(): number;
}

const AT_ONCE = 200;

interface Mark {
  kept: ReadonlySet<string>;
  at: number;
}

const NO_MARK: Mark = { kept: new Set(), at: -Infinity };

export const createBeginnings = ({ write, validMs, file, now }: BeginningsOptions): Beginnings => {
  const line = new Set<string>();
  const marks = new Map<string, Promise<Mark>>();
  let ahead = 0;
  let lastEnd = -Infinity;

  const nextInLine = (): string[] => {
    const next: string[] = [];
    for (const token of line) {
      if (next.length === ahead) break;
      line.delete(token);
      next.push(token);
    }
    return next;
  };

  const mark = async (tokens: string[]): Promise<Mark> => {
    const at = now();
    const kept = await write(tokens);
    const end = now();
    ahead = nextAhead(ahead, { writeMs: end - at, sinceLastMs: at - lastEnd });
    lastEnd = end;
    return { kept, at };
  };

  const batch = createBatch<string, boolean>({
    maxItems: AT_ONCE,
    // Other connections are often as far as this one.
    gathers: true,
    async write(tokens) {
      const next = nextInLine();
      const marking = mark([...tokens, ...next]);
      const forNext = marking.catch(() => NO_MARK);
      next.forEach((token) => marks.set(token, forNext));
      const { kept } = await marking;
      return tokens.map((token) => kept.has(token));
    },
  });

  const isMarked = async (token: string): Promise<boolean> => {
    const { kept, at } = (await marks.get(token)) ?? NO_MARK;
    return kept.has(token) && now() - at < validMs;
  };

  const leave = (token: string): void => {
    line.delete(token);
    marks.delete(token);
  };

  return {
    expect: (token) => void line.add(token),
    async begin(token) {
      line.delete(token);
      // Before the claim is looked at: whoever takes it after that look finds it in the file.
      file.add(token);
      try {
        return (await isMarked(token)) || (await batch.add(token));
      } finally {
        marks.delete(token);
      }
    },
    leave,
    forget(token) {
      leave(token);
      file.remove(token);
    },
  };
};

/** So many at the most are in doubt for nothing where nobody can ask the file. */
const MOST_AHEAD = 50;
/** Of the time in which messages are sent, what putting them on record may take; much less, and fewer go ahead. */
const MOST_TIME = 1 / 10;
const LITTLE_TIME = 1 / 50;

/** How many go on record ahead the next time: none where a commit is nothing beside sending a message. */
export const nextAhead = (
  ahead: number,
  { writeMs, sinceLastMs }: { writeMs: number; sinceLastMs: number },
): number => {
  if (writeMs > MOST_TIME * sinceLastMs) return Math.min(MOST_AHEAD, Math.max(1, 2 * ahead));
  return writeMs < LITTLE_TIME * sinceLastMs ? Math.floor(ahead / 2) : ahead;
};
