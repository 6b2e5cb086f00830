/** How bad input is described: the field, the kind of value that came, and what would be right. Pure. */
import type { z } from 'zod';
import type { RefusalWords } from './contract';
import type { Refusal } from './refusal-texts';

export interface InvalidField {
  path: string[];
  message: string;
  /** Where the settings page may have to say it. */
  words?: RefusalWords;
}

/**
 * Controls end a command or a header early (RFC 5321, 4.1.2; RFC 5322, 2.2). The C1 block is left out:
 * old character sets have quotation marks there, which end nothing.
 */
const CONTROL = /[^\P{Cc}\u0080-\u009f]/u;
export const hasControls = (text: string): boolean => CONTROL.test(text);

/** Bad input as data; the edge that caught it (HTTP, plugin config, `send()`) turns it into its own error. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; errors: InvalidField[] };

/** The kind of a value, never the value itself: it may be a password. */
export const kindOf = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  if (typeof value === 'boolean') return 'true/false';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/**
 * A zod error that says what would be right. Unknown keys of strict objects are told apart, because
 * there the key is at fault and not the object.
 */
export const expected = (right: string) => ({
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === 'unrecognized_keys' ? undefined : `must be ${right}, got ${kindOf(issue.input)}`,
});

/** The same where the settings page may have to say it; for checks of zod that take `params`. */
export const refusedBy = ({ message, words }: Refusal) => ({ error: message, params: { words } });

const wordsOf = (issue: z.core.$ZodIssue): Pick<InvalidField, 'words'> => {
  const words: unknown = issue.code === 'custom' ? issue.params?.words : undefined;
  return words === undefined ? {} : { words: words as RefusalWords };
};

/**
 * One entry for each invalid field, with the first thing that is wrong with it; an unknown key is
 * reported at its own path.
 */
export const invalidFields = (error: z.ZodError): InvalidField[] => {
  const all = error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...path, key], message: 'is not a known field' }))
      : [{ path, message: issue.message, ...wordsOf(issue) }];
  });
  const byPath = new Map(all.toReversed().map((field) => [field.path.join('.'), field]));
  return all.filter((field) => byPath.get(field.path.join('.')) === field);
};

/** `auth.password must be text, got a list; port …`: one sentence for logs and for people without a form. */
export const inOneSentence = (errors: InvalidField[]): string =>
  errors.map(({ path, message }) => `${path.join('.') || 'the value'} ${message}`).join('; ');
