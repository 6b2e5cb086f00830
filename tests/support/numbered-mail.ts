/**
 * Many messages, each with a number, and the books of where each of them went: what `send()` answered, what is a
 * draft, what arrived.
 */
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import type { StrapiApp } from './strapi-app';
import { until } from './until';

export interface Answer {
  number: number;
  /** `sent`, `draft`, or the error that send() rejected with. */
  status: string;
  /** Of a message that became a draft. */
  outcome?: string;
}

export interface Draft {
  number: number;
  state: string;
  outcome: string | null;
  published: boolean;
}

export interface Arrival {
  number: number;
  /** The server's own name for what it accepted: two of one number were accepted twice, one twice was delivered twice. */
  id: string;
}

export interface Load {
  /** Numbers of the messages. */
  first: number;
  count: number;
  /** Calls of send() that wait for their answer at the same time. */
  atOnce: number;
  /** Recipients of some of the numbers; all others go to box@example.com. */
  recipients?: Record<number, string>;
}

export interface Sending {
  /** Settles when so many of them have their answer. */
  untilAnswered(count: number): Promise<void>;
  /** All of them. */
  answers(): Promise<Answer[]>;
}

/** What a load keeps inside Strapi. */
interface Progress {
  answers: Answer[];
  waiting: { count: number; go: () => void }[];
}
type Loads = Record<number, Progress>;

/**
 * No power cut is tried with these messages; and while a slow disk confirms each draft that is written, Strapi stands
 * still, and takes its own standing still for the server's.
 */
export const doNotWaitForDisk = (app: StrapiApp) =>
  app.run((strapi) => strapi.db.connection.raw('PRAGMA synchronous = OFF'));

/** Returns when the first of them are under way. */
export const startSending = async (app: StrapiApp, load: Load): Promise<Sending> => {
  await app.run(sendAll, load);
  const untilAnswered = (count: number) => app.run(waitForAnswers, load.first, count);
  return {
    untilAnswered,
    async answers() {
      await untilAnswered(load.count);
      return app.run(giveAnswers, load.first);
    },
  };
};

// These run inside Strapi.

const sendAll = (strapi: Core.Strapi, { first, count, atOnce, recipients = {} }: Load) => {
  const progress: Progress = { answers: [], waiting: [] };
  Object.assign(((strapi as { loads?: Loads }).loads ??= {}), { [first]: progress });
  let next = first;
  const answered = (answer: Answer) => {
    progress.answers.push(answer);
    for (const { count, go } of progress.waiting) if (progress.answers.length >= count) go();
  };
  const sendOne = async (number: number) => {
    try {
      const { status, failure } = await strapi
        .plugin('email')
        .service('email')
        .send({
          from: 'site@example.com',
          to: recipients[number] ?? 'box@example.com',
          subject: `Message ${number}`,
          text: `This is message ${number}.`,
          headers: { 'X-Number': String(number) },
        });
      answered({ number, status, outcome: failure?.outcome });
    } catch (error) {
      answered({ number, status: String(error) });
    }
  };
  const worker = async () => {
    while (next < first + count) await sendOne(next++);
  };
  for (let each = 0; each < atOnce; each += 1) void worker();
};

const waitForAnswers = (strapi: Core.Strapi, first: number, count: number) =>
  new Promise<void>((resolve) => {
    const progress = (strapi as unknown as { loads: Loads }).loads[first];
    if (progress === undefined || progress.answers.length >= count) return resolve();
    progress.waiting.push({ count, go: resolve });
  });

const giveAnswers = (strapi: Core.Strapi, first: number) =>
  (strapi as unknown as { loads: Loads }).loads[first]?.answers ?? [];

const readDrafts = async (strapi: Core.Strapi): Promise<Draft[]> => {
  const rows: { subject: string; state: string; outcome: string | null; publishedAt: unknown }[] =
    await strapi.db.query('plugin::outgoing-mail.message').findMany({
      select: ['subject', 'state', 'outcome', 'publishedAt'],
    });
  return rows.map(({ subject, state, outcome, publishedAt }) => ({
    number: Number(/^Message (\d+)$/.exec(subject)?.[1] ?? NaN),
    state,
    outcome,
    published: publishedAt !== null,
  }));
};

const countOnTheirWay = (strapi: Core.Strapi): Promise<number> =>
  strapi.db
    .query('plugin::outgoing-mail.message')
    .count({ where: { publishedAt: null, state: { $in: ['waiting', 'sending'] } } });

// These do not.

/** Waits until no draft waits for another attempt. @returns all of them that are not accepted */
export const drained = async (app: StrapiApp, withinMs: number): Promise<Draft[]> => {
  await until(
    'no draft to wait',
    () => app.run(countOnTheirWay),
    (count) => count === 0,
    withinMs,
  );
  const drafts = await app.run(readDrafts);
  return drafts.filter(({ published, state }) => !published && state !== 'sent');
};

/** More than any header takes that a server puts before the message's own. */
const HEAD_BYTES = 4096;

/** One message a file. */
export const arrivalsIn = async (folder: string): Promise<Arrival[]> => {
  const arrivals: Arrival[] = [];
  for (const name of await readdir(folder)) {
    const head = await headOf(path.join(folder, name));
    // Of a message that was broken off: these small ones are written at once, when they are complete.
    if (head === '') continue;
    arrivals.push({
      number: Number(/^X-Number: (\d+)/m.exec(head)?.[1] ?? NaN),
      id: /^Received:[^]*?\bid (\w+)/m.exec(head)?.[1] ?? '',
    });
  }
  return arrivals;
};

const headOf = async (file: string): Promise<string> => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
};
