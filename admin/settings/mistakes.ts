/** What can be seen to be wrong before the server is asked, which stays the judge. Pure. */
import { NUMBER_RANGES, type SettingsField, type SettingsView } from '../../server/contract';
import type { MessageKey } from '../dictionary';
import { NUMBER_FIELDS, type FormValues, type TextField } from './fields';
import { needsPasswordAgain } from './values';

/** A sentence of the translations, with what stands in it. */
export interface Words {
  key: MessageKey;
  values?: Record<string, string | number>;
}

export type Mistakes = Partial<Record<SettingsField, Words>>;

/** One sentence for each field that the server would refuse; fields fixed by the configuration are not judged. */
export const mistakesIn = (view: SettingsView, values: FormValues): Mistakes => {
  const found: Mistakes = {
    ...numberMistakes(values),
    ...hostMistake(values.host),
    ...(values['auth.enabled'] && signInMistakes(view, values)),
    ...wrongForm(values),
  };
  for (const field of view.locked) delete found[field];
  return found;
};

const numberMistakes = (values: FormValues): Mistakes =>
  Object.fromEntries(
    NUMBER_FIELDS.filter((field) => !isWithin(values[field], NUMBER_RANGES[field])).map((field) => {
      const [min, max] = NUMBER_RANGES[field];
      return [field, { key: 'mistake.number', values: { min, max } }];
    }),
  );

/** Digits only: `1e3` and `2.5` are numbers too, and mean something else than they say. */
const isWithin = (typed: string, [min, max]: readonly [number, number]): boolean =>
  /^\s*\d{1,9}\s*$/.test(typed) && Number(typed) >= min && Number(typed) <= max;

const hostMistake = (typed: string): Mistakes => {
  const host = typed.trim();
  if (host === '') return { host: { key: 'mistake.host.blank' } };
  if (host.includes('://')) return { host: { key: 'mistake.host.scheme' } };
  // More than one colon is an address of IPv6.
  if (/^[^:]+:\d+$/.test(host)) return { host: { key: 'mistake.host.port' } };
  return /^[\w.:-]+$/.test(host) ? {} : { host: { key: 'mistake.host.form' } };
};

const signInMistakes = (view: SettingsView, values: FormValues): Mistakes => {
  const again = needsPasswordAgain(view, values);
  const isMissing = values['auth.password'] === '' && (again || !view.auth.hasPassword);
  return {
    ...(values['auth.username'] === '' && { 'auth.username': { key: 'mistake.username.blank' } }),
    ...(isMissing && {
      'auth.password': { key: again ? 'mistake.password.again' : 'mistake.password.blank' },
    }),
  };
};

/** Whether it looks at all like what belongs there; empty is right everywhere here. */
const FORMS = [
  ['ehloName', /^[\w.-]+$|^\[[\da-fA-F.:IPv]+\]$/, 'mistake.ehloName'],
  ['tls.ca', /-----BEGIN CERTIFICATE-----/, 'mistake.ca'],
  ['sender.from', /[^\s<>@]@[^\s<>@]/, 'mistake.address'],
  ['sender.replyTo', /[^\s<>@]@[^\s<>@]/, 'mistake.address'],
] as const satisfies [TextField, RegExp, MessageKey][];

const wrongForm = (values: FormValues): Mistakes =>
  Object.fromEntries(
    FORMS.filter(([field, form]) => values[field].trim() !== '' && !form.test(values[field])).map(
      ([field, , key]) => [field, { key }],
    ),
  );
