/** What runs inside Strapi for the rows with drafts. */
import type { Core } from '@strapi/strapi';
import type { Load, Sent } from './inside';

/** One after another, as code does that keeps something in Strapi. */
export const createDocuments = async (
  strapi: Core.Strapi,
  { count, message, uid }: Load & { uid: string },
): Promise<Sent> => {
  const documents = strapi.documents(uid as never) as unknown as {
    create(params: { data: object }): Promise<unknown>;
  };
  const began = performance.now();
  for (let index = 0; index < count; index++)
    await documents.create({ data: { ...message, subject: `Message ${index}` } });
  return { count, ms: performance.now() - began, cpuMs: NaN };
};

export const removeDrafts = async (strapi: Core.Strapi, uid: string): Promise<void> => {
  await strapi.db.query(uid).deleteMany({ where: {} });
};

/** So many drafts of a state, some of them older than others. */
export const makeDrafts = async (
  strapi: Core.Strapi,
  { uid, count, state, message }: Load & { uid: string; state: string },
): Promise<void> => {
  const AT_ONCE = 200;
  const MINUTE = 60_000;
  const now = Date.now();
  for (let start = 0; start < count; start += AT_ONCE) {
    const data = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, index) => {
      const number = start + index;
      const at = new Date(now - number * MINUTE).toISOString();
      return {
        ...message,
        documentId: `${state}${String(number).padStart(24 - state.length, '0')}`,
        subject: `Message ${number}`,
        state,
        content: 'readable',
        outcome: 'not-sent',
        failureCode: 'ECONNREFUSED',
        failureMessage: 'The mail server refused the connection.',
        messageId: `<${state}-${number}@example.com>`,
        originalRecipients: 'box@example.com',
        date: at,
        createdAt: at,
        updatedAt: at,
        attempts: 1,
        tries: 0,
        history: [],
        size: 2000,
        copies: 1,
        publishedAt: null,
        locale: null,
        nextAttemptAt: state === 'waiting' ? new Date(now + 3_600_000).toISOString() : null,
        retryUntil: state === 'waiting' ? new Date(now + 86_400_000).toISOString() : null,
      };
    });
    await strapi.db.query(uid).createMany({ data });
  }
};

interface Latencies {
  /** Milliseconds until the first failure came back. */
  first: number;
  /** Of each send while the server was known to be away. */
  open: number[];
}

/** `atOnce` messages to find out that the server is away, then so many a second. */
export const sendIntoTheDark = async (
  strapi: Core.Strapi,
  { count, message, atOnce, everyMs }: Load & { atOnce: number; everyMs: number },
): Promise<Latencies> => {
  const email = strapi.plugin('email').service('email');
  const timed = async (index: number): Promise<number> => {
    const began = performance.now();
    const { status } = await email.send({ ...message, subject: `Message ${index}` });
    if (status !== 'draft') throw new Error(status);
    return performance.now() - began;
  };
  const firsts = await Promise.all(Array.from({ length: atOnce }, (_, index) => timed(index)));
  const open: Promise<number>[] = [];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      open.push(timed(open.length));
      if (open.length < count) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
  });
  return { first: Math.min(...firsts), open: await Promise.all(open) };
};

/**
 * Runs a function of the bench beside the nodemailer that this process finds, as the limit of the client does in a process of
 * its own.
 *
 * @param source of the function: what is sent to Strapi brings nothing along but its arguments.
 */
export const besideNodemailer = (
  _strapi: Core.Strapi,
  source: string,
  load: object,
): Promise<Sent> => {
  const { createRequire } = process.getBuiltinModule('node:module');
  const nodemailer: unknown = createRequire(`${process.cwd()}/package.json`)('nodemailer');
  const { runInThisContext } = process.getBuiltinModule('node:vm');
  const work = runInThisContext(`(${source})`) as (mailer: unknown, load: object) => Promise<Sent>;
  return work(nodemailer, load);
};

/** Bytes that the process takes at the most from now on, above what it takes now; ask again to know. */
export const watchMemory = async (strapi: Core.Strapi): Promise<void> => {
  const collect = Reflect.get(globalThis, 'gc') as () => void;
  collect();
  await new Promise((resolve) => setTimeout(resolve, 200));
  collect();
  const before = process.memoryUsage.rss();
  const watch = { before, peak: before };
  const timer = setInterval(() => {
    watch.peak = Math.max(watch.peak, process.memoryUsage.rss());
  }, 10);
  timer.unref();
  Object.assign(strapi, { benchMemory: { watch, timer } });
};

export const memoryTaken = (strapi: Core.Strapi): number => {
  const { watch, timer } = (
    strapi as unknown as {
      benchMemory: { watch: { before: number; peak: number }; timer: NodeJS.Timeout };
    }
  ).benchMemory;
  clearInterval(timer);
  return watch.peak - watch.before;
};
