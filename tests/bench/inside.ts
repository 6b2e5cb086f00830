/**
 * What runs inside the processes that are measured. Each function is sent there as source, so that nothing but its arguments
 * comes along.
 */
import type { Core } from '@strapi/strapi';
import type nodemailer from 'nodemailer';

export interface Load {
  count: number;
  /** The same for all of them, but for the subject. */
  message: object;
}

export interface Sent {
  count: number;
  ms: number;
  /** Of this process, of all its threads. */
  cpuMs: number;
}

export interface Watched extends Sent {
  /** Bytes that the process took more than before, at the most. */
  peakBytes: number;
  /** Milliseconds of the turn of the event loop in which all of the calls are made. */
  callingMs: number;
  /** Milliseconds that the event loop stood still after it: 99 of 100 looks, and the longest. */
  stallP99: number;
  longestStall: number;
  drafts: number;
}

type Nodemailer = typeof nodemailer;

/** `bytes` of attachment come with each message. */
type Feed = Load & { options: object & { maxConnections: number }; bytes?: number };

/** Everything at once into nodemailer's own queue. */
export const queueUp = async (
  { createTransport }: Nodemailer,
  { count, message, options }: Feed,
): Promise<Sent> => {
  const transport = createTransport({ ...options, pool: true });
  const began = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      transport.sendMail({ ...message, subject: `Message ${index}` }),
    ),
  );
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  transport.close();
  return { count, ms, cpuMs: (user + system) / 1000 };
};

/** By hand: as one has its answer the next one goes, so that none waits in nodemailer's own queue. */
export const feed = async (
  { createTransport }: Nodemailer,
  { count, message, options, bytes = 0 }: Feed,
): Promise<Sent> => {
  const transport = createTransport({ ...options, pool: true });
  const content = Buffer.alloc(bytes, 'All work and no play. ');
  const attachments = bytes > 0 ? { attachments: [{ filename: 'big.bin', content }] } : {};
  const whole = { ...message, ...attachments };
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const { accepted } = await transport.sendMail({ ...whole, subject: `Message ${next++}` });
      if (accepted.length !== 1) throw new Error('nodemailer: not accepted');
    }
  };
  const began = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: options.maxConnections }, worker));
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  transport.close();
  return { count, ms, cpuMs: (user + system) / 1000 };
};

/** As a workflow does that sends to everybody in one `Promise.all`. */
export const sendAtOnce = async (strapi: Core.Strapi, { count, message }: Load): Promise<Sent> => {
  const email = strapi.plugin('email').service('email');
  const began = performance.now();
  const cpu = process.cpuUsage();
  const results: { accepted: string[] }[] = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      email.send({ ...message, subject: `Message ${index}` }),
    ),
  );
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  if (results.some(({ accepted }) => accepted.length !== 1)) throw new Error('not accepted');
  return { count, ms, cpuMs: (user + system) / 1000 };
};

export const sendOneByOne = async (
  strapi: Core.Strapi,
  { count, message }: Load,
): Promise<Sent> => {
  const email = strapi.plugin('email').service('email');
  const began = performance.now();
  const cpu = process.cpuUsage();
  for (let index = 0; index < count; index++) {
    const { accepted } = await email.send({ ...message, subject: `Message ${index}` });
    if (accepted.length !== 1) throw new Error('not accepted');
  }
  const { user, system } = process.cpuUsage(cpu);
  return { count, ms: performance.now() - began, cpuMs: (user + system) / 1000 };
};

/** Strapi's own provider, set up as its README says, in the place that Strapi's email plugin has for it. */
export const useOwnProvider = (strapi: Core.Strapi, options: object): void => {
  const here = process.getBuiltinModule('module').createRequire(`${process.cwd()}/site.js`);
  const provider = here('@strapi/provider-email-nodemailer') as {
    init(options: object, settings: object): object;
  };
  const plugin = strapi.plugin('email') as unknown as { provider: { close?: () => void } };
  plugin.provider.close?.();
  plugin.provider = provider.init(options, {
    defaultFrom: 'site@example.com',
    defaultReplyTo: 'site@example.com',
  });
};

