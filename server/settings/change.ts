/** The rules by which the settings change. Pure. */
import type { SettingsField, SettingsInput } from '../contract';
import { isLoopback } from '../loopback';
import { type Refusal, refusal } from '../refusal-texts';
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

type Refuse = (
  field: SettingsField | 'confirmClearText',
  why: Refusal | Pick<Refusal, 'message'>,
) => void;

/** What `current` becomes by `input`, or the fields that stand against it. */
export const changeSettings = (
  current: Settings,
  input: SettingsInput,
  rules: ChangeRules,
): Parsed<Settings> => {
  const next = withInput(current, input);
  const errors: InvalidField[] = [];
  const refuse: Refuse = (field, why) => errors.push({ path: field.split('.'), ...why });
  const change: Change = { current, input, next, rules };

  refuseLocked(change, refuse);
  refuseDestinations(change, refuse);
  if (next.auth.enabled) {
    if (next.auth.username === '')
      refuse('auth.username', { message: 'is empty: authentication needs a user name' });
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
      refuse(field, refusal('LOCKED'));
    }
  }
  if (!locked.includes('auth.password')) return;
  // With sign-in switched off too: it can be switched on again once the server is another one.
  for (const field of destinationChanges(current, next).filter((one) => !locked.includes(one))) {
    refuse(field, refusal('LOCKED_WITH_PASSWORD'));
  }
}

/** What the page may connect to. What is saved already stays possible: it came from the configuration, or was allowed then. */
function refuseDestinations({ current, next, rules: { network } }: Change, refuse: Refuse) {
  const { ports, hosts } = network;
  if (next.host === current.host && next.port === current.port) return;
  if (ports !== 'any' && !ports.includes(next.port)) {
    refuse('port', refusal('PORTS', { ports: ports.join(', ') }));
  }
  if (hosts !== 'any' && next.host !== current.host && !hosts.includes(next.host)) {
    refuse('host', refusal('HOSTS', { hosts: hosts.join(', ') }));
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
    if (reference?.kind === 'invalid') refuse('auth.password', refusal('REFERENCE_FORM'));
    else if (reference !== null && !isAllowedReference(given, references)) {
      refuse(
        'auth.password',
        references.length === 0
          ? refusal('REFERENCE_NONE_ALLOWED')
          : refusal('REFERENCE_NOT_ALLOWED', { references: references.join(', ') }),
      );
    } else if (reference !== null && !isNamedBySite(next.host, rules)) {
      refuse('auth.password', refusal('REFERENCE_HOST', { host: next.host }));
    }
    return;
  }
  if (locked.includes('auth.password')) return;
  const changed = destinationChanges(current, next).filter((field) => !refused.includes(field));
  if (!hasPassword) refuse('auth.password', refusal('PASSWORD_MISSING'));
  else if (changed.length > 0) {
    refuse('auth.password', refusal('PASSWORD_AGAIN', { fields: changed.join(', ') }));
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
  refuse('confirmClearText', {
    message: `must be true: user name and password would travel unencrypted to ${next.host}. Choose TLS or SSL instead if the server offers one of them`,
  });
}

/** User name and password go unencrypted to another machine. */
export const travelsInClear = ({ host, encryption, auth }: Settings): boolean =>
  auth.enabled && encryption === 'none' && !isLoopback(host);
