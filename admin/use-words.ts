import { useMemo } from 'react';
import { createIntl, useIntl } from 'react-intl';
import { PLUGIN_ID } from '../server/contract';
import type { Sentences } from '../server/failure-texts/say';
import { useDictionary, type Dictionary, type MessageKey } from './dictionary';
import { inItsDirection } from './right-to-left';

type Values = Record<string, string | number>;
export type Say = (key: MessageKey, values?: Values) => string;

/** Says a sentence of `translations/` in the user's language; nothing until that language is here. */
export const useWords = (): Say => useSentences().say;

interface AllSentences extends Sentences {
  say(key: string, values?: Values): string;
}

/**
 * All sentences of the user's language, those about failures among them. A site may put a sentence of its own in
 * the place of ours, in the translations of its admin panel, under `outgoing-mail.<key>`.
 */
export const useSentences = (): AllSentences => {
  const { locale, messages } = useIntl();
  const dictionary = useDictionary(locale);
  return useMemo(
    () => (dictionary === null ? NONE : sentencesOf(dictionary, locale, messages)),
    [dictionary, locale, messages],
  );
};

const NONE: AllSentences = { has: () => false, say: () => '' };

export const sentencesOf = (
  dictionary: Dictionary,
  locale: string,
  ofSite: object = {},
): AllSentences => {
  const ours = createIntl({ locale, messages: dictionary });
  return {
    has: (key) => key in dictionary,
    say(key, values) {
      const instead: unknown = Reflect.get(ofSite, `${PLUGIN_ID}.${key}`);
      const said =
        typeof instead === 'string'
          ? createIntl({ locale, messages: { [key]: instead } }).formatMessage({ id: key }, values)
          : ours.formatMessage({ id: key }, values);
      return inItsDirection(locale, said);
    },
  };
};
