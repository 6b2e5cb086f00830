/**
 * How far the dialogue with the server got, read from nodemailer's own log records. The error alone
 * cannot tell "closed at MAIL" from "accepted, then closed"; the record `tnx: 'message'`, written when
 * the final dot was handed to the socket, can.
 */
import type { Stage } from '../contract';
import { type ClosingHint, closingHintIn } from './closing';

export interface Progress {
  /** What the server was being asked, or told, last. */
  readonly stage: Stage;
  /** The final dot went to the socket: from here on the server may have accepted the message. */
  readonly handedOver: boolean;
  readonly connected: boolean;
  /**
   * What is sent next may be taken for something else: the server answered before it had the whole message, so that
   * it may still be reading one, or what it answered was no SMTP.
   */
  readonly outOfStep: boolean;
  /** Resolves when the server has answered to RSET, or is gone; at once where nothing was reset. */
  readonly reset: Promise<void>;
  /**
   * A message is about to be sent over this connection, or over a new one.
   *
   * @param onData called when the server is ready to take the message itself, before the first byte of it.
   */
  begin(onData?: () => void): void;
  /** A connection is about to be opened: the first, or a new one where the last had been closed. */
  connecting(): void;
  /** For nodemailer's `logger` option. */
  readonly logger: Record<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', LogFunction> & {
    level(): void;
  };
}

type LogFunction = (record: unknown, text?: unknown) => void;

const STAGE_OF_COMMAND: Record<string, Stage> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'tls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
};

/**
 * @param onConnected called whenever a connection was established.
 * @param onClosed called when one is closed. @param why what nodemailer says of it; undefined: nothing.
 */
export const createProgress = (
  onConnected: () => void,
  onClosed: (why: ClosingHint | undefined) => void = () => {},
): Progress => {
  let connected = false;
  let stage: Stage = 'connect';
  let handedOver = false;
  let announceData: (() => void) | undefined;
  let inBody = false;
  let noSmtp = false;
  let reset = Promise.resolve();
  let resetEnded = (): void => {};
  let closingHint: ClosingHint | undefined;
  // Commands whose reply has not come yet: with PIPELINING (RFC 2920) several are on their way at once.
  let unanswered: Stage[] = [];

  const commandSent = (text: string) => {
    for (const line of text.split(/\r?\n/)) {
      const command =
        STAGE_OF_COMMAND[line.slice(0, 8).trim().split(/[ :]/)[0]?.toUpperCase() ?? ''];
      // Anything else is a line of the sign-in dialogue.
      unanswered.push(command ?? stage);
      if (command === 'rset') reset = new Promise((resolve) => (resetEnded = resolve));
    }
    stage = unanswered[0] ?? stage;
  };

  const replyReceived = (text: unknown) => {
    const answered = unanswered.shift();
    stage = unanswered[0] ?? answered ?? stage;
    if (!/^\d{3}/.test(String(text))) noSmtp = true;
    if (answered === 'rset') resetEnded();
    // With PIPELINING the command was sent before the server had answered to MAIL and RCPT.
    if (answered !== 'data' || !String(text).startsWith('3')) return;
    inBody = true;
    announceData?.();
  };

  const connectionClosed = () => {
    const wasOpen = connected;
    connected = false;
    resetEnded();
    // Some of the reasons are written in the same turn, but after this record.
    if (wasOpen) queueMicrotask(() => onClosed(closingHint));
  };

  const note: LogFunction = (record, text) => {
    if (typeof record !== 'object' || record === null || !('tnx' in record)) return;
    closingHint = closingHintIn(record, text) ?? closingHint;
    if (record.tnx === 'client' && typeof text === 'string') commandSent(text);
    else if (record.tnx === 'server') replyReceived(text);
    else if (record.tnx === 'message') {
      handedOver = true;
      inBody = false;
      stage = 'reply';
    } else if (record.tnx === 'network' && 'remotePort' in record) {
      connected = true;
      closingHint = undefined;
      stage = 'greeting';
      unanswered = ['greeting'];
      onConnected();
    } else if (record.tnx === 'connection' && 'action' in record) {
      // By the server, by us, or because it has carried its messages.
      if (record.action === 'closed') connectionClosed();
    }
  };

  return {
    get stage() {
      return stage;
    },
    get handedOver() {
      return handedOver;
    },
    get connected() {
      return connected;
    },
    get outOfStep() {
      return inBody || noSmtp;
    },
    get reset() {
      return reset;
    },
    begin(onData) {
      announceData = onData;
      handedOver = false;
      inBody = false;
      noSmtp = false;
      unanswered = [];
      stage = connected ? 'mail' : 'connect';
    },
    connecting() {
      unanswered = [];
      stage = 'connect';
    },
    logger: {
      level() {},
      trace: note,
      debug: note,
      info: note,
      warn: note,
      error: note,
      fatal: note,
    },
  };
};
