/** What replies of servers mean. Pure data. */
import type { Stage } from '../contract';
import type { FailureCase } from '../failure-texts';

export interface ReplyRule {
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
const BEFORE_SIGN_IN: Stage[] = ['greeting', 'ehlo', 'mail', 'rcpt'];
const ANY_TIME: Stage[] = ['mail', 'rcpt', 'data', 'reply'];

const TOO_MANY_CONNECTIONS =
  /too many (concurrent |simultaneous )?(smtp )?(connections|sessions)|concurrent connections|connection (rate |count )?limit|max(imum)? (number of )?connections/i;
const BLOCKLIST =
  /(block|black|deny) ?list|spamhaus|spamcop|barracudacentral|\b(dns)?[rdb]bl\b|(poor|bad) reputation|\blisted (at|in|on|by)\b/i;
const REVERSE_DNS = /reverse (dns|host ?name|lookup)|\bptr\b|\brdns\b/i;
const HELO =
  /(helo|ehlo) (command )?(rejected|name|hostname|argument)|invalid (helo|ehlo)|need fully-?qualified hostname/i;
/** Of messages in a time; the number of recipients of one message is something else. */
const LIMIT =
  /rate ?limit|too (many|much|fast)(?! recipients)|\b(sending|message|hourly|daily)\b.*\b(limit|quota)|(limit|quota) (was |is |has been )?(exceeded|reached)|throttl|unusual rate/i;
const SEND_AS =
  /\bsend ?as\b|sendasdenied|not owned by|not (allowed|permitted|authori[sz]ed) to (send|use)|does not match (the )?(authenticated|login)/i;
const UNVERIFIED =
  /(address|identit|domain|sender).*\b(is|are|has|have|was)?\b ?(not|never) (been )?(yet )?verified|unverified|verified sender identity|failed the check in region/i;
const NO_SUCH_DOMAIN =
  /domain.*not found|domain.*does not (exist|resolve)|unresolvable|cannot resolve.*domain/i;

/**
 * The first rule that fits decides. Servers agree on the class of a code, less on the code, least on
 * the words: rules by words stand first only where the code alone would point to the wrong cure.
 */
export const REPLY_RULES: ReplyRule[] = [
  { is: 'TOO_MANY_CONNECTIONS', codes: [4, 554], words: TOO_MANY_CONNECTIONS },
  { is: 'AUTH_TOO_MANY', stages: ['auth'], codes: [4, 5], words: /too many|login rate/i },
  { is: 'ADDRESS_BLOCKLISTED', stages: BEFORE_SIGN_IN, codes: [4, 5], words: BLOCKLIST },
  { is: 'NO_REVERSE_DNS', stages: BEFORE_SIGN_IN, codes: [4, 5], words: REVERSE_DNS },
  { is: 'RATE_LIMITED', stages: ANY_TIME, codes: [421], words: LIMIT },
  { is: 'SERVER_BUSY', codes: [421] },
  { is: 'ENCRYPTION_REQUIRED', codes: [530, 538], words: /starttls|encrypt|\btls\b|\bssl\b/i },
  { is: 'SERVER_BUSY', stages: ['connect', 'greeting'], codes: [4] },
  { is: 'EHLO_REFUSED', stages: ['ehlo'], codes: [4, 5] },
  { is: 'TLS_NOT_OFFERED', stages: ['tls'], codes: [500, 502, 503, 504] },
  { is: 'TLS_REFUSED', stages: ['tls'], codes: [4, 5] },
  { is: 'AUTH_TEMPORARY', stages: ['auth'], codes: [4] },
  { is: 'AUTH_NOT_OFFERED', stages: ['auth'], codes: [500, 502, 503] },
  { is: 'AUTH_METHOD_UNSUPPORTED', stages: ['auth'], codes: [504] },
  { is: 'AUTH_BROWSER_FIRST', stages: ['auth'], codes: [5], enhanced: /^5\.7\.14$/ },
  { is: 'AUTH_BROWSER_FIRST', stages: ['auth'], codes: [5], words: /web browser/i },
  {
    is: 'AUTH_APP_PASSWORD',
    stages: ['auth'],
    codes: [5],
    words: /app(lication)?(-specific)?[ -]password/i,
  },
  { is: 'AUTH_APP_PASSWORD', stages: ['auth'], codes: [534], enhanced: /^5\.7\.9$/ },
  {
    is: 'AUTH_BASIC_DISABLED',
    stages: ['auth'],
    codes: [5],
    words: /basic auth\w* is disabled|smtpclientauth\w* is disabled|security defaults/i,
  },
  {
    is: 'AUTH_ACCOUNT_BLOCKED',
    stages: ['auth'],
    codes: [5],
    words: /account.*\b(locked|disabled|suspended|blocked)|\b(locked|disabled|suspended) account/i,
  },
  { is: 'AUTH_FAILED', stages: ['auth'], codes: [5] },
  { is: 'EHLO_REFUSED', stages: ENVELOPE, codes: [4, 5], words: HELO },
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
  { is: 'SENDER_UNPROVEN', stages: ANY_TIME, codes: [4, 5], enhanced: /^[45]\.7\.2[3-7]$/ },
  { is: 'SENDER_UNPROVEN', stages: ANY_TIME, codes: [5], words: /\b(spf|dkim|dmarc)\b/i },
  { is: 'SENDER_UNVERIFIED', stages: ANY_TIME, codes: [5], words: UNVERIFIED },
  { is: 'SENDER_NOT_ALLOWED', stages: ANY_TIME, codes: [5], enhanced: /^5\.7\.60$/ },
  { is: 'SENDER_NOT_ALLOWED', stages: ANY_TIME, codes: [5], words: SEND_AS },
  { is: 'SENDER_DOMAIN_UNKNOWN', stages: ['mail'], codes: [4, 5], words: NO_SUCH_DOMAIN },
  {
    is: 'SENDER_DOMAIN_UNKNOWN',
    stages: ['rcpt'],
    codes: [4, 5],
    enhanced: /^[45]\.1\.8$/,
    words: NO_SUCH_DOMAIN,
  },
  // Postfix answers to RCPT what it thinks of the sender (smtpd_delay_reject).
  { is: 'SENDER_REFUSED', stages: ['rcpt'], codes: [5], enhanced: /^5\.1\.[78]$/ },
  {
    is: 'SENDER_REFUSED',
    stages: ['rcpt'],
    codes: [5],
    words: /sender (address )?(is )?(rejected|refused|denied)/i,
  },
  {
    is: 'RELAY_DENIED_SIGNED_IN',
    stages: ENVELOPE,
    codes: [454, 5],
    words: /relay/i,
    signedIn: true,
  },
  { is: 'RELAY_DENIED', stages: ENVELOPE, codes: [454, 5], words: /relay/i },
  { is: 'RELAY_DENIED', stages: ['rcpt'], codes: [5], enhanced: /^5\.7\.1$/, signedIn: false },
  { is: 'MAILBOX_FULL', stages: ['rcpt'], codes: [4, 5], enhanced: /^[45]\.2\.2$/ },
  { is: 'QUOTA_EXCEEDED', stages: ANY_TIME, codes: [4, 5], words: LIMIT },
  { is: 'GREYLISTED', stages: ANY_TIME, codes: [4], words: /gr[ae]y[ -]?list/i },
  { is: 'TEMPORARY_REFUSAL', codes: [503] },
  { is: 'SENDER_REFUSED', stages: ['mail'], codes: [5] },
  { is: 'RECIPIENT_REFUSED', stages: ['rcpt'], codes: [5] },
  { is: 'MESSAGE_REFUSED', stages: ['data', 'reply'], codes: [5] },
  { is: 'SERVER_REFUSED', codes: [5] },
  { is: 'TEMPORARY_REFUSAL', codes: [4] },
];
