/** What the server said against a request, parsed once at the edge. Pure. */
import type { RefusalWords, SettingsField } from '../server/contract';
import { SETTINGS_FIELDS } from './settings/fields';

/** In English, and where it is a refusal of ours by which words the panel says it. */
export interface Refused {
  message: string;
  words?: RefusalWords;
}

/** `message` is null when nobody answered. */
export interface Problem {
  message: string | null;
  words?: RefusalWords;
  fields: Partial<Record<SettingsField, Refused>>;
  /** User name and password would travel unencrypted, and nobody has confirmed it. */
  asksForClearText: boolean;
  /** The address that was entered is none, or is several. */
  refusesAddress: boolean;
}

/** Reads Strapi's error format out of whatever a request threw. */
export const problemOf = (thrown: unknown): Problem => {
  const error = child(child(child(thrown, 'response'), 'data'), 'error');
  const message = child(error, 'message');
  const details = child(error, 'details');
  const entries: unknown = child(details, 'errors');
  const errors: unknown[] = Array.isArray(entries) ? entries : [];
  return {
    message: typeof message === 'string' ? message : null,
    ...wordsOf(details),
    fields: fieldErrorsOf(errors),
    refusesAddress: errors.some((entry) => pathOf(entry) === 'to'),
    asksForClearText: errors.some((entry) => pathOf(entry) === 'confirmClearText'),
  };
};

/** A page that was left ends its own requests; that is nobody's problem. */
export const isAborted = (thrown: unknown): boolean => child(thrown, 'name') === 'AbortError';

const fieldErrorsOf = (entries: unknown[]): Problem['fields'] => {
  const found: Problem['fields'] = {};
  for (const entry of entries) {
    const message = child(entry, 'message');
    const name = pathOf(entry);
    const field = SETTINGS_FIELDS.find((known) => known === name);
    // The first sentence about a field is the one to fix first.
    if (field && typeof message === 'string') found[field] ??= { message, ...wordsOf(entry) };
  }
  return found;
};

const wordsOf = (entry: unknown): { words?: RefusalWords } => {
  const words = child(entry, 'words');
  const key = child(words, 'key');
  const values = Object.entries(Object(child(words, 'values')) as object).filter(
    (pair): pair is [string, string | number] => ['string', 'number'].includes(typeof pair[1]),
  );
  return typeof key === 'string' ? { words: { key, values: Object.fromEntries(values) } } : {};
};

const pathOf = (entry: unknown): unknown => {
  const path = child(entry, 'path');
  return Array.isArray(path) ? path.join('.') : path;
};

const child = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
