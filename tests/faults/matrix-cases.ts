/** What can go wrong, stage by stage, and what has to come of it: the table, and the rule. */
import type { Fault, SmtpStage } from '../support/smtp-faults';

export type Trouble =
  | 'refused'
  | 'closed'
  | 'reset'
  | 'silent'
  | 'slow'
  | '4xx'
  | '5xx'
  | '421'
  | 'garbage'
  | 'endless'
  | 'cut'
  | 'missing';

/** `reused`: a message went over it before. `lost`: that too, and the connection after it is a good one. */
export type Connection = 'fresh' | 'reused' | 'lost';

export const TIMEOUT_SECONDS = 1;

export type Encryption = 'none' | 'tls' | 'ssl';

export interface Case {
  stage: SmtpStage;
  encryption: Encryption;
  connection: Connection;
  trouble: Trouble;
}

const ANY: Trouble[] = [
  'closed',
  'reset',
  'silent',
  'slow',
  '4xx',
  '5xx',
  '421',
  'garbage',
  'endless',
];
/** The server has the message already: what refuses it now is a lie, and no fault. */
const STORED: Trouble[] = ['closed', 'reset', 'silent', 'slow', '421', 'garbage', 'endless', 'cut'];
/** It says nothing of its own while it takes the message. */
const BODY: Trouble[] = ANY.filter((trouble) => trouble !== 'slow');

const TABLE: [Connection, Encryption, SmtpStage, Trouble[]][] = [
  ['fresh', 'none', 'connect', ['refused']],
  ['fresh', 'ssl', 'connect', ['refused', 'closed', 'reset', 'silent', 'garbage', '421']],
  ['fresh', 'none', 'greeting', ANY],
  ['fresh', 'tls', 'ehlo', ANY],
  ['fresh', 'none', 'ehlo', ['5xx']],
  ['fresh', 'tls', 'starttls', [...ANY, 'missing']],
  ['fresh', 'tls', 'handshake', ['closed', 'reset', 'silent', 'slow', 'garbage']],
  ['fresh', 'ssl', 'handshake', ['closed', 'reset', 'silent', 'slow', 'garbage']],
  ['fresh', 'tls', 'auth', [...ANY, 'missing']],
  ['fresh', 'none', 'mail', ANY],
  ['fresh', 'none', 'rcpt', ANY],
  ['fresh', 'none', 'data', ANY],
  ['fresh', 'none', 'body', BODY],
  ['fresh', 'none', 'dot', [...ANY, 'cut']],
  ['fresh', 'none', 'after', STORED],
  ['fresh', 'none', 'rset', ANY],

  ['reused', 'none', 'connect', ['refused']],
  ['reused', 'tls', 'mail', ANY],
  ['reused', 'tls', 'rcpt', ANY],
  ['reused', 'tls', 'data', ANY],
  ['reused', 'tls', 'body', BODY],
  ['reused', 'tls', 'dot', [...ANY, 'cut']],
  ['reused', 'tls', 'after', STORED],
  ['reused', 'tls', 'rset', ANY],

  ['lost', 'none', 'mail', ['closed', 'reset', '421']],
  ['lost', 'none', 'rcpt', ['closed', 'reset', '421']],
  ['lost', 'none', 'data', ['closed', 'reset', '421']],
  ['lost', 'none', 'body', ['closed', 'reset', '421']],
  ['lost', 'none', 'dot', ['closed', 'reset', '421']],
  ['lost', 'none', 'after', ['closed', 'reset', '421', 'cut']],
];

export const CASES: Case[] = TABLE.flatMap(([connection, encryption, stage, troubles]) =>
  troubles.map((trouble) => ({ connection, encryption, stage, trouble })),
);

/** So large that no buffer takes it whole: the final dot has not left when the server acts on the first bytes. */
export const isLarge = ({ stage, trouble }: Case): boolean =>
  stage === 'body' && trouble !== 'silent';

/** Only the timeout can end it; in all other cases the answer is there at once, and a long timeout must not matter. */
const isWaitedFor = ({ trouble }: Case): boolean =>
  trouble === 'silent' || trouble === 'slow' || trouble === 'garbage';

export const timeoutFor = (one: Case): number => (isWaitedFor(one) ? TIMEOUT_SECONDS : 20);

