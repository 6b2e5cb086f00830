/** The settings as the server works with them, and the rules by which they change. Pure. */
import {
  PASSWORD_DESTINATION,
  type SettingsField,
  type SettingsInput,
  type SettingsView,
} from '../contract';
import { parseReference } from './password-reference';

export interface Settings extends Omit<
  SettingsView,
  'auth' | 'locked' | 'lastCheck' | 'passwordReference' | 'warnings'
> {
  auth: {
    enabled: boolean;
    username: string;
    /** null: there is none, or it cannot be decrypted, or what the reference names cannot be read. */
    password: string | null;
    /** Where the password is read from; absent: it is stored here. */
    reference?: string;
  };
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
  sender: { from: '', replyTo: '', force: false },
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
      ...(enabled ? passwordOf(base, auth?.password) : { password: null, reference: undefined }),
    },
    tls: { ...base.tls, ...withoutUndefined(tls ?? {}) },
    sender: { ...base.sender, ...withoutUndefined(sender ?? {}) },
  };
};

/** What a reference names is not read here: reading is no business of rules. */
const passwordOf = ({ auth }: Settings, given: string | undefined) => {
  if (given === undefined) return { password: auth.password, reference: auth.reference };
  return parseReference(given) === null
    ? { password: given, reference: undefined }
    : { password: null, reference: given };
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

/** Names of the fields that differ; the password when one was typed, for whether it is the same is nobody's business. */
export const changedFields = (
  before: Settings,
  after: Settings,
  input: SettingsInput,
): SettingsField[] =>
  fieldsGivenBy(input).filter(
    (field) => field === 'auth.password' || fieldOf(before, field) !== fieldOf(after, field),
  );
