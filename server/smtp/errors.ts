/** What went wrong as it is thrown, and the one place where thrown things are read. */
import type { SecuredFacts, Stage } from '../contract';
import type { FailureCase } from '../failure-texts';

/** Something we found out ourselves; there is no reply of the server that says it. */
export class SmtpProblem extends Error {
  override name = 'SmtpProblem';
  constructor(
    readonly problem: FailureCase,
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}

/** A reply that ends the matter; the properties have nodemailer's names. */
export class UnwantedReply extends Error {
  override name = 'UnwantedReply';
  constructor(
    /** The verb of the command that was answered, empty for the greeting. Never its arguments. */
    readonly command: string,
    readonly responseCode: number,
    readonly response: string,
  ) {
    super(`${command === '' ? 'the greeting' : command} was answered with ${responseCode}`);
  }
}

/** The certificate does not prove that this is the server; `secured` says whose it is. */
export class UntrustedCertificate extends Error {
  override name = 'UntrustedCertificate';
  constructor(
    /** Node's, such as `CERT_HAS_EXPIRED`. */
    readonly code: string,
    readonly secured: SecuredFacts,
  ) {
    super(`the certificate was not accepted: ${code}`);
  }
}

/** What is known about an error of nodemailer 10, of node's sockets, or of our own. */
export interface ErrorFacts {
  message: string;
  problem?: FailureCase;
  /** The most exact code: node's own (`ECONNREFUSED`) where nodemailer kept it, else nodemailer's (`EAUTH`). */
  code?: string;
  /** Nodemailer's class of the error (`ESOCKET`), or the same as `code`. */
  kind?: string;
  /** The stage that the error itself names; most errors of a broken connection name none. */
  stage?: Stage;
  smtpCode?: number;
  response?: string;
  aborted: boolean;
}

/** Reads any thrown value; what is not an error becomes one without properties. */
export const describeError = (error: unknown): ErrorFacts => {
  const has = (key: string): unknown =>
    error !== null && typeof error === 'object' ? Reflect.get(error, key) : undefined;
  const text = (key: string): string | undefined => {
    const value = has(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const kind = text('code');
  const smtpCode = has('responseCode');
  return {
    message: text('message') ?? (typeof error === 'string' ? error : ''),
    problem: error instanceof SmtpProblem ? error.problem : undefined,
    code: text('originalCode') ?? kind,
    kind,
    stage: stageNamedBy(kind, text('command'), text('timeoutType')),
    smtpCode: typeof smtpCode === 'number' && smtpCode > 0 ? smtpCode : undefined,
    response: text('response'),
    // A pool that is closed rejects what still waits in its queue with a bare error.
    aborted:
      kind === 'EABORT' ||
      text('name') === 'AbortError' ||
      text('message') === 'Connection pool was closed',
  };
};

const TIMEOUT_STAGES: Record<string, Stage> = {
  CONNECT_TIMEOUT: 'connect',
  GREETING_TIMEOUT: 'greeting',
  UPGRADE_TIMEOUT: 'tls',
};

const COMMAND_STAGES: Record<string, Stage> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'tls',
  'MAIL FROM': 'mail',
  MAIL: 'mail',
  'RCPT TO': 'rcpt',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
};

/** `CONN` is no stage: nodemailer puts it on whatever ends a connection, in mid-message too. */
const stageNamedBy = (
  kind: string | undefined,
  command: string | undefined,
  timeoutType: string | undefined,
): Stage | undefined => {
  if (timeoutType !== undefined) return TIMEOUT_STAGES[timeoutType];
  if (kind === 'EDNS') return 'connect';
  if (kind === 'ETLS') return 'tls';
  if (kind === 'EAUTH' || command?.startsWith('AUTH')) return 'auth';
  if (kind === 'EMESSAGE' && command === 'DATA') return 'reply';
  return command === undefined ? undefined : COMMAND_STAGES[command];
};
