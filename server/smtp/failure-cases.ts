/** From what is known about an error to one of the cases that failure-text.ts has words for. Pure data and rules. */
import { isIP } from 'node:net';
import type { Stage } from '../contract';
import type { FailureCase } from '../failure-texts';
import { isLoopback } from '../loopback';
import type { ErrorFacts } from './errors';
import { strangerIn } from './reply';
import { REPLY_RULES, type ReplyRule } from './reply-rules';
import { enhancedStatus } from './response';
import type { SmtpSettings } from './settings';

export interface Situation {
  stage: Stage;
  timedOut: boolean;
  settings: Pick<SmtpSettings, 'host' | 'port' | 'encryption' | 'auth' | 'ehloName'>;
}

/** Among them 530, by which FTP, which greets as SMTP does, demands a sign-in first. */
export const NO_SUCH_COMMAND: ReadonlySet<number> = new Set([500, 502, 503, 530]);

/** Codes of node's sockets and of OpenSSL, in nodemailer's errors as `originalCode`. */
const CASE_OF_CODE: Record<string, FailureCase> = {
  ENOTFOUND: 'HOST_NOT_FOUND',
  EAI_AGAIN: 'DNS_NO_ANSWER',
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
  CERT_NOT_YET_VALID: 'CERTIFICATE_NOT_YET_VALID',
  ERR_TLS_CERT_ALTNAME_INVALID: 'CERTIFICATE_WRONG_NAME',
  HOSTNAME_MISMATCH: 'CERTIFICATE_WRONG_NAME',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'TLS_TOO_OLD',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'TLS_TOO_OLD',
  ERR_SSL_WRONG_SSL_VERSION: 'TLS_TOO_OLD',
  ERR_SSL_NO_SHARED_CIPHER: 'TLS_TOO_WEAK',
  ERR_SSL_DH_KEY_TOO_SMALL: 'TLS_TOO_WEAK',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'TLS_TOO_WEAK',
  ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY: 'TLS_TOO_WEAK',
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
  if (error.response !== undefined) return strangerIn(error.response);
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
  const { host, port, encryption } = settings;
  if (found === 'CONNECTION_CLOSED' && stage === 'tls') return 'TLS_FAILED';
  if (found === 'CONNECTION_CLOSED' && stage === 'greeting') return 'CLOSED_BEFORE_GREETING';
  // A broken record in mid-session is no matter of settings, it is a connection that broke.
  if (found === 'TLS_FAILED' && AFTER_TLS.includes(stage)) return 'CONNECTION_CLOSED';
  if (found === 'NO_GREETING' && port === 465 && encryption !== 'ssl')
    return 'NO_GREETING_SSL_PORT';
  if (found === 'CONNECTION_REFUSED' && isLoopback(host)) return 'CONNECTION_REFUSED_LOCAL';
  if (found === 'CERTIFICATE_WRONG_NAME' && isIP(host) !== 0) return 'CERTIFICATE_WRONG_ADDRESS';
  return found;
};

const timeoutCase = (at: Situation): FailureCase => {
  if (at.stage === 'connect')
    return at.settings.port === 25 ? 'CONNECT_TIMEOUT_25' : 'CONNECT_TIMEOUT';
  if (at.stage === 'greeting') return refine('NO_GREETING', at);
  return at.stage === 'tls' ? 'TLS_NO_ANSWER' : 'RESPONSE_TIMEOUT';
};

export interface Reply {
  smtpCode: number;
  response: string;
}

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
  const found = REPLY_RULES.find(fits)?.is ?? 'NOT_SMTP';
  // Without a name in the settings it is this machine's, and that may be none that a server takes.
  return found === 'SERVER_BUSY' && stage === 'ehlo' && settings.ehloName === ''
    ? 'EHLO_HUNG_UP'
    : found;
};
