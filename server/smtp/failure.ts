/** The one function that makes a failure from any error, and the rule for its outcome. Pure. */
import type { Failure, Outcome, Stage } from '../contract';
import { describeError } from './errors';
import type { ErrorFacts } from './errors';
import { caseOfReply, caseWithoutReply } from './failure-cases';
import type { FailureCase } from './failure-cases';
import { FAILURE_TEXTS } from './failure-text';
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
  settings: Pick<SmtpSettings, 'host' | 'port' | 'encryption' | 'auth' | 'timeoutSeconds'>;
}

export const failureFrom = (facts: FailureFacts): Failure => {
  const { handedOver, timedOut, settings } = facts;
  const error = describeError(facts.error);
  const stage = handedOver ? 'reply' : (error.stage ?? facts.stage);
  const situation = { stage, timedOut, settings };
  const reply =
    error.smtpCode === undefined
      ? undefined
      : { smtpCode: error.smtpCode, response: error.response ?? '' };

  const found = reply ? caseOfReply(reply, situation) : caseWithoutReply(error, situation);
  const outcome = outcomeOf(found, reply?.smtpCode, handedOver);
  const { code, field, message, hint } = FAILURE_TEXTS[found];
  const place = {
    server: `${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`,
    host: settings.host,
    port: settings.port,
    seconds: settings.timeoutSeconds,
    stage,
    detail: truncateResponse(error.message, settings.auth),
  };
  return {
    code,
    stage,
    outcome,
    ...definedOnly({ field: typeof field === 'function' ? field(place) : field }),
    message: message(place),
    hint: outcome === 'uncertain' ? MAY_HAVE_ARRIVED : hint,
    ...(reply ? { smtpCode: reply.smtpCode } : {}),
    ...definedOnly({ response: wordsOf(error, found, settings) }),
  };
};

const MAY_HAVE_ARRIVED =
  'The server had the whole message and may have accepted it: find out whether it arrived before you send it again.';

/** What is not SMTP is not repeated: the page must not become a reader for other services' banners. */
const wordsOf = (
  { response }: ErrorFacts,
  found: FailureCase,
  { auth }: FailureFacts['settings'],
): string | undefined =>
  response === undefined || found === 'NOT_SMTP'
    ? undefined
    : truncateResponse(response, auth) || undefined;

/** Settled on this side, and sending it again unchanged would end the same. */
const HOPELESS: FailureCase[] = ['ENVELOPE_UNUSABLE', 'MESSAGE_TOO_LARGE'];

/** Found out before a message is ever handed over. */
const BEFORE_ANY_MESSAGE =
  /^(PASSWORD|HOST|CONNECTION_REFUSED|CONNECT_|NO_GREETING|EHLO|TLS|CA_|CERTIFICATE|AUTH|ENCRYPTION|UNSAFE)/;

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
  const settled = BEFORE_ANY_MESSAGE.test(found);
  const answered = smtpCode !== undefined && smtpCode >= 400 && !(handedOver && smtpCode === 421);
  if (answered) return smtpCode >= 500 && (smtpCode !== 503 || settled) ? 'refused' : 'not-sent';
  if (HOPELESS.includes(found)) return 'refused';
  return handedOver && !settled ? 'uncertain' : 'not-sent';
};

const definedOnly = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Partial<T>;
