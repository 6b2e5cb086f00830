/** The rules by which the settings change. Pure. */
import type { SettingsField, SettingsInput } from '../contract';
import { isLoopback } from '../loopback';
import type { InvalidField, Parsed } from '../validation';
import { isAllowedReference, parseReference } from './password-reference';
import { destinationChanges, fieldOf, fieldsGivenBy, type Settings, withInput } from './settings';

export interface ChangeRules {
  locked: SettingsField[];
  /** A password is stored, whether or not it can be read. */
  hasPassword: boolean;
  network: {
    /** Ports and hosts that the page may connect to. */
    ports: number[] | 'any';
    hosts: string[] | 'any';
  };
  /** Password references that the page may name; `*` stands for anything but a slash. */
  references: readonly string[];
  /** Somebody was told that the password travels in clear text, and wants it. */
  confirmClearText: boolean;
}

type Refuse = (field: SettingsField | 'confirmClearText', message: string) => void;

/** What `current` becomes by `input`, or the fields that stand against it. */
export const changeSettings = (
  current: Settings,
  input: SettingsInput,
  rules: ChangeRules,
): Parsed<Settings> => {
  const next = withInput(current, input);
  const errors: InvalidField[] = [];
  const refuse: Refuse = (field, message) => errors.push({ path: field.split('.'), message });
  const change: Change = { current, input, next, rules };

  refuseLocked(change, refuse);
  refuseDestinations(change, refuse);
  if (next.auth.enabled) {
    if (next.auth.username === '')
      refuse('auth.username', 'is empty: authentication needs a user name');
    const refused = errors.map(({ path }) => path.join('.'));
    refusePassword(change, refused, refuse);
    // The question is worth asking only where the rest is in order.
    if (errors.length === 0) refuseClearText(change, refuse);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: next };
};

interface Change {
  current: Settings;
  input: SettingsInput;
  next: Settings;
  rules: ChangeRules;
}

function refuseLocked({ current, input, next, rules: { locked } }: Change, refuse: Refuse) {
  for (const field of fieldsGivenBy(input)) {
    // The password even when it is the right one: otherwise it could be guessed.
    const isSame = field !== 'auth.password' && fieldOf(input, field) === fieldOf(current, field);
    if (locked.includes(field) && !isSame) {
      refuse(field, 'is set in the site’s configuration and cannot be changed here');
    }
  }
  if (!locked.includes('auth.password')) return;
  // With sign-in switched off too: it can be switched on again once the server is another one.
  for (const field of destinationChanges(current, next).filter((one) => !locked.includes(one))) {
    refuse(
      field,
      'cannot be changed here while the password is set in the site’s configuration: that password is only for the server it was set for',
    );
  }
}

/** What the page may connect to. What is saved already stays possible: it came from the configuration, or was allowed then. */
function refuseDestinations({ current, next, rules: { network } }: Change, refuse: Refuse) {
  const { ports, hosts } = network;
  if (next.host === current.host && next.port === current.port) return;
  if (ports !== 'any' && !ports.includes(next.port)) {
    refuse(
      'port',
      `must be one of ${ports.join(', ')}; other ports are opened by network.ports in the plugin’s configuration`,
    );
  }
  if (hosts !== 'any' && next.host !== current.host && !hosts.includes(next.host)) {
    refuse(
      'host',
      `must be one of ${hosts.join(', ')}; others are opened by network.hosts in the plugin’s configuration`,
    );
  }
}

function refusePassword(
  { current, input, next, rules }: Change,
  refused: string[],
  refuse: Refuse,
) {
  const { locked, hasPassword, references } = rules;
  const given = input.auth?.password;
  if (given !== undefined) {
    const reference = parseReference(given);
    if (reference?.kind === 'invalid')
      refuse('auth.password', 'must be the password, env:NAME or file:/absolute/path');
    else if (reference !== null && !isAllowedReference(given, references)) {
      refuse(
        'auth.password',
        `refers to what this page may not read; it may read ${references.join(', ') || 'nothing'} (passwordReferences in the plugin’s configuration)`,
      );
    } else if (reference !== null && !isNamedBySite(next.host, rules)) {
      refuse(
        'auth.password',
        `is a reference, and what it refers to goes only to mail servers that the site itself names: add ${next.host} to network.hosts in the plugin’s configuration, or set smtp.host there`,
      );
    }
    return;
  }
  if (locked.includes('auth.password')) return;
  const changed = destinationChanges(current, next).filter((field) => !refused.includes(field));
  if (!hasPassword) refuse('auth.password', 'is missing: authentication needs a password');
  else if (changed.length > 0) {
    refuse(
      'auth.password',
      `must be typed again, because ${changed.join(', ')} changed: the stored password is only for the server it was entered for`,
    );
  }
}

/**
 * Whoever may change the settings does not know what a reference refers to. With a host of their own choice they would
 * be told.
 */
const isNamedBySite = (host: string, { locked, network: { hosts } }: ChangeRules): boolean =>
  isLoopback(host) || locked.includes('host') || (hosts !== 'any' && hosts.includes(host));

/** Asked once: whoever saved it that way has confirmed it, and so has the site's configuration. */
function refuseClearText({ current, next, rules }: Change, refuse: Refuse) {
  const isNew = !travelsInClear(current) || destinationChanges(current, next).length > 0;
  if (rules.confirmClearText || !isNew || !travelsInClear(next)) return;
  refuse(
    'confirmClearText',
    `must be true: user name and password would travel unencrypted to ${next.host}. Choose TLS or SSL instead if the server offers one of them`,
  );
}

/** User name and password go unencrypted to another machine. */
export const travelsInClear = ({ host, encryption, auth }: Settings): boolean =>
  auth.enabled && encryption === 'none' && !isLoopback(host);
