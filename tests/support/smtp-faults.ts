/** What can be made to go wrong in the scripted SMTP server, and where. */
import type { Socket } from 'node:net';

export type SmtpStage =
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'handshake'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  /** The first byte of the message has come. */
  | 'body'
  /** The whole message has come; it is not stored unless the reply is positive. */
  | 'dot'
  /** The message has been stored; the fault takes the place of the final reply. */
  | 'after'
  | 'rset'
  | 'quit';

export type Fault =
  /** This reply in place of the usual one; after a positive one that does not `close` the dialogue goes on as usual. */
  | { reply: string; close?: boolean }
  | 'close'
  | 'reset'
  /** No reply; at `body`, nothing is read any more either, until it is healed. */
  | 'silent'
  /** The usual reply, one byte a second. */
  | 'trickle'
  /** A line that is no SMTP. */
  | 'garbage'
  /** A reply of many lines, several megabytes of them, whose last line never comes. */
  | 'flood'
  /** The connection is closed in the middle of the usual reply. */
  | 'cut'
  /** At `starttls` and `auth`: not offered in the reply to EHLO. */
  | 'stripped';

export type Faults = Partial<Record<SmtpStage, Fault>>;

export const GARBAGE = 'SSH-2.0-OpenSSH_9.2 this is no mail server';

/**
 * Answers with `usual`, or plays the fault.
 *
 * @returns whether the dialogue goes on.
 */
export const answer = (socket: Socket, usual: string, fault: Fault | undefined): boolean => {
  if (fault === undefined || fault === 'stripped') return (socket.write(`${usual}\r\n`), true);
  if (typeof fault === 'object') {
    socket.write(`${fault.reply}\r\n`);
    if (fault.close) socket.end();
    return !fault.close && /^[23]/.test(fault.reply);
  }
  if (fault === 'close') socket.end();
  else if (fault === 'reset') reset(socket);
  else if (fault === 'garbage') socket.write(`${GARBAGE}\r\n`);
  else if (fault === 'trickle') trickle(socket, `${usual}\r\n`);
  else if (fault === 'flood') flood(socket, usual.slice(0, 3) || '250');
  else if (fault === 'cut') socket.end(usual.slice(0, -1));
  return false;
};

/** RST in place of FIN, from below TLS too. */
const reset = (socket: Socket & { transport?: Socket }): void =>
  void (socket.transport ?? socket).resetAndDestroy();

const FLOOD_BYTES = 4 * 1024 * 1024;

const flood = (socket: Socket, code: string): void => {
  const lines = `${code}-${'x'.repeat(76)}\r\n`.repeat(800);
  for (let sent = 0; sent < FLOOD_BYTES; sent += lines.length) socket.write(lines);
};

const trickle = (socket: Socket, text: string): void => {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < text.length) socket.write(text.charAt(sent++));
    else clearInterval(timer);
  }, 1000);
  socket.once('close', () => clearInterval(timer));
};
