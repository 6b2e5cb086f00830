/** The one function that makes a failure from any error, and the rule for its outcome. Pure. */
import type { Failure, FailureCode, Outcome, Stage } from '../contract';
import { FAILURE_CASES, type FailureCase, inEnglish, within, wordsFor } from '../failure-texts';
import { describeError } from './errors';
import type { ErrorFacts } from './errors';
import { caseOfReply, caseWithoutReply, NO_SUCH_COMMAND } from './failure-cases';
import type { Situation } from './failure-cases';
import { CODES } from './failure-codes';
import { truncateResponse } from './response';
import type { SmtpSettings } from './settings';

export interface FailureFacts {
  /** How far things had got; gives way to a stage that the error itself names. */
  stage: Stage;
  error: unknown;
  /** The final dot was handed to the socket: the server may have the whole message. */
  handedOver: boolean;
  /** Our own time limit ended it. */
  timedOut: boolean;
  settings: Pick<
    SmtpSettings,
    'host' | 'port' | 'encryption' | 'auth' | 'timeoutSeconds' | 'ehloName'
  >;
}

/**
 * So much of a reply is enough to tell what it means. The rules look for words anywhere in it, which takes the square of
 * its length: whoever answers with a megabyte would hold up the site for minutes.
 */
const READ_CHARACTERS = 2000;

export const failureFrom = (facts: FailureFacts): Failure => {
  const { handedOver, timedOut, settings } = facts;
  const error = describeError(facts.error);
  const stage = handedOver ? 'reply' : (error.stage ?? facts.stage);
  const situation = { stage, timedOut, settings };
  const reply =
    error.smtpCode === undefined
      ? undefined
      : { smtpCode: error.smtpCode, response: (error.response ?? '').slice(0, READ_CHARACTERS) };
  const found = reply ? caseOfReply(reply, situation) : caseWithoutReply(error, situation);
  const response = wordsOf(error, found, situation);
  return {
    ...inWords(found, outcomeOf(found, reply?.smtpCode, handedOver), {
      ...settings,
      stage,
      detail: truncateResponse(error.message, settings.auth),
    }),
    ...(reply ? { smtpCode: reply.smtpCode } : {}),
    ...(response === '' ? {} : { response }),
  };
};

/** Sign-in is enabled, and there is no password that could be used; nothing was tried. */
export const passwordUnreadable = (): Failure =>
  inWords('PASSWORD_UNREADABLE', 'not-sent', { ...NOWHERE, stage: 'settings' });

/** The site is being stopped; the message was not begun. */
export const shuttingDown = (): Failure =>
  inWords('INTERRUPTED', 'not-sent', { ...NOWHERE, stage: 'connect' });

/** The site was stopped while the message was on its way. @param begun the server had begun to get it. */
export const interrupted = (begun: boolean): Failure =>
  begun
    ? inWords('INTERRUPTED', 'uncertain', { ...NOWHERE, stage: 'reply' })
    : inWords('INTERRUPTED', 'not-sent', { ...NOWHERE, stage: 'mail' });

/** Too late for a machine to send it. */
export const expired = (): Failure =>
  inWords('EXPIRED', 'not-sent', { ...NOWHERE, stage: 'settings' });

/** What stands in the draft, or what editors made of it, can never be sent. @param detail what is wrong with it. */
export const unusable = (detail: string): Failure =>
  inWords('DRAFT_UNUSABLE', 'refused', { ...NOWHERE, stage: 'settings', detail });

/** The server could not be used for the messages before; this one was not tried. */
export const notTried = (trouble: Failure): Failure =>
  within({ ...trouble, outcome: 'not-sent' }, 'NOT_TRIED');

/** Which of the cases a failure is; one of another version may be none of them. */
export const caseOf = ({ code, words }: Failure): FailureCase => {
  const key = words?.key ?? code;
  return FAILURE_CASES.find((each) => each === key) ?? 'UNKNOWN';
};

type Here = Pick<SmtpSettings, 'host' | 'port' | 'timeoutSeconds'> & {
  stage: Stage;
  detail: string;
};

const NOWHERE = { host: '', port: 0, timeoutSeconds: 0, detail: '' };

