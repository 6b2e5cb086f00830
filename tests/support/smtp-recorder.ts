/**
 * A mail server that takes everything and keeps the bytes as they came. The scripted one (smtp-server.ts) reads
 * what it is told; this one leaves the reading to the test, which wants to know how another server could read it.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface Exchange {
  /** What ended in CRLF outside of a message, byte for byte as latin1. */
  lines: string[];
  /** Between DATA's answer and the final CRLF . CRLF, dot-stuffing as it was, as latin1. */
  bodies: string[];
}

export interface SmtpRecorder {
  port: number;
  /** What has come since it was asked last. */
  take(): Exchange;
  close(): Promise<void>;
}

/** All that decides about sign-in, parameters of MAIL and RCPT, and characters in addresses. */
const EHLO_REPLY = [
  'localhost',
  'PIPELINING',
  'SIZE 99000000',
  '8BITMIME',
  'SMTPUTF8',
  'DSN',
  'AUTH PLAIN',
]
  .map((text, index, all) => `250${index === all.length - 1 ? ' ' : '-'}${text}\r\n`)
  .join('');

const REPLIES: Record<string, string> = {
  EHLO: EHLO_REPLY,
  AUTH: '235 welcome\r\n',
  DATA: '354 go ahead\r\n',
  QUIT: '221 bye\r\n',
};

const END_OF_DATA = '\r\n.\r\n';

export const startSmtpRecorder = async (): Promise<SmtpRecorder> => {
  const sockets = new Set<Socket>();
  let heard: Exchange = { lines: [], bodies: [] };

  const accept = (socket: Socket) => {
    let input = '';
    let inBody = false;
    const next = (): boolean => {
      // The line break after DATA counts: an empty message is a dot alone.
      const end = inBody ? `\r\n${input}`.indexOf(END_OF_DATA) : input.indexOf('\r\n');
      if (end === -1) return false;
      if (inBody) {
        heard.bodies.push(input.slice(0, end));
        input = input.slice(end + END_OF_DATA.length - 2);
        inBody = false;
        return socket.write('250 queued\r\n') || true;
      }
      const line = input.slice(0, end);
      input = input.slice(end + 2);
      heard.lines.push(line);
      inBody = line === 'DATA';
      socket.write(REPLIES[line.slice(0, 4).toUpperCase()] ?? '250 ok\r\n');
      return true;
    };
    sockets.add(socket);
    socket
      .on('error', () => {})
      .on('close', () => sockets.delete(socket))
      .on('data', (chunk) => {
        input += chunk.toString('latin1');
        while (next());
      })
      .write('220 localhost ESMTP recorder\r\n');
  };

  const server = createServer({ noDelay: true }, accept);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    take() {
      const taken = heard;
      heard = { lines: [], bodies: [] };
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
};
