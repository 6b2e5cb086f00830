/**
 * What the panel says, looked up where it looks it up: the same test can be run in another language. What the mail server
 * or Strapi itself says is not in here.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createIntl } from 'react-intl';
import type { MessageKey } from '../../admin/dictionary';
import { START_WORDS, type StartKey } from '../../admin/start-words';
import english from '../../admin/translations/en.json';
import { FAILURE_SENTENCES, type FailureCase } from '../../server/failure-texts';
import { REFUSAL_SENTENCES, type RefusalCase } from '../../server/refusal-texts';
import type { Stage } from '../../server/vocabulary';

const TRANSLATIONS = path.join(__dirname, '..', '..', 'admin', 'translations');

type KeyOfServer =
  `failure.${FailureCase}.${'message' | 'hint'}` | `during.${Stage}` | `refusal.${RefusalCase}`;
export type SentenceKey = MessageKey | StartKey | KeyOfServer;
export type Say = (key: SentenceKey, values?: Record<string, string | number>) => string;

/** Every sentence of the plugin by its key; English stands in where one is not translated, as in the panel. */
export const messagesIn = (language: string): Record<string, string> => ({
  ...english,
  ...FAILURE_SENTENCES,
  ...REFUSAL_SENTENCES,
  ...START_WORDS.en,
  ...START_WORDS[language],
  ...(JSON.parse(readFileSync(path.join(TRANSLATIONS, `${language}.json`), 'utf8')) as object),
});

/** @param language of the panel, such as `de` */
export const wordsIn = (language: string): Say => {
  const intl = createIntl({ locale: language, messages: messagesIn(language), onError: () => {} });
  return (key, values) => intl.formatMessage({ id: key }, values);
};