const inWords = (found: FailureCase, outcome: Outcome, here: Here): Failure => {
  const { code, field: fieldOrRule } = CODES[found];
  const { host, port, stage, timeoutSeconds: seconds, detail } = here;
  const server = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const place = { server, host, port, stage, seconds, detail };
  const field = typeof fieldOrRule === 'function' ? fieldOrRule(stage) : fieldOrRule;
  const key = found === 'UNKNOWN' && detail !== '' ? 'UNKNOWN_DETAIL' : found;
  const words = wordsFor(key, place, outcome === 'uncertain' ? 'MAY_HAVE_ARRIVED' : undefined);
  return {
    code,
    stage,
    outcome,
    ...(field === undefined ? {} : { field }),
    ...inEnglish(words),
    words,
  };
};

/** What is not SMTP is not repeated: the page must not become a reader for other services' banners. */
const wordsOf = (
  { response, smtpCode = 0 }: ErrorFacts,
  found: FailureCase,
  { stage, settings }: Situation,
): string => {
  const isUnknown = stage === 'ehlo' && NO_SUCH_COMMAND.has(smtpCode);
  return response === undefined || CODES[found].code === 'NOT_SMTP' || isUnknown
    ? ''
    : truncateResponse(response, settings.auth);
};

/** Settled on this side, and sending it again unchanged would end the same. */
const HOPELESS: FailureCase[] = ['ENVELOPE_UNUSABLE', 'MESSAGE_TOO_LARGE', 'DRAFT_UNUSABLE'];

/** The same whether it was read in the reply to EHLO, or in the reply to a command that was tried nevertheless. */
const NOT_OFFERED: FailureCode[] = [
  'TLS_NOT_OFFERED',
  'AUTH_NOT_OFFERED',
  'AUTH_METHOD_UNSUPPORTED',
];

/** Found out before a message is ever handed over, whatever else is said. */
const BEFORE_ANY_MESSAGE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'PASSWORD_UNREADABLE',
  'HOST_NOT_FOUND',
  'ADDRESS_REFUSED',
  'CONNECTION_REFUSED',
  'HOST_UNREACHABLE',
  'CONNECT_TIMEOUT',
  'NO_GREETING',
  'PORT_SPEAKS_SSL',
  'EHLO_REFUSED',
  'TLS_NOT_OFFERED',
  'TLS_REFUSED',
  'TLS_WRONG_PORT',
  'TLS_FAILED',
  'CERTIFICATE_SELF_SIGNED',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_WRONG_NAME',
  'CERTIFICATE_UNTRUSTED',
  'AUTH_NOT_OFFERED',
  'AUTH_METHOD_UNSUPPORTED',
  'AUTH_FAILED',
  'AUTH_TEMPORARY',
  'AUTH_REQUIRED',
]);

/** Of codes that are found out later too. */
const CASES_BEFORE_ANY_MESSAGE: readonly FailureCase[] = ['ENCRYPTION_REQUIRED', 'TLS_NO_ANSWER'];

/**
 * A reply 4xx or 5xx is an answer, after the final dot too: the server did not take the message
 * (RFC 5321, 4.2.5). Except 421, which closes the channel at any time (4.2.1): servers were seen to
 * send it for a message that they had stored. And 503 is about the order of commands, not about what
 * was asked, so that the same message may pass on a new connection.
 */
const outcomeOf = (
  found: FailureCase,
  smtpCode: number | undefined,
  handedOver: boolean,
): Outcome => {
  const { code } = CODES[found];
  const settled = BEFORE_ANY_MESSAGE.has(code) || CASES_BEFORE_ANY_MESSAGE.includes(found);
  const answered = smtpCode !== undefined && smtpCode >= 400 && !(handedOver && smtpCode === 421);
  if (NOT_OFFERED.includes(code)) return 'not-sent';
  if (answered) return smtpCode >= 500 && (smtpCode !== 503 || settled) ? 'refused' : 'not-sent';
  if (handedOver && !settled) return 'uncertain';
  return HOPELESS.includes(found) ? 'refused' : 'not-sent';
};
