/** A failure in the reader's language: the server says it in English, and by which sentences it says so. */
import { useMemo } from 'react';
import { createIntl, useIntl, type IntlShape } from 'react-intl';
import { PLUGIN_ID, type FailureWords } from '../server/contract';
import { FAILURE_SENTENCES, sayWords } from '../server/failure-texts';
import { useDictionary } from './dictionary';

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

/** In the language of the dictionary; a site may put sentences of its own in the place of ours, as with all others. */
export const useFailureWords = () => {
  const { locale, messages: ofSite } = useIntl();
  const dictionary = useDictionary(locale);
  return useMemo(() => {
    const ours = Object.entries(dictionary ?? {}).map(([key, words]): [string, string] => [
      withPluginId(key),
      words,
    ]);
    const intl = createIntl({
      locale,
      messages: Object.assign(Object.fromEntries(ours), ofSite),
      // English stands in for what a language does not say.
      onError: () => {},
    });
    return (failure: Parameters<typeof sayFailure>[1]) => sayFailure(intl, failure);
  }, [dictionary, locale, ofSite]);
};

const withPluginId = (key: string): string => `${PLUGIN_ID}.${key}`;

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
