/** What a click on a remedy does to the form. Pure. */
import type { Remedy, SettingsField, SettingsView } from '../../server/contract';
import type { MessageKey } from '../dictionary';
import type { FormValues } from './fields';
import type { Words } from './mistakes';

/** Remedies that the user can follow: none for what the site's configuration fixes. */
export const possibleRemedies = (
  remedies: Remedy[] = [],
  { locked }: Pick<SettingsView, 'locked'>,
): Remedy[] =>
  remedies.filter((remedy) => !locked.some((field) => fieldsOf(remedy).includes(field)));

const fieldsOf = ({ set = {}, field }: Remedy): string[] => [...Object.keys(set), field];

/** What the form holds after it; the same where somebody has to type something. */
export const changesBy = ({ set = {} }: Remedy): Partial<FormValues> => ({
  ...(set.port !== undefined && { port: String(set.port) }),
  ...(set.encryption !== undefined && { encryption: set.encryption }),
  ...(set.timeoutSeconds !== undefined && { timeoutSeconds: String(set.timeoutSeconds) }),
  ...(set['auth.enabled'] !== undefined && { 'auth.enabled': set['auth.enabled'] }),
});

/** What stands on the button. */
export const labelOf = ({ id, set = {} }: Remedy): Words => {
  const values: Words['values'] = {
    encryption: set.encryption ?? '',
    ...(set.port !== undefined && { port: String(set.port) }),
    ...(set.timeoutSeconds !== undefined && { seconds: set.timeoutSeconds }),
  };
  const withPort = (id === 'USE_SSL' || id === 'USE_TLS') && set.port !== undefined;
  return { key: withPort ? `remedy.${id}.port` : KEYS[id], values };
};

const KEYS = {
  USE_SSL: 'remedy.USE_SSL',
  USE_TLS: 'remedy.USE_TLS',
  USE_PORT: 'remedy.USE_PORT',
  SET_EHLO_NAME: 'remedy.SET_EHLO_NAME',
  ENABLE_AUTH: 'remedy.ENABLE_AUTH',
  ADD_CA: 'remedy.ADD_CA',
  SET_SENDER: 'remedy.SET_SENDER',
  WAIT_LONGER: 'remedy.WAIT_LONGER',
} as const satisfies Record<Remedy['id'], MessageKey>;

/** Whether the change is whole by itself, or the user has to go on typing in the field. */
export const isWhole = ({ set }: Remedy): boolean => set !== undefined;

/** The field that a failure without remedies leads to, unless a remedy leads there already. */
export const fieldToLookAt = (
  field: SettingsField | undefined,
  remedies: Remedy[],
): SettingsField | undefined =>
  remedies.some((remedy) => remedy.field === field && !isWhole(remedy)) ? undefined : field;