/** Sends like `sendAtOnce`, and looks at what the process does meanwhile. */
export const watchSending = async (
  strapi: Core.Strapi,
  { count, message, bytes = 0 }: Load & { bytes?: number },
): Promise<Watched> => {
  const { monitorEventLoopDelay } = process.getBuiltinModule('perf_hooks');
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const content = Buffer.alloc(bytes, 'All work and no play. ');
  const attachments = bytes > 0 ? { attachments: [{ filename: 'big.bin', content }] } : {};
  const whole = { ...message, ...attachments };
  const collect = Reflect.get(globalThis, 'gc') as () => void;
  collect();
  await pause(200);
  collect();
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
  const timer = setInterval(look, 10);
  const stalls = monitorEventLoopDelay({ resolution: 1 });

  const email = strapi.plugin('email').service('email');
  const began = performance.now();
  const cpu = process.cpuUsage();
  stalls.enable();
  let callingMs = NaN;
  setImmediate(() => (callingMs = performance.now() - began));
  const calls = Array.from({ length: count }, (_, index) =>
    email.send({ ...whole, subject: `Message ${index}` }),
  );
  const results = await Promise.allSettled<{ status: string }>(calls);
  const ms = performance.now() - began;
  stalls.disable();
  look();
  clearInterval(timer);
  const { user, system } = process.cpuUsage(cpu);
  const statuses = results.map((result) =>
    result.status === 'fulfilled' ? result.value.status : String(result.reason),
  );
  const wrong = statuses.find((status) => status !== 'sent' && status !== 'draft');
  if (wrong !== undefined) throw new Error(wrong);
  return {
    count,
    ms,
    cpuMs: (user + system) / 1000,
    peakBytes: peak - before,
    callingMs,
    stallP99: stalls.percentile(99) / 1e6,
    longestStall: stalls.max / 1e6,
    drafts: statuses.filter((status) => status === 'draft').length,
  };
};

/** What Strapi and the caller take of that turn: the provider does nothing. */
export const watchCalling = async (
  strapi: Core.Strapi,
  { count, message }: Load,
): Promise<number> => {
  const plugin = strapi.plugin('email') as unknown as { provider: object };
  const { provider } = plugin;
  const answers: ((result: object) => void)[] = [];
  plugin.provider = { send: () => new Promise((answer) => void answers.push(answer)) };
  const email = strapi.plugin('email').service('email');
  const began = performance.now();
  const turn = new Promise<number>((over) => setImmediate(() => over(performance.now() - began)));
  const calls = Array.from({ length: count }, (_, index) =>
    email.send({ ...message, subject: `Message ${index}` }),
  );
  const ms = await turn;
  answers.forEach((answer) => answer({}));
  await Promise.all(calls);
  plugin.provider = provider;
  return ms;
};

/**
 * Bytes that are needed, at the most, above what the calls themselves are while all of them wait: garbage is collected before
 * each look, and what comes of a message is not kept.
 */
export const watchNeeded = async (
  strapi: Core.Strapi,
  { count, message, streamBytes = 0 }: Load & { streamBytes?: number },
): Promise<number> => {
  const { Readable } = process.getBuiltinModule('stream');
  const collect = Reflect.get(globalThis, 'gc') as () => void;
  const needed = (): number => {
    collect();
    // Buffers are swept beside the work; the second time waits for what the first has found.
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const PIECE = 64 * 1024;
  // A collection takes half a second where so much waits.
  const LOOK_EVERY_MS = 4000;
  function* pieces() {
    for (let bytes = 0; bytes < streamBytes; bytes += PIECE) yield Buffer.alloc(PIECE, 'streams ');
  }
  const attached = () =>
    streamBytes > 0
      ? { attachments: [{ filename: 'big.bin', content: Readable.from(pieces()) }] }
      : {};
  const email = strapi.plugin('email').service('email');
  const calls = Array.from({ length: count }, (_, index) =>
    email
      .send({ ...message, ...attached(), subject: `Message ${index}` })
      .then(({ accepted }: { accepted: string[] }) => {
        if (accepted.length !== 1) throw new Error('not accepted');
      }),
  );
  const before = needed();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, needed())), LOOK_EVERY_MS);
  await Promise.all(calls);
  clearInterval(timer);
  return most - before;
};
