/**
 * What is known to help against which failure of a check. Pure data and rules.
 *
 * Nothing here makes anything less safe: clear text and unchecked certificates are never offered as one click, and
 * nothing is that the save would refuse.
 */
import type { OfferedFacts, Remedy, SettingsField } from '../contract';
import type { FailureCase } from '../failure-texts';
import { ehloNameIsFull } from './connection-options';

import type { SmtpSettings } from './settings';

export interface Trouble {
  found: FailureCase;
  settings: Pick<
    SmtpSettings,
    'host' | 'port' | 'encryption' | 'auth' | 'timeoutSeconds' | 'ehloName'
  >;
  /** What EHLO was answered with, if it came to that. */
  offered?: OfferedFacts;
  /** This machine's name. */
  hostname: string;
}

export interface Changeable {
  ports: number[] | 'any';
  /** Fixed by the site's configuration. */
  locked: readonly SettingsField[];
}

export const EVERYTHING: Changeable = { ports: 'any', locked: [] };

/** The best first. */
export const remediesFor = (trouble: Trouble, { ports, locked }: Changeable): Remedy[] => {
  const { settings } = trouble;
  const mayBe = (field: SettingsField) =>
    !locked.includes(field) &&
    // A fixed password is for the server it was set for.
    !(locked.includes('auth.password') && DESTINATIONS.has(field));
  const isPossible = ({ set = {}, field }: Remedy): boolean =>
    mayBe(field) &&
    (set.encryption === undefined ||
      set.encryption === settings.encryption ||
      mayBe('encryption')) &&
    (set.port === undefined || ports === 'any' || ports.includes(set.port));
  return (CURES[trouble.found] ?? [])
    .flatMap((cure) => cure(trouble))
    .filter((remedy) => isPossible(remedy) && changesSomething(remedy, settings));
};

const DESTINATIONS: ReadonlySet<SettingsField> = new Set<SettingsField>([
  'port',
  'encryption',
  'tls.ca',
]);

/** A remedy that leaves everything as it is was tried just now. */
const changesSomething = ({ set }: Remedy, settings: Trouble['settings']): boolean =>
  set === undefined ||
  (set.port !== undefined && set.port !== settings.port) ||
  (set.encryption !== undefined && set.encryption !== settings.encryption) ||
  (set.timeoutSeconds !== undefined && set.timeoutSeconds > settings.timeoutSeconds) ||
  (set['auth.enabled'] === true && !settings.auth.enabled);

type Cure = (trouble: Trouble) => Remedy[];

const useSsl: Cure = () => [{ id: 'USE_SSL', set: { encryption: 'ssl' }, field: 'encryption' }];
const useTls: Cure = () => [{ id: 'USE_TLS', set: { encryption: 'tls' }, field: 'encryption' }];
const usePort587: Cure = () => [
  { id: 'USE_PORT', set: { port: 587, encryption: 'tls' }, field: 'port' },
];
const usePort465: Cure = () => [
  { id: 'USE_PORT', set: { port: 465, encryption: 'ssl' }, field: 'port' },
];
/** The ports of RFC 8314, without the one that was just tried: with another encryption it is not open either. */
const useOtherPort: Cure = (trouble) =>
  [...usePort587(trouble), ...usePort465(trouble)].filter(
    ({ set }) => set?.port !== trouble.settings.port,
  );
const setEhloName: Cure = () => [{ id: 'SET_EHLO_NAME', field: 'ehloName' }];
/** Some hang up on a name that is none, without a word about it. */
const giveFullEhloName: Cure = (trouble) =>
  ehloNameIsFull(trouble.settings.ehloName, trouble.hostname) ? [] : setEhloName(trouble);
const enableAuth: Cure = () => [
  { id: 'ENABLE_AUTH', set: { 'auth.enabled': true }, field: 'auth.enabled' },
];
const addCa: Cure = () => [{ id: 'ADD_CA', field: 'tls.ca' }];
const setSender: Cure = () => [{ id: 'SET_SENDER', field: 'sender.from' }];

const LONGEST_SECONDS = 600;
const waitLonger: Cure = ({ settings: { timeoutSeconds } }) => [
  {
    id: 'WAIT_LONGER',
    set: { timeoutSeconds: Math.min(LONGEST_SECONDS, Math.max(30, 2 * timeoutSeconds)) },
    field: 'timeoutSeconds',
  },
];

/** Sign-in that is missing in clear text is often there once the connection is encrypted. */
const encryptFirst: Cure = (trouble) => {
  if (trouble.settings.encryption !== 'none') return [];
  return trouble.offered?.startTls === true ? useTls(trouble) : useOtherPort(trouble);
};

const CURES: Partial<Record<FailureCase, Cure[]>> = {
  CONNECTION_REFUSED: [useOtherPort],
  CONNECTION_REFUSED_LOCAL: [useOtherPort],
  CONNECT_TIMEOUT: [useOtherPort, waitLonger],
  CONNECT_TIMEOUT_25: [useOtherPort],
  NO_GREETING: [waitLonger, useOtherPort],
  NO_GREETING_SSL_PORT: [useSsl],
  PORT_SPEAKS_SSL: [useSsl],
  NOT_SMTP: [useOtherPort],
  NOT_SMTP_IMAP: [useOtherPort],
  NOT_SMTP_POP3: [useOtherPort],
  NOT_SMTP_HTTP: [useOtherPort],
  EHLO_HUNG_UP: [giveFullEhloName],
  EHLO_REFUSED: [setEhloName],
  RESPONSE_TIMEOUT: [waitLonger],
  ENCRYPTION_REQUIRED: [useTls, usePort465],
  TLS_NOT_OFFERED: [useOtherPort],
  TLS_WRONG_PORT: [useTls, usePort465],
  TLS_NO_ANSWER: [useOtherPort, waitLonger],
  CERTIFICATE_SELF_SIGNED: [addCa],
  CERTIFICATE_UNTRUSTED: [addCa],
  AUTH_NOT_OFFERED: [encryptFirst],
  AUTH_REQUIRED: [enableAuth],
  NO_SENDER: [setSender],
  SENDER_REFUSED: [setSender],
  SENDER_NOT_ALLOWED: [setSender],
  SENDER_UNVERIFIED: [setSender],
  SENDER_DOMAIN_UNKNOWN: [setSender],
  SENDER_UNPROVEN: [setSender],
  RELAY_DENIED: [enableAuth],
  RELAY_DENIED_SIGNED_IN: [setSender],
};
