/**
 * One lane: a nodemailer pool of a single connection that carries one message at a time. One at a time,
 * so that nodemailer's log records belong to a known message (progress.ts), and so that no message waits
 * in nodemailer's own queue, where each reconnect costs a fixed 100 ms.
 */
import type { SendMailOptions, SMTPPoolSentMessageInfo } from 'nodemailer';
import type MimeNode from 'nodemailer/lib/mime-node';
import type { Socket } from 'node:net';
import type { CloseReason } from '../contract';
import type { AddressRule } from './address-rule';
import { connectionOptions, readOnce, socketTarget } from './connection-options';
import { createGate, type Gate } from './gate';
import { canWrite, createMessageStream } from './mime';
import type { ConnectionEvents } from './pool-counts';
import { createProgress } from './progress';
import type { SmtpSettings } from './settings';
import { openSocket, type SocketTarget } from './socket';

export type SentInfo = SMTPPoolSentMessageInfo;

export interface LaneFailure {
  error: unknown;
  stage: ReturnType<typeof createProgress>['stage'];
  handedOver: boolean;
  /** The time for the whole message was over. */
  timedOut: boolean;
}

export interface Lane {
  /**
   * Never rejects.
   *
   * @param timeoutMs bounds the whole of it, whatever the server does.
   * @param beforeData the first byte of the message leaves when this has resolved; when it rejects, none does.
   */
  send(
    mail: SendMailOptions,
    timeoutMs: number,
    beforeData?: BeforeData,
  ): Promise<SentInfo | LaneFailure>;
  /** Has to come between a failure and the next message. Resolves when that finds a connection in order, or none. */
  recover(): Promise<void>;
  readonly open: boolean;
  close(reason: LaneEnd): void;
}

/** Why a lane is closed on this side. */
export type LaneEnd = Extract<CloseReason, 'settings' | 'shutdown' | 'error'>;

export type BeforeData = () => Promise<void>;

export const isLaneFailure = (result: SentInfo | LaneFailure): result is LaneFailure =>
  'handedOver' in result;

/** One set for all lanes of a transport: reading the certificates of an own authority takes some 20 ms. */
export const laneOptions = (settings: SmtpSettings, refuses: AddressRule) => {
  const { tls, ...options } = connectionOptions(settings);
  return {
    ...options,
    tls: readOnce(tls),
    maxMessages: settings.maxDeliveriesPerConnection,
    getSocket: socketOpener(socketTarget(settings, refuses), options.connectionTimeout),
  };
};

type SocketDone = (error: Error | null, options?: { connection: Socket }) => void;

/** nodemailer would look names up by itself, and connect wherever they lead. */
const socketOpener =
  (target: SocketTarget, timeoutMs: number) =>
  (_: unknown, done: SocketDone): void => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new ConnectTimeoutError()), timeoutMs);
    openSocket(target, limit.signal)
      .finally(() => clearTimeout(timer))
      .then(
        (connection) => done(null, { connection }),
        (error: Error) => done(error),
      );
  };

/** In nodemailer's terms. */
class ConnectTimeoutError extends Error {
  override name = 'ConnectTimeoutError';
  readonly code = 'ETIMEDOUT';
  readonly timeoutType = 'CONNECT_TIMEOUT';
}
export type LaneOptions = ReturnType<typeof laneOptions>;

/**
 * A connection that the server closed while it was idle is found out only by the next message; nodemailer
 * then sends it over a new one, provided that not a byte of its body had left. Once is enough.
 */
const MAX_REQUEUES = 1;

/** The bound is the timer around each message; nodemailer's own measures silence and would fire while bytes flow. */
const SOCKET_TIMEOUT_MS = 24 * 60 * 60 * 1000;

/** Below the five minutes after which servers close an idle connection (RFC 5321, 4.5.3.2.7). */
const IDLE_TIMEOUT_MS = 4 * 60 * 1000;

/**
 * nodemailer keeps the connection after a message that was refused, and sends RSET; until the server has answered,
 * the next message would wait behind it with its own time running. To give up early costs only a new connection.
 */
