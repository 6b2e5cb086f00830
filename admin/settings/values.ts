/** From the server's settings to the form and back: only what was changed is sent. Pure. */
import {
  PASSWORD_DESTINATION,
  type SettingsField,
  type SettingsInput,
  type SettingsView,
} from '../../server/contract';
import { NUMBER_FIELDS, SETTINGS_FIELDS, type FormValues } from './fields';

/** What the form shows for saved settings. The password never comes from the server. */
export const valuesOf = (view: SettingsView): FormValues => ({
  host: view.host,
  port: String(view.port),
  encryption: view.encryption,
  'auth.enabled': view.auth.enabled,
  'auth.username': view.auth.username,
  'auth.password': '',
  timeoutSeconds: String(view.timeoutSeconds),
  maxDeliveriesPerConnection: String(view.maxDeliveriesPerConnection),
  maxConnections: String(view.maxConnections),
  ehloName: view.ehloName,
  'tls.verify': view.tls.verify,
  'tls.ca': view.tls.ca,
  'sender.from': view.sender.from,
  'sender.replyTo': view.sender.replyTo,
  'sender.force': view.sender.force,
});

/** Fields whose value differs from the saved one, without those that the site's configuration fixes. */
export const changedFields = (view: SettingsView, values: FormValues): SettingsField[] => {
  const saved = valuesOf(view);
  return SETTINGS_FIELDS.filter(
    (field) => values[field] !== saved[field] && !view.locked.includes(field),
  ).filter((field) => field !== 'auth.password' || values['auth.enabled']);
};

/** What a user went on typing while a request was under way. */
export const typedSince = (sent: FormValues, typed: FormValues): Partial<FormValues> =>
  Object.fromEntries(
    SETTINGS_FIELDS.filter((field) => typed[field] !== sent[field]).map((field) => [
      field,
      typed[field],
    ]),
  );

/** The body of a request: the changed fields and nothing else. Ask `mistakesIn` first. */
export const inputOf = (view: SettingsView, values: FormValues): SettingsInput => {
  const input: Record<string, unknown> = {};
  for (const field of changedFields(view, values)) {
    const value = isNumberField(field) ? Number(values[field]) : values[field];
    const [group, name] = field.split('.');
    if (name === undefined) input[field] = value;
    else input[group!] = { ...Object(input[group!]), [name]: value };
  }
  return input;
};

/**
 * The server refuses to use the stored password for another destination than the one it was entered
 * for, so the page asks for it as soon as one of these changes.
 */
export const needsPasswordAgain = (view: SettingsView, values: FormValues): boolean => {
  const changed = changedFields(view, values);
  return (
    values['auth.enabled'] &&
    view.auth.hasPassword &&
    !view.locked.includes('auth.password') &&
    PASSWORD_DESTINATION.some((field) => changed.includes(field))
  );
};

const isNumberField = (field: SettingsField): boolean =>
  NUMBER_FIELDS.some((number) => number === field);