/** What the client has done, seen from outside; a small message is in the socket whole before anybody reads it. */
const isHandedOver = (one: Case): boolean =>
  one.stage === 'dot' || one.stage === 'after' || (one.stage === 'body' && !isLarge(one));

/** The server has it, and says so; or there is a draft with this outcome. */
export type Fate = 'accepted' | 'not-sent' | 'refused' | 'uncertain';

export const fateOf = (one: Case): Fate => {
  const { stage, encryption, connection, trouble } = one;
  // RFC 5321, 3.2: HELO is tried where EHLO is refused; without TLS nothing that EHLO tells is needed.
  if (stage === 'ehlo' && encryption === 'none' && trouble === '5xx') return 'accepted';
  // The server had not asked for the message yet, and the next connection is a good one.
  if (connection === 'lost' && ['mail', 'rcpt', 'data'].includes(stage)) return 'accepted';
  // The server had refused the message before.
  if (trouble === '5xx' || stage === 'rset') return 'refused';
  if (trouble === '4xx') return 'not-sent';
  return isHandedOver(one) ? 'uncertain' : 'not-sent';
};

const TEMPORARY: Partial<Record<SmtpStage, string>> = {
  starttls: '454 4.7.0 TLS is not available just now',
  auth: '454 4.7.0 nobody can sign in just now',
  rcpt: '450 4.2.1 greylisted',
  body: '452 4.3.1 no space left',
};
const PERMANENT: Partial<Record<SmtpStage, string>> = {
  greeting: '554 5.3.2 no service here',
  starttls: '554 5.7.3 no TLS for you',
  auth: '535 5.7.8 wrong password',
  mail: '553 5.1.8 sender unknown',
  rcpt: '550 5.1.1 no such user',
  body: '552 5.3.4 too large',
};

/** undefined: there is no server. */
export const faultOf = ({ stage, trouble }: Case): Fault | undefined => {
  const faults: Record<Trouble, Fault | undefined> = {
    refused: undefined,
    closed: 'close',
    reset: 'reset',
    silent: 'silent',
    slow: 'trickle',
    '4xx': { reply: TEMPORARY[stage] ?? '451 4.3.0 try again later' },
    '5xx': { reply: PERMANENT[stage] ?? '550 5.7.1 refused by policy' },
    '421': { reply: '421 4.3.2 closing', close: true },
    garbage: 'garbage',
    endless: 'flood',
    cut: 'cut',
    missing: 'stripped',
  };
  return faults[trouble];
};

const DOES: Record<Trouble, string> = {
  refused: 'is not there',
  closed: 'closes the connection',
  reset: 'resets the connection',
  silent: 'falls silent',
  slow: 'answers one byte a second',
  '4xx': 'answers 4xx',
  '5xx': 'answers 5xx',
  '421': 'answers 421 and closes the connection',
  garbage: 'answers with what is no SMTP',
  endless: 'answers without end',
  cut: 'closes the connection in the middle of its reply',
  missing: 'does not offer it',
};
const WHEN: Partial<Record<SmtpStage, string>> = {
  connect: 'when it is connected to',
  greeting: 'in place of its greeting',
  handshake: 'in the TLS handshake',
  body: 'while the message comes',
  dot: 'after the final dot',
  after: 'after it has stored the message',
  rset: 'at RSET after it has refused the message',
};
const OVER: Record<Connection, string> = {
  fresh: 'a fresh connection',
  reused: 'a reused connection',
  lost: 'a reused connection, and over no other one',
};
const BECOMES: Record<Fate, string> = {
  accepted: 'accepted once',
  'not-sent': 'not sent, and waits',
  refused: 'held as refused',
  uncertain: 'held as uncertain',
};
const SECURED: Record<Encryption, string> = { none: '', tls: ' with STARTTLS', ssl: ' with TLS' };

export const nameOf = (one: Case): string => {
  const { stage, encryption, connection, trouble } = one;
  const when = WHEN[stage] ?? `at ${stage.toUpperCase()}`;
  return `a server that ${DOES[trouble]} ${when}, over ${OVER[connection]}${SECURED[encryption]}: ${BECOMES[fateOf(one)]}`;
};
