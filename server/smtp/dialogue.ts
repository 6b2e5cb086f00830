/**
 * A line-based SMTP dialogue over net and tls, for the check only: nodemailer's verify() cannot be
 * bounded, stops after sign-in and says little about what it saw.
 *
 * One signal bounds all of it. A dialogue holds nothing but its sockets, and those are destroyed by
 * `destroy`, by the signal, or by the end of `quit`.
 */
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { securedFacts } from './certificate';
import type { TlsOptions } from './connection-options';
import { SmtpProblem, UntrustedCertificate, UnwantedReply } from './errors';
import { takeReply } from './reply';
import type { Reply } from './reply';
import { openSocket, type SocketTarget } from './socket';

export interface Dialogue {
  /** The next reply. @throws SmtpProblem, a socket's error, or the reason of the signal. */
  readReply: () => Promise<Reply>;
  /** The address that the host's name led to. */
  readonly address: string;
  /**
   * Sends a line and reads the reply to it.
   *
   * @param expected the first digit that the reply must have.
   * @param verb stands for the line in errors, which must not carry its arguments.
   * @throws UnwantedReply, and what readReply throws.
   */
  ask: (line: string, expected?: 2 | 3, verb?: string) => Promise<Reply>;
  /** Continues over TLS. @throws also what OpenSSL says about the handshake; UntrustedCertificate. */
  secure: (options: TlsOptions) => Promise<TLSSocket>;
  /** Takes leave; resolves when the socket is closed. Never rejects. */
  quit: () => Promise<void>;
  destroy: () => void;
}

export interface DialogueTarget extends SocketTarget {
  signal: AbortSignal;
}

/** Milliseconds that a server has to close the connection after QUIT. */
const QUIT_GRACE = 200;

export const openDialogue = async (target: DialogueTarget): Promise<Dialogue> => {
  const { host, signal } = target;
  const sockets: Socket[] = [];
  let received: Buffer = Buffer.alloc(0);
  let ended: Error | undefined;
  let wake = (): void => {};

  const end = (reason: Error): void => {
    ended ??= reason;
    wake();
  };
  const hear = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    wake();
  };
  const use = <T extends Socket>(socket: T): T => {
    sockets.push(socket);
    return socket
      .on('error', end)
      .on('end', () => end(new SmtpProblem('CONNECTION_CLOSED')))
      .on('close', () => end(new SmtpProblem('CONNECTION_CLOSED')));
  };
  const destroy = (): void => {
    signal.removeEventListener('abort', abort);
    sockets.forEach((socket) => socket.destroy());
  };
  const abort = (): void => {
    const reason: unknown = signal.reason;
    ended = reason instanceof Error ? reason : new SmtpProblem('INTERRUPTED', { cause: reason });
    destroy();
    wake();
  };
  /** Looks again whenever something has happened. */
  const waitFor = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      const found = look();
      if (found !== undefined) return found;
      if (ended !== undefined) throw ended;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };

  let socket = use(await openSocket(target, signal));
  signal.addEventListener('abort', abort);

  const readReply = (): Promise<Reply> => {
    // Not earlier: with implicit TLS the first bytes are for OpenSSL, which can tell when they are none of TLS.
    if (socket.listenerCount('data') === 0) socket.on('data', hear);
    return waitFor(() => {
      const taken = takeReply(received);
      received = taken?.rest ?? received;
      return taken?.reply;
    });
  };

  return {
    readReply,
    address: socket.remoteAddress ?? host,
    async ask(line, expected = 2, verb = line.split(/[ :]/)[0] ?? '') {
      if (/[\r\n\0]/.test(line)) throw new SmtpProblem('UNSAFE_VALUE');
      // A reply to nothing would be taken for the reply to this line.
      if (received.length > 0) throw new SmtpProblem('NOT_SMTP');
      socket.write(`${line}\r\n`);
      const reply = await readReply();
      if (Math.floor(reply.code / 100) !== expected) {
        throw new UnwantedReply(verb, reply.code, reply.text);
      }
      return reply;
    },
    async secure(options) {
      // What came before the handshake may have been put there by somebody else (RFC 3207, 6).
      received = Buffer.alloc(0);
      socket.off('data', hear);
      // Node would throw the certificate away with the connection; whoever is to judge it has to see it.
      const asked = { ...options, host, socket, rejectUnauthorized: false };
      const secured = use(connectTls(asked)).on('data', hear);
      socket = secured;
      let ready: true | undefined;
      secured.once('secureConnect', () => {
        ready = true;
        wake();
      });
      await waitFor(() => ready);
      // OpenSSL is still at work below this; node 20 crashes when the socket is destroyed under it.
      await new Promise(setImmediate);
      if (options.rejectUnauthorized && !secured.authorized) {
        throw new UntrustedCertificate(String(secured.authorizationError), securedFacts(secured));
      }
      return secured;
    },
    quit: () =>
      new Promise((resolve) => {
        if (socket.closed) return resolve();
        const grace = setTimeout(destroy, QUIT_GRACE);
        socket.once('close', () => {
          clearTimeout(grace);
          destroy();
          resolve();
        });
        socket.off('data', hear).resume().end('QUIT\r\n');
      }),
    destroy,
  };
};
