/** Reads what a password reference names. */
import { readFileSync, statSync } from 'node:fs';
import { password } from './fields';
import { parseReference } from './password-reference';

/** @returns the password, or null when there is none that could be used. */
export type ReadReference = (reference: string) => string | null;

/** Above the longest password, with room for a line break at the end. */
const MOST_BYTES = 4096;

export const readReference =
  (environment: NodeJS.ProcessEnv): ReadReference =>
  (reference) => {
    const parsed = password().safeParse(textOf(reference, environment));
    return parsed.success ? parsed.data : null;
  };

const textOf = (reference: string, environment: NodeJS.ProcessEnv): string | undefined => {
  const named = parseReference(reference);
  if (named?.kind === 'env') return environment[named.name];
  return named?.kind === 'file' ? fileText(named.path) : undefined;
};

const fileText = (path: string): string | undefined => {
  try {
    const file = statSync(path);
    // A pipe or a device would hold up the whole site.
    if (!file.isFile() || file.size > MOST_BYTES) return undefined;
    // Secrets are written by editors and `echo`, which end the line.
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
};
