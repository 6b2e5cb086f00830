/** A Strapi that goes through cases one after another, each with a mail server of its own. */
import { type SmtpTestServer, startSmtpServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';
import { type Case, type Encryption, faultOf, isLarge, timeoutFor } from './matrix-cases';
import { countHandles, type Handles, makeDue, type Sent, sendInside } from './matrix-inside';

/** What the pool may keep open when nothing is being sent. */
const IDLE_CONNECTIONS = 1;
const PATIENCE_MS = 5000;
/** A timer that is just being set again is one too few. */
const SAMPLES = 10;
/** Encoded, above what Linux buffers on both sides of a connection together: 6 MiB to read and 4 MiB to write. */
const LARGE_BYTES = 12 * 1024 * 1024;

const REFUSED = 'refused@example.com';
const SIGN_IN = { user: 'ann', pass: 'correct horse' };
const SERVER_TLS = { none: 'none', tls: 'starttls', ssl: 'implicit' } as const;

export interface Draft {
  messageId: string;
  documentId: string;
  state: string;
  outcome: string | null;
  attempts: number;
  publishedAt: Date | null;
}

const COLUMNS = ['messageId', 'documentId', 'state', 'outcome', 'attempts', 'publishedAt'];

export interface Observed extends Sent {
  messageId: string;
  drafts: Draft[];
  /** How often the server stored it. */
  stored: number;
  /** Whether it went, or was to go, over a connection that had carried a message. */
  overReused: boolean;
  /** Whether the message after it went through; undefined where there is no server any more. */
  next?: Sent['result'];
  /** Whether no more than the pool's idle connection stayed open, and none when the pool was closed. */
  idle: boolean;
  closed: boolean;
  /** Sockets in Strapi's process, and timers that were not there before. */
  left: Handles;
}

export interface MatrixSite {
  app: StrapiApp;
  run(one: Case): Promise<Observed>;
  /** Points the site at a server that works, and makes every waiting draft due. */
  recover(): Promise<SmtpTestServer>;
  /** Closes the provider. @returns what is still open in Strapi's process. */
  close(): Promise<Handles>;
  /** Starts again without the plugin. @returns what is open then, and what Strapi wrote when it ended. */
  withoutPlugin(): Promise<{ handles: Handles; lastWords: string }>;
  stop(): Promise<void>;
}

let counter = 0;

export const startMatrixSite = async (): Promise<MatrixSite> => {
  const app = await startStrapi({
    name: 'matrix',
    plugin: {
      network: { ports: 'any', checksPerMinute: 100_000 },
      // Nothing is tried again before the end, and no failure stands in for another.
      retry: { firstDelaySeconds: 600, maxDelaySeconds: 600, pollSeconds: 0.5 },
      breaker: { failures: 0 },
    },
  });
  const nowhere = await startSmtpServer({ faults: { greeting: { reply: '554 5.3.2 no' } } });
  const haven = await startSmtpServer();

  const use = async (port: number, encryption: Encryption, timeoutSeconds: number) => {
    const answer = await app.admin.put<{ data: { saved: boolean } }>('/outgoing-mail/settings', {
      saveAnyway: true,
      host: '127.0.0.1',
      sender: { from: 'site@example.com' },
      port,
      encryption,
      tls: { verify: false },
      auth:
        encryption === 'tls'
          ? { enabled: true, username: SIGN_IN.user, password: SIGN_IN.pass }
          : { enabled: false },
      timeoutSeconds,
    });
    if (answer.status !== 200 || !answer.body.data.saved)
      throw new Error(`The settings were not saved: ${JSON.stringify(answer)}`);
  };

  const send = (messageId: string, message: { to?: string; attachmentBytes?: number } = {}) =>
    app.run(sendInside, { to: 'ann@example.com', attachmentBytes: 0, messageId, ...message });

  await use(nowhere.port, 'none', 1);
  const before = await mostHandles(app);
  const left = async (): Promise<Handles> => {
    let last = before;
    const ask = async () => (last = await app.run(countHandles));
    const isLeft = ({ sockets, timers }: Handles) => sockets > 0 || timers > before.timers;
    await until('what was there before', ask, (now) => !isLeft(now), PATIENCE_MS).catch(() => {});
    return { sockets: last.sockets, timers: last.timers - before.timers };
  };

  return {
    app,
    async run(one) {
      const id = (counter += 1);
      const messageId = `<case-${id}@example.com>`;
      const server = await startSmtpServer({
        recipients: {
          // Of the check: one that passes would release drafts that wait for the server.
          [app.admin.email]: '550 5.1.1 no such user',
          [REFUSED]: '550 5.1.1 no such user',
        },
        tls: SERVER_TLS[one.encryption],
        ...(one.encryption === 'tls' ? { auth: SIGN_IN } : {}),
      });
      try {
        await use(server.port, one.encryption, timeoutFor(one));
        // The connection of the check is no part of the case.
        await server.allClosed();
        const index = server.connections.length;
        if (one.connection !== 'fresh') await send(`<before-${id}@example.com>`);

        const fault = faultOf(one);
        if (fault) server.fault(one.stage, fault);
        else await server.close();
        if (one.connection === 'lost') server.healWithNextConnection();
        const sent = await send(messageId, {
          // RSET follows what was refused; nothing else is wrong then.
          ...(one.stage === 'rset' ? { to: REFUSED } : {}),
          ...(isLarge(one) ? { attachmentBytes: LARGE_BYTES } : {}),
        });
        const { messages = 0, commands = [] } = server.connections[index] ?? {};
        const mails = commands.filter((line) => line.startsWith('MAIL')).length;

        // A message that is accepted needs no RSET.
        if (one.stage !== 'rset') server.heal();
        const next = fault && (await send(`<next-${id}@example.com>`)).result;
        const idle = await inTime(server.openAtMost(IDLE_CONNECTIONS));
        await use(nowhere.port, 'none', 1);
        const closed = await inTime(server.allClosed());
        return {
          ...sent,
          messageId,
          drafts: await draftsOf(app, [messageId]),
          stored: timesStored(server, messageId),
          overReused: messages > 0 && mails > 1,
          ...(next ? { next } : {}),
          idle,
          closed,
          left: await left(),
        };
      } finally {
        await server.close();
      }
    },
    async recover() {
      // All large messages at the same time take longer than a second on a busy machine.
      await use(haven.port, 'none', 30);
      await app.run(makeDue);
      return haven;
    },
    async close() {
      await app.run((strapi) => Reflect.get(strapi.plugin('email'), 'provider').close());
      await left();
      return mostHandles(app);
    },
    async withoutPlugin() {
      const { length } = app.logs();
      await app.restart({ config: { plugins: { 'outgoing-mail': { enabled: false } } } });
      return { handles: await mostHandles(app), lastWords: app.logs().slice(length) };
    },
    async stop() {
      await app.stop();
      await Promise.all([nowhere.close(), haven.close()]);
    },
  };
};

export const timesStored = ({ messages }: SmtpTestServer, messageId: string): number =>
  messages.filter(({ raw }) => raw.includes(`\nMessage-ID: ${messageId}\r\n`)).length;

/** All rows of these messages. */
export const draftsOf = (app: StrapiApp, messageIds: string[]): Promise<Draft[]> =>
  app.run(
    (strapi, ids, columns) =>
      strapi.db
        .query('plugin::outgoing-mail.message')
        .findMany({ select: columns, where: { messageId: { $in: ids } } }),
    messageIds,
    COLUMNS,
  );

/** In a moment in which nothing is going on. */
const mostHandles = async (app: StrapiApp): Promise<Handles> => {
  const samples: Handles[] = [];
  const ask = async () => samples.push(await app.run(countHandles));
  await until('samples', ask, (count) => count >= SAMPLES);
  return {
    sockets: Math.max(...samples.map(({ sockets }) => sockets)),
    timers: Math.max(...samples.map(({ timers }) => timers)),
  };
};

/** Whether it came in time. */
const inTime = async (event: Promise<void>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const came = await Promise.race([event.then(() => true), over]);
  clearTimeout(timer);
  return came;
};
