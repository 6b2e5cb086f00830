/** What the server said against a request, parsed once at the edge. Pure. */
import { SETTINGS_FIELDS, type FieldErrors } from './settings/fields';

/** `message` is null when nobody answered. */
export interface Problem {
  message: string | null;
  fields: FieldErrors;
}

/** Reads Strapi's error format out of whatever a request threw. */
export const problemOf = (thrown: unknown): Problem => {
  const error = child(child(child(thrown, 'response'), 'data'), 'error');
  const message = child(error, 'message');
  return {
    message: typeof message === 'string' ? message : null,
    fields: fieldErrorsOf(child(child(error, 'details'), 'errors')),
  };
};

/** A page that was left ends its own requests; that is nobody's problem. */
export const isAborted = (thrown: unknown): boolean => child(thrown, 'name') === 'AbortError';

const fieldErrorsOf = (entries: unknown): FieldErrors => {
  const found: FieldErrors = {};
  for (const entry of Array.isArray(entries) ? entries : []) {
    const path = child(entry, 'path');
    const message = child(entry, 'message');
    const name = Array.isArray(path) ? path.join('.') : path;
    const field = SETTINGS_FIELDS.find((known) => known === name);
    // The first sentence about a field is the one to fix first.
    if (field && typeof message === 'string') found[field] ??= message;
  }
  return found;
};

const child = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
