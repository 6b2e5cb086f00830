/** The fields of the page: what kind each is, and where it stands. Pure. */
import type { Encryption, SettingsField } from '../../server/contract';

/** What the form holds. Numbers are kept as they are typed; an empty password means "keep the stored one". */
export interface FormValues {
  host: string;
  port: string;
  encryption: Encryption;
  'auth.enabled': boolean;
  'auth.username': string;
  'auth.password': string;
  timeoutSeconds: string;
  maxDeliveriesPerConnection: string;
  maxConnections: string;
  ehloName: string;
  'tls.verify': boolean;
  'tls.ca': string;
  'sender.from': string;
  'sender.replyTo': string;
  'sender.force': boolean;
}

/** One sentence for each field that stands against saving. */
export type FieldErrors = Partial<Record<SettingsField, string>>;

/** Fields whose value is text in the form, numbers included. */
export type TextField = Exclude<SettingsField, 'encryption' | SwitchField>;

/** Fields that are on or off. */
export type SwitchField = 'auth.enabled' | 'tls.verify' | 'sender.force';

export const NUMBER_FIELDS = [
  'port',
  'timeoutSeconds',
  'maxDeliveriesPerConnection',
  'maxConnections',
] as const satisfies TextField[];

/** Fields of the part that is folded away. */
export const ADVANCED_FIELDS = [
  'maxConnections',
  'ehloName',
  'tls.verify',
  'tls.ca',
  'sender.from',
  'sender.replyTo',
  'sender.force',
] as const satisfies SettingsField[];

/** In the order of the page, which is also the order in which errors are shown. */
export const SETTINGS_FIELDS = [
  'host',
  'port',
  'encryption',
  'auth.enabled',
  'auth.username',
  'auth.password',
  'timeoutSeconds',
  'maxDeliveriesPerConnection',
  ...ADVANCED_FIELDS,
] as const satisfies SettingsField[];

export const isAdvanced = (field: SettingsField): boolean =>
  ADVANCED_FIELDS.some((advanced) => advanced === field);

/** The topmost field with an error: the one to look at first. */
export const firstWithError = (errors: FieldErrors): SettingsField | undefined =>
  SETTINGS_FIELDS.find((field) => errors[field] !== undefined);
