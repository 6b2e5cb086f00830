/** From what is known about an error to one of the cases that failure-text.ts has words for. Pure data and rules. */
import type { FailureCode, Stage } from '../contract';
import type { ErrorFacts } from './errors';
import { enhancedStatus } from './response';
import type { SmtpSettings } from './settings';

/** A code of the contract, or one of its variants that need other words. */
export type FailureCase =
  | FailureCode
  | 'NO_GREETING_SSL_PORT'
  | 'TLS_NO_ANSWER'
  | 'ENCRYPTION_REQUIRED'
  | 'RELAY_DENIED_SIGNED_IN'
  | 'NO_SENDER'
  | 'ENVELOPE_UNUSABLE'
  | 'UNSAFE_VALUE'
  | 'DRAFT_UNUSABLE';

export interface Situation {
  stage: Stage;
  timedOut: boolean;
  settings: Pick<SmtpSettings, 'port' | 'encryption' | 'auth'>;
}

/** Among them 530, by which FTP, which greets as SMTP does, demands a sign-in first. */
export const NO_SUCH_COMMAND: ReadonlySet<number> = new Set([500, 502, 503, 530]);

/** Codes of node's sockets and of OpenSSL, in nodemailer's errors as `originalCode`. */
const CASE_OF_CODE: Record<string, FailureCase> = {
  ENOTFOUND: 'HOST_NOT_FOUND',
  EAI_AGAIN: 'HOST_NOT_FOUND',
  EAI_FAIL: 'HOST_NOT_FOUND',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  EHOSTUNREACH: 'HOST_UNREACHABLE',
  ENETUNREACH: 'HOST_UNREACHABLE',
  EHOSTDOWN: 'HOST_UNREACHABLE',
  ENETDOWN: 'HOST_UNREACHABLE',
  EADDRNOTAVAIL: 'HOST_UNREACHABLE',
  EACCES: 'HOST_UNREACHABLE',
  EPERM: 'HOST_UNREACHABLE',
  ECONNRESET: 'CONNECTION_CLOSED',
  ECONNABORTED: 'CONNECTION_CLOSED',
  EPIPE: 'CONNECTION_CLOSED',
  ECONNECTION: 'CONNECTION_CLOSED',
  ESOCKET: 'CONNECTION_CLOSED',
  EPROTOCOL: 'NOT_SMTP',
  ETLS: 'TLS_FAILED',
  EPROTO: 'TLS_FAILED',
  EAUTH: 'AUTH_FAILED',
  EENVELOPE: 'ENVELOPE_UNUSABLE',
  // Without a reply: larger than the SIZE that the server had announced (RFC 1870).
  EMESSAGE: 'MESSAGE_TOO_LARGE',
  // A `data:` URI in the HTML that cannot be read; nodemailer then takes it for the name of a file.
  EFILEACCESS: 'DRAFT_UNUSABLE',
  EURLACCESS: 'DRAFT_UNUSABLE',
  // All of a message is in memory: only the record that it is about to leave can fail (gate.ts).
  ESTREAM: 'INTERRUPTED',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'CERTIFICATE_SELF_SIGNED',
  SELF_SIGNED_CERT_IN_CHAIN: 'CERTIFICATE_UNTRUSTED',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'CERTIFICATE_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT: 'CERTIFICATE_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'CERTIFICATE_UNTRUSTED',
  CERT_UNTRUSTED: 'CERTIFICATE_UNTRUSTED',
  CERT_REJECTED: 'CERTIFICATE_UNTRUSTED',
  CERT_REVOKED: 'CERTIFICATE_UNTRUSTED',
  CERT_SIGNATURE_FAILURE: 'CERTIFICATE_UNTRUSTED',
  CERT_CHAIN_TOO_LONG: 'CERTIFICATE_UNTRUSTED',
  PATH_LENGTH_EXCEEDED: 'CERTIFICATE_UNTRUSTED',
  INVALID_CA: 'CERTIFICATE_UNTRUSTED',
  INVALID_PURPOSE: 'CERTIFICATE_UNTRUSTED',
  CERT_HAS_EXPIRED: 'CERTIFICATE_EXPIRED',
  CERT_NOT_YET_VALID: 'CERTIFICATE_EXPIRED',
  ERR_TLS_CERT_ALTNAME_INVALID: 'CERTIFICATE_WRONG_NAME',
  HOSTNAME_MISMATCH: 'CERTIFICATE_WRONG_NAME',
};

/** What a TLS client reads when plain text answers its first message. */
const PLAIN_TEXT_ANSWER =
  /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|HTTP_REQUEST)$/;

const AFTER_TLS: Stage[] = ['mail', 'rcpt', 'data', 'reply', 'rset'];

/** The case of an error that no reply of the server explains. */
export const caseWithoutReply = (error: ErrorFacts, at: Situation): FailureCase => {
  const code = error.code ?? '';
  if (at.timedOut || error.kind === 'ETIMEDOUT' || code === 'ETIMEDOUT') return timeoutCase(at);
  if (error.problem !== undefined) return refine(error.problem, at);
  if (error.aborted) return 'INTERRUPTED';
  // A reply without a reply code: whatever nodemailer was waiting for, this is none.
  if (error.response !== undefined) return 'NOT_SMTP';
  if (error.kind === 'EDNS') return 'HOST_NOT_FOUND';
  if (at.settings.encryption === 'ssl' && PLAIN_TEXT_ANSWER.test(code)) return 'TLS_WRONG_PORT';
  const found =
    CASE_OF_CODE[code] ??
    (/^ERR_(SSL|TLS)_/.test(code) ? 'TLS_FAILED' : undefined) ??
    CASE_OF_CODE[error.kind ?? ''] ??
    'UNKNOWN';
  return refine(found, at);
};

