/**
 * A scriptable SMTP server for tests: a real socket that can be told what to get wrong. It answers at
 * once (the `smtp-server` package delays each greeting by 100 ms) and remembers all that it was told.
 */
import { EventEmitter } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { secureContext } from './certificates';
import type { CertificateName, OldTls } from './certificates';
import type { Fault, Faults, SmtpStage } from './smtp-faults';
import type { SmtpConnection, SmtpMessage } from './smtp-rules';
import { serve } from './smtp-session';

export type { SmtpConnection, SmtpMessage } from './smtp-rules';

export interface SmtpServerOptions {
  tls?: 'none' | 'starttls' | 'implicit';
  certificate?: CertificateName;
  /** The only version it speaks; by default what Node speaks. */
  tlsVersion?: OldTls;
  /** MAIL is refused until somebody has signed in with these. */
  auth?: { user: string; pass: string };
  /** Methods to offer; by default PLAIN, LOGIN and CRAM-MD5 when `auth` is given. `[]`: AUTH is not offered. */
  offerAuth?: string[];
  pipelining?: boolean;
  /** Bytes. */
  size?: number;
  /** Replies to RCPT by address, for instance `{ 'bad@example.com': '550 5.1.1 unknown' }`. */
  recipients?: Record<string, string>;
  faults?: Faults;
  /** A port that must be the same again; by default any free one. */
  port?: number;
  /** Another address of this machine than 127.0.0.1. */
  host?: string;
}

export interface SmtpTestServer {
  host: string;
  port: number;
  /** Accepted messages, in order. */
  messages: SmtpMessage[];
  /** All connections there have been, in order. */
  connections: SmtpConnection[];
  fault(stage: SmtpStage, fault: Fault): void;
  /** From now on nothing goes wrong. */
  heal(): void;
  /** From the next connection on nothing goes wrong. */
  healWithNextConnection(): void;
  /** Resolves when so many messages were accepted in all; by default one more than now. */
  messageReceived(count?: number): Promise<SmtpMessage>;
  /** Resolves when a command that fits has come, or had come before. */
  commandReceived(pattern: RegExp): Promise<string>;
  /** Resolves when no more connections than these are open. */
  openAtMost(count: number): Promise<void>;
  /** Resolves when there is no open connection. */
  allClosed(): Promise<void>;
  /** Ends every open connection, as a server does to idle ones. */
  dropConnections(how?: 'close' | 'reset'): void;
  close(): Promise<void>;
}

export const startSmtpServer = async (options: SmtpServerOptions = {}): Promise<SmtpTestServer> => {
  const { host = '127.0.0.1' } = options;
  const faults: Faults = { ...options.faults };
  const messages: SmtpMessage[] = [];
  const connections: SmtpConnection[] = [];
  const sockets = new Map<Socket, SmtpConnection>();
  const wakes = new WeakMap<Socket, () => void>();
  const events = new EventEmitter().setMaxListeners(0);

  const rules = {
    implicitTls: options.tls === 'implicit',
    startTls: options.tls === 'starttls',
    context: secureContext(options.certificate ?? 'valid', options.tlsVersion),
    auth: options.auth,
    authMethods: options.offerAuth ?? (options.auth ? ['PLAIN', 'LOGIN', 'CRAM-MD5'] : []),
    pipelining: options.pipelining ?? true,
    size: options.size,
    recipients: options.recipients ?? {},
    faults,
    stored: (message: SmtpMessage) => {
      messages.push(message);
      events.emit('change');
    },
    commanded: () => void events.emit('change'),
  };

  const heal = () => {
    healNext = false;
    for (const stage of Object.keys(faults)) delete faults[stage as SmtpStage];
    for (const socket of sockets.keys()) wakes.get(socket)?.();
  };
  let healNext = false;

  const accept = (socket: Socket) => {
    if (healNext) heal();
    const id = connections.length;
    const connection: SmtpConnection = { id, open: true, secure: false, messages: 0, commands: [] };
    connections.push(connection);
    sockets.set(socket, connection);
    // Clients that are being tested for hanging up do so at any time.
    socket.on('error', () => {});
    socket.once('close', () => {
      connection.open = false;
      sockets.delete(socket);
      events.emit('change');
    });
    wakes.set(socket, serve(socket, connection, rules));
    events.emit('change');
  };

  /** Looks again whenever something has happened. */
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        events.off('change', check);
        resolve(found);
      };
      events.on('change', check);
      check();
    });

  const openAtMost = (count: number) =>
    until(() => (sockets.size <= count ? true : undefined)).then(() => undefined);

  const server = createServer({ noDelay: true }, accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve);
  });

  return {
    host,
    port: (server.address() as AddressInfo).port,
    messages,
    connections,
    fault(stage, fault) {
      faults[stage] = fault;
    },
    heal,
    healWithNextConnection: () => void (healNext = true),
    messageReceived: (count = messages.length + 1) => until(() => messages[count - 1]),
    commandReceived: (pattern) =>
      until(() =>
        connections.flatMap(({ commands }) => commands).find((line) => pattern.test(line)),
      ),
    openAtMost,
    allClosed: () => openAtMost(0),
    dropConnections(how = 'close') {
      for (const socket of sockets.keys()) {
        if (how === 'close') socket.destroy();
        else socket.resetAndDestroy();
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((_, socket) => socket.destroy());
      }),
  };
};

/** A port on which nothing listens. */
export const closedPort = async (): Promise<number> => {
  const server = await startSmtpServer();
  await server.close();
  return server.port;
};
