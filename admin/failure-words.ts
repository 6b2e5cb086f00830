/** A failure in the reader's language: the server says it in English, and by which sentences it says so. */
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { FailureWords } from '../server/contract';
import { sayWords, type Say } from '../server/failure-words';
import { useDictionary } from './dictionary';
import { useWords } from './use-words';

export interface SaidFailure {
  message: string;
  hint: string;
}

/** English as it was written down stands in for what no words came with, or words of another version. */
export const sayFailure = (
  say: Say,
  { message, hint, words }: SaidFailure & { words?: FailureWords | null },
): SaidFailure => (words && sayWords(say, words)) ?? { message, hint };

/** In the user's language; in English until that language is here. */
export const useFailureWords = () => {
  const { locale } = useIntl();
  const dictionary = useDictionary(locale);
  const say = useWords();
  return useMemo(() => {
    const sayIfKnown: Say = (key, values) =>
      dictionary !== null && key in dictionary ? say(key, values) : undefined;
    return (failure: Parameters<typeof sayFailure>[1]) => sayFailure(sayIfKnown, failure);
  }, [dictionary, say]);
};

/** Words as they were stored with a message; null: there are none that can be read. */
export const parseFailureWords = (value: unknown): FailureWords | null => {
  if (typeof value !== 'object' || value === null) return null;
  const [key, within, hint] = ['key', 'within', 'hint'].map((name): unknown =>
    Reflect.get(value, name),
  );
  const values: unknown = Reflect.get(value, 'values');
  if (typeof key !== 'string' || typeof values !== 'object' || values === null) return null;
  return {
    key,
    values: Object.fromEntries(Object.entries(values).filter(isValue)),
    ...(typeof within === 'string' ? { within } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
  };
};

const isValue = (entry: [string, unknown]): entry is [string, string | number] =>
  ['string', 'number'].includes(typeof entry[1]);