const RESET_TIMEOUT_MS = 1000;

export const createLane = (optionsOf: () => LaneOptions, events: ConnectionEvents): Lane => {
  let gate: Gate | undefined;
  let underWay = false;
  /**
   * Of the message as it was composed. nodemailer's listeners keep hold of it, and where a stream has two of them Node keeps
   * those in an array that V8 may put among what is old, where garbage stays until V8 has collected all of it.
   */
  let letGo: () => void = () => {};
  /** Messages that the connection has carried. */
  let carried = 0;
  // One for many messages: V8 makes a hidden class for each signal, and collects it only with what is old.
  let deadline = new AbortController();

  const createLine = async () => {
    // Strapi's start can do without it.
    const { default: nodemailer } = await import('nodemailer');
    const options = optionsOf();
    let ended: LaneEnd | undefined;
    const progress = createProgress(
      () => {
        carried = 0;
        events.onConnected();
      },
      (hint) => events.onClosed(ended ?? hint ?? (underWay ? 'error' : 'server')),
    );
    const transporter = nodemailer.createTransport({
      ...options,
      getSocket: (target: unknown, done: SocketDone) => {
        progress.connecting();
        options.getSocket(target, done);
      },
      pool: true,
      maxConnections: 1,
      maxRequeues: MAX_REQUEUES,
      socketTimeout: SOCKET_TIMEOUT_MS,
      idleTimeout: IDLE_TIMEOUT_MS,
      logger: progress.logger,
      // Commands and replies as log records, for progress.ts only; nothing of them is written anywhere.
      transactionLog: true,
    });
    transporter.use('stream', (mail, done) => {
      const { message, data } = mail;
      letGo = () => void Object.assign(mail, { message: undefined });
      const passed = gate?.passed;
      // A signature is made of the whole of what nodemailer writes.
      if (!data.dkim && canWrite(message)) message.createReadStream = streamOf(message, passed);
      else if (gate !== undefined) message.transform(gate.stream);
      done();
    });
    // A connection that dies while idle is no event of any message: the next one gets a new connection.
    transporter.on('error', () => {});
    const end = (reason: LaneEnd) => {
      ended = reason;
      transporter.close({ force: true });
    };
    return { transporter, progress, end };
  };
  let line: Awaited<ReturnType<typeof createLine>> | undefined;

  return {
    async send(mail, timeoutMs, beforeData) {
      const { transporter, progress } = (line ??= await createLine());
      gate = beforeData && createGate(beforeData);
      progress.begin(gate?.open);
      underWay = true;
      if (deadline.signal.aborted) deadline = new AbortController();
      const { signal } = deadline;
      const timer = setTimeout(() => deadline.abort(), timeoutMs);
      try {
        // What is added goes first: Node 20 makes a hidden class anew wherever something comes after what is spread.
        const info = await transporter.sendMail({ signal, ...mail });
        events.onAccepted(carried++ > 0);
        letGo();
        return info;
      } catch (error) {
        return {
          error,
          stage: progress.stage,
          handedOver: progress.handedOver,
          timedOut: signal.aborted,
        };
      } finally {
        underWay = false;
        clearTimeout(timer);
      }
    },
    async recover() {
      if (line === undefined) return;
      const { progress, end } = line;
      if (!progress.outOfStep && (await within(RESET_TIMEOUT_MS, progress.reset))) return;
      end('error');
      line = undefined;
    },
    get open() {
      return line?.progress.connected ?? false;
    },
    close: (reason) => line?.end(reason),
  };
};

/**
 * Made where nothing else is at hand: a function that is made beside nodemailer's callback would keep hold of all that the callback
 * knows, one message of the next, and V8 would take them for old.
 */
const streamOf = (message: MimeNode, mayBegin: Promise<void> | undefined) => () =>
  createMessageStream(message, mayBegin);

/** Whether it came in time. */
const within = async (ms: number, event: Promise<void>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const came = await Promise.race([event.then(() => true), over]);
  clearTimeout(timer);
  return came;
};
