/** Hundreds of messages for send(). */
import type { Core } from '@strapi/strapi';

export interface Handing {
  /** The recipients. */
  messages: string[];
  /** How many send() may be unanswered at the same time. */
  atOnce: number;
  /** Every so many-th message is so large that it leaves in several pieces. */
  largeEvery: number;
}

/** Runs inside Strapi. Each answer of send() is a line of the log, which outlives the process. */
export const handOver = async (
  strapi: Core.Strapi,
  { messages, atOnce, largeEvery }: Handing,
): Promise<void> => {
  const large = 'All work and no play makes Jack a dull boy.\n'.repeat(3000);
  const left = messages.entries();
  const worker = async () => {
    for (const [index, to] of left) {
      const isLarge = index % largeEvery === largeEvery - 1;
      const result = await strapi
        .plugin('email')
        .service('email')
        .send({ to, subject: isLarge ? 'Large' : 'Small', text: isLarge ? large : 'Small' })
        .catch((error: Error) => ({ status: `rejected: ${error.message}` }));
      process.stdout.write(`\n<${to}> answered ${result.status}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

/** The recipients of messages that send() answered so, before the process was killed. */
export const answeredIn = (log: string, status: string): string[] =>
  [...log.matchAll(/^<(\S+)> answered (.+)$/gm)].flatMap(([, to = '', answer]) =>
    answer === status ? [to] : [],
  );
