/** The settings as the server works with them, and the rules by which they change. Pure. */
import {
  type LastCheck,
  PASSWORD_DESTINATION,
  type SettingsField,
  type SettingsInput,
  type SettingsView,
} from '../contract';
import type { InvalidField, Parsed } from '../validation';

/** `auth.password`: null when none is stored, or when the stored one cannot be decrypted any more. */
export interface Settings extends Omit<SettingsView, 'auth' | 'locked' | 'lastCheck'> {
  auth: { enabled: boolean; username: string; password: string | null };
}

export const DEFAULT_SETTINGS: Settings = {
  host: 'localhost',
  port: 25,
  encryption: 'none',
  auth: { enabled: false, username: '', password: null },
  timeoutSeconds: 30,
  maxDeliveriesPerConnection: 20,
  maxConnections: 5,
  ehloName: '',
  tls: { verify: true, ca: '' },
  sender: { from: '', replyTo: '' },
};

/** `input` laid over `base`; a field that `input` does not have stays as it is. */
export const withInput = (base: Settings, input: SettingsInput): Settings => {
  const { auth, tls, sender, ...flat } = input;
  const enabled = auth?.enabled ?? base.auth.enabled;
  return {
    ...base,
    ...withoutUndefined(flat),
    auth: {
      enabled,
      username: auth?.username ?? base.auth.username,
      // Switching sign-in off forgets the password: nobody expects an unused secret to stay.
      password: enabled ? (auth?.password ?? base.auth.password) : null,
    },
    tls: { ...base.tls, ...withoutUndefined(tls ?? {}) },
    sender: { ...base.sender, ...withoutUndefined(sender ?? {}) },
  };
};

const withoutUndefined = <T extends object>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** Dotted paths of the fields that `input` gives, for instance those fixed by the configuration file. */
export const fieldsGivenBy = (input: SettingsInput): SettingsField[] =>
  Object.entries<unknown>({ ...input }).flatMap(([key, value]) =>
    value !== null && typeof value === 'object'
      ? Object.entries(value).flatMap(([inner, item]) =>
          item === undefined ? [] : [`${key}.${inner}` as SettingsField],
        )
      : value === undefined
        ? []
        : [key as SettingsField],
  );

/** The value at a dotted path of settings or input. */
export const fieldOf = (settings: SettingsInput | Settings, field: SettingsField): unknown =>
  field
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined,
      settings,
    );

/** Changes by which the stored password would go somewhere else. */
export const destinationChanges = (before: Settings, after: Settings): SettingsField[] =>
  PASSWORD_DESTINATION.filter((field) => fieldOf(before, field) !== fieldOf(after, field));

export interface ChangeRules {
  locked: SettingsField[];
  /** A password is stored, whether or not it can be read. */
  hasPassword: boolean;
  /** Ports that the page may connect to. */
  allowedPorts: number[] | 'any';
}

/** What `current` becomes by `input`, or the fields that stand against it. */
export const changeSettings = (
  current: Settings,
  input: SettingsInput,
  { locked, hasPassword, allowedPorts }: ChangeRules,
): Parsed<Settings> => {
  const next = withInput(current, input);
  const errors: InvalidField[] = [];
  const refuse = (field: SettingsField, message: string) =>
    errors.push({ path: field.split('.'), message });

  for (const field of fieldsGivenBy(input)) {
    // The password even when it is the right one: otherwise it could be guessed.
    const isSame = field !== 'auth.password' && fieldOf(input, field) === fieldOf(current, field);
    if (locked.includes(field) && !isSame) {
      refuse(field, 'is set in the site’s configuration and cannot be changed here');
    }
  }
  if (locked.includes('auth.password')) {
    // With sign-in switched off too: it can be switched on again once the server is another one.
    for (const field of destinationChanges(current, next).filter((one) => !locked.includes(one))) {
      refuse(
        field,
        'cannot be changed here while the password is set in the site’s configuration: that password is only for the server it was set for',
      );
    }
  }
  if (allowedPorts !== 'any' && next.port !== current.port && !allowedPorts.includes(next.port)) {
    refuse(
      'port',
      `must be one of ${allowedPorts.join(', ')}; other ports are opened by network.ports in the plugin’s configuration`,
    );
  }
  if (next.auth.enabled) {
    if (next.auth.username === '')
      refuse('auth.username', 'is empty: authentication needs a user name');
    if (input.auth?.password === undefined && !locked.includes('auth.password')) {
      const refused = errors.map(({ path }) => path.join('.'));
      const changed = destinationChanges(current, next).filter((field) => !refused.includes(field));
      if (!hasPassword) refuse('auth.password', 'is missing: authentication needs a password');
      else if (changed.length > 0) {
        refuse(
          'auth.password',
          `must be typed again, because ${changed.join(', ')} changed: the stored password is only for the server it was entered for`,
        );
      }
    }
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: next };
};

export const toView = (
  settings: Settings,
  extra: { hasPassword: boolean; locked: SettingsField[]; lastCheck: LastCheck | null },
): SettingsView => ({
  host: settings.host,
  port: settings.port,
  encryption: settings.encryption,
  auth: {
    enabled: settings.auth.enabled,
    username: settings.auth.username,
    hasPassword: extra.hasPassword,
  },
  timeoutSeconds: settings.timeoutSeconds,
  maxDeliveriesPerConnection: settings.maxDeliveriesPerConnection,
  maxConnections: settings.maxConnections,
  ehloName: settings.ehloName,
  tls: { verify: settings.tls.verify, ca: settings.tls.ca },
  sender: { from: settings.sender.from, replyTo: settings.sender.replyTo },
  locked: extra.locked,
  lastCheck: extra.lastCheck,
});
