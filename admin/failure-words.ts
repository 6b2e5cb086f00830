/** A failure in the reader's language: the server says it in English, and by which sentences it says so. */
import { useCallback } from 'react';
import { useIntl, type IntlShape } from 'react-intl';
import type { FailureWords } from '../server/contract';
import { FAILURE_SENTENCES, sayWords } from '../server/failure-texts';
import { withPluginId } from './translate';

export interface SaidFailure {
  message: string;
  hint: string;
}

/** English as it was written down stands in for what no words came with, or words of another version. */
export const sayFailure = (
  { formatMessage }: Pick<IntlShape, 'formatMessage'>,
  { message, hint, words }: SaidFailure & { words?: FailureWords | null },
): SaidFailure => {
  const say = (key: string, values: FailureWords['values']) =>
    formatMessage({ id: withPluginId(key), defaultMessage: FAILURE_SENTENCES[key] }, values);
  return (words && sayWords(say, words)) ?? { message, hint };
};

export const useFailureWords = () => {
  const intl = useIntl();
  return useCallback(
    (failure: Parameters<typeof sayFailure>[1]) => sayFailure(intl, failure),
    [intl],
  );
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
