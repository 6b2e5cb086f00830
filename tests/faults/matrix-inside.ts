/** Functions that run inside Strapi's process; see `StrapiApp.run`. */
import type { Core } from '@strapi/strapi';

export interface Sent {
  result: { status: string; documentId?: string; failure?: { outcome: string } };
  /** How long the caller waited. */
  ms: number;
}

/** What keeps a process from ending. */
export interface Handles {
  sockets: number;
  timers: number;
}

export const sendInside = async (
  strapi: Core.Strapi,
  { to, messageId, attachmentBytes }: { to: string; messageId: string; attachmentBytes: number },
): Promise<Sent> => {
  const attachments =
    attachmentBytes === 0
      ? []
      : [{ filename: 'large.bin', content: Buffer.alloc(attachmentBytes) }];
  // What the busy machine kept the process from running is not the plugin's wait (support/stopwatch.ts).
  const stalls = process
    .getBuiltinModule('node:perf_hooks')
    .monitorEventLoopDelay({ resolution: 10 });
  stalls.enable();
  const began = performance.now();
  const { status, documentId, failure } = await strapi.plugin('email').service('email').send({
    to,
    subject: 'Hello',
    text: 'How are you?',
    messageId,
    attachments,
  });
  const ms = performance.now() - began - stalls.max / 1e6;
  stalls.disable();
  return { result: { status, documentId, failure }, ms };
};

export const countHandles = async (strapi: Core.Strapi): Promise<Handles> => {
  const count = (kind: string) =>
    process.getActiveResourcesInfo().filter((name) => name === kind).length;
  // The tests' own requests come over these.
  const served = await new Promise<number>((resolve) => {
    strapi.server.httpServer.getConnections((_error, connections) => resolve(connections));
  });
  return { sockets: count('TCPSocketWrap') - served, timers: count('Timeout') };
};

/** Every waiting draft. */
export const makeDue = (strapi: Core.Strapi) =>
  strapi.db
    .query('plugin::outgoing-mail.message')
    .updateMany({ where: { state: 'waiting' }, data: { nextAttemptAt: new Date() } });
