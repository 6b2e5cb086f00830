/**
 * What the panel says, looked up where it looks it up: the same test can be run in another language. What the mail server
 * or Strapi itself says is not in here.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createIntl } from 'react-intl';
import type { MessageKey } from '../../admin/dictionary';
import english from '../../admin/translations/en.json';

const TRANSLATIONS = path.join(__dirname, '..', '..', 'admin', 'translations');

const messagesIn = (language: string): Record<string, string> => ({
  ...english,
  ...(JSON.parse(readFileSync(path.join(TRANSLATIONS, `${language}.json`), 'utf8')) as object),
});

export type Say = (key: MessageKey, values?: Record<string, string | number>) => string;

/** @param language of the panel, such as `de`; English stands in where a sentence is not translated, as in the panel */
export const wordsIn = (language: string): Say => {
  const intl = createIntl({ locale: language, messages: messagesIn(language), onError: () => {} });
  return (key, values) => intl.formatMessage({ id: key }, values);
};