const refine = (found: FailureCase, { stage, settings }: Situation): FailureCase => {
  if (found === 'CONNECTION_CLOSED' && stage === 'tls') return 'TLS_FAILED';
  // A broken record in mid-session is no matter of settings, it is a connection that broke.
  if (found === 'TLS_FAILED' && AFTER_TLS.includes(stage)) return 'CONNECTION_CLOSED';
  if (found === 'NO_GREETING' && settings.port === 465 && settings.encryption !== 'ssl')
    return 'NO_GREETING_SSL_PORT';
  return found;
};

const timeoutCase = (at: Situation): FailureCase => {
  if (at.stage === 'connect') return 'CONNECT_TIMEOUT';
  if (at.stage === 'greeting') return refine('NO_GREETING', at);
  return at.stage === 'tls' ? 'TLS_NO_ANSWER' : 'RESPONSE_TIMEOUT';
};

export interface Reply {
  smtpCode: number;
  response: string;
}

interface ReplyRule {
  is: FailureCase;
  stages?: Stage[];
  /** One class of replies (4, 5) or single reply codes. */
  codes?: number[];
  enhanced?: RegExp;
  words?: RegExp;
  signedIn?: boolean;
}

const ENVELOPE: Stage[] = ['mail', 'rcpt'];
const CONTENT: Stage[] = ['mail', 'data', 'reply'];

/**
 * The first rule that fits decides. Servers agree on the class of a code, less on the code, least on
 * the words: rules by words stand first only where the code alone would point to the wrong field.
 */
const REPLY_RULES: ReplyRule[] = [
  { is: 'SERVER_BUSY', codes: [421] },
  { is: 'ENCRYPTION_REQUIRED', codes: [530, 538], words: /starttls|encrypt|\btls\b|\bssl\b/i },
  { is: 'SERVER_BUSY', stages: ['connect', 'greeting'], codes: [4] },
  { is: 'EHLO_REFUSED', stages: ['ehlo'], codes: [4, 5] },
  { is: 'TLS_NOT_OFFERED', stages: ['tls'], codes: [500, 502, 503, 504] },
  { is: 'TLS_REFUSED', stages: ['tls'], codes: [4, 5] },
  { is: 'AUTH_TEMPORARY', stages: ['auth'], codes: [4] },
  { is: 'AUTH_NOT_OFFERED', stages: ['auth'], codes: [500, 502, 503] },
  { is: 'AUTH_METHOD_UNSUPPORTED', stages: ['auth'], codes: [504] },
  { is: 'AUTH_FAILED', stages: ['auth'], codes: [5] },
  { is: 'AUTH_REQUIRED', stages: ENVELOPE, codes: [530] },
  {
    is: 'AUTH_REQUIRED',
    stages: ENVELOPE,
    codes: [5],
    words: /authenticat\w* (is )?required|auth\w* first/i,
  },
  {
    is: 'MESSAGE_TOO_LARGE',
    stages: [...CONTENT, 'rcpt'],
    codes: [5],
    enhanced: /^5\.(3\.4|2\.3)$/,
  },
  { is: 'MESSAGE_TOO_LARGE', stages: CONTENT, codes: [552], enhanced: /^$/ },
  // Postfix answers to RCPT what it thinks of the sender (smtpd_delay_reject).
  { is: 'SENDER_REFUSED', stages: ['rcpt'], codes: [5], enhanced: /^5\.1\.[78]$/ },
  {
    is: 'SENDER_REFUSED',
    stages: ['rcpt'],
    codes: [5],
    words: /sender (address )?(is )?(rejected|refused|denied)/i,
  },
  { is: 'RELAY_DENIED_SIGNED_IN', stages: ENVELOPE, codes: [5], words: /relay/i, signedIn: true },
  { is: 'RELAY_DENIED', stages: ENVELOPE, codes: [5], words: /relay/i },
  { is: 'RELAY_DENIED', stages: ['rcpt'], codes: [5], enhanced: /^5\.7\.1$/, signedIn: false },
  { is: 'TEMPORARY_REFUSAL', codes: [503] },
  { is: 'SENDER_REFUSED', stages: ['mail'], codes: [5] },
  { is: 'RECIPIENT_REFUSED', stages: ['rcpt'], codes: [5] },
  { is: 'MESSAGE_REFUSED', stages: ['data', 'reply'], codes: [5] },
  { is: 'SERVER_REFUSED', codes: [5] },
  { is: 'TEMPORARY_REFUSAL', codes: [4] },
];

/** The case of a reply; a reply that is neither 4xx nor 5xx has no business in a failure. */
export const caseOfReply = (
  { smtpCode, response }: Reply,
  { stage, settings }: Situation,
): FailureCase => {
  const enhanced = enhancedStatus(response) ?? '';
  const fits = (rule: ReplyRule): boolean =>
    (rule.stages?.includes(stage) ?? true) &&
    (rule.codes?.some((code) => code === smtpCode || code === Math.floor(smtpCode / 100)) ??
      true) &&
    (rule.enhanced?.test(enhanced) ?? true) &&
    (rule.words?.test(response) ?? true) &&
    (rule.signedIn ?? settings.auth.enabled) === settings.auth.enabled;
  return REPLY_RULES.find(fits)?.is ?? 'NOT_SMTP';
};
