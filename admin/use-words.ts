import { useMemo } from 'react';
import { createIntl, useIntl } from 'react-intl';
import { PLUGIN_ID } from '../server/contract';
import { useDictionary, type Dictionary, type MessageKey } from './dictionary';

export type Say = (key: MessageKey, values?: Record<string, string | number>) => string;

/**
 * Says a sentence of `translations/` in the user's language; nothing until that language is here. A site may put
 * a sentence of its own in the place of ours, in the translations of its admin panel, under `outgoing-mail.<key>`.
 */
export const useWords = (): Say => {
  const { locale, messages } = useIntl();
  const dictionary = useDictionary(locale);
  return useMemo(
    () => (dictionary === null ? sayNothing : sayFrom(dictionary, locale, messages)),
    [dictionary, locale, messages],
  );
};

const sayNothing: Say = () => '';

const sayFrom = (dictionary: Dictionary, locale: string, ofSite: object): Say => {
  const ours = createIntl({ locale, messages: dictionary });
  return (key, values) => {
    const instead: unknown = Reflect.get(ofSite, `${PLUGIN_ID}.${key}`);
    return typeof instead === 'string'
      ? createIntl({ locale, messages: { [key]: instead } }).formatMessage({ id: key }, values)
      : ours.formatMessage({ id: key }, values);
  };
};
