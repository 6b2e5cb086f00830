/** What a scripted SMTP session goes by, and what is kept of it. */
import type { SecureContext } from 'node:tls';
import type { Faults } from './smtp-faults';

export interface SmtpMessage {
  from: string;
  to: string[];
  /** What came between DATA and the final dot, dot-stuffing undone. */
  raw: Buffer;
  /** `id` of the connection that it came over. */
  connection: number;
}

export interface SmtpConnection {
  id: number;
  open: boolean;
  secure: boolean;
  /** User name, once signed in. */
  user?: string;
  /** Messages accepted over it. */
  messages: number;
  /** Command lines as they came, the lines of a sign-in dialogue among them. */
  commands: string[];
}

export interface SessionRules {
  implicitTls: boolean;
  startTls: boolean;
  context: SecureContext;
  auth?: { user: string; pass: string };
  /** Methods offered; empty: AUTH is not offered. */
  authMethods: string[];
  pipelining: boolean;
  /** Bytes; announced, and larger messages are refused. */
  size?: number;
  recipients: Record<string, string>;
  faults: Faults;
  stored(message: SmtpMessage): void;
  commanded(line: string): void;
}

export const ehloReply = (rules: SessionRules, { secure }: SmtpConnection): string => {
  const { faults, startTls, authMethods, pipelining, size } = rules;
  const offered = [
    'localhost',
    ...(pipelining ? ['PIPELINING'] : []),
    ...(size === undefined ? [] : [`SIZE ${size}`]),
    ...(startTls && !secure && faults.starttls !== 'stripped' ? ['STARTTLS'] : []),
    ...(authMethods.length > 0 && faults.auth !== 'stripped'
      ? [`AUTH ${authMethods.join(' ')}`]
      : []),
    '8BITMIME',
  ];
  return offered
    .map((text, index) => `250${index === offered.length - 1 ? ' ' : '-'}${text}`)
    .join('\r\n');
};
