import { grouped } from './grouped';

/** Values put into an English sentence with placeholders of ICU: the few kinds that ours have. Pure. */
export type Values = Record<string, string | number>;

/** `{name}`, `{name, number}`, and the one form of plural that English needs. */
const PLACEHOLDER = /\{(\w+)(?:, (number)|, plural, one \{([^{}]*)\} other \{([^{}]*)\})?\}/g;

export const fillIn = (sentence: string, values: Values): string =>
  sentence.replace(
    PLACEHOLDER,
    (
      _,
      name: string,
      number: string | undefined,
      one: string | undefined,
      other: string | undefined,
    ) => {
      const value = values[name] ?? '';
      if (number !== undefined && typeof value === 'number') return grouped(value);
      const text = String(value);
      return (text === '1' ? one : other)?.replaceAll('#', text) ?? text;
    },
  );

export const placeholdersIn = (sentence: string): string[] =>
  [...sentence.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
