import { PLUGIN_ID } from '../server/contract';
import english from './translations/en.json';

/** Every sentence of the admin panel has a key in `translations/en.json`; a wrong one does not compile. */
export type MessageKey = keyof typeof english;

/** Under an id that cannot meet another plugin's. */
export const withPluginId = (key: string): string => `${PLUGIN_ID}.${key}`;

/** A message for `formatMessage`; English stands in where a translation lacks it. */
export const t = (key: MessageKey) => ({
  id: withPluginId(key),
  defaultMessage: english[key],
});

/** The messages of the locales that the panel asks for. */
export const loadTranslations = (locales: string[]) =>
  Promise.all(
    locales.map(async (locale) => ({ locale, data: withPluginIds(await messagesIn(locale)) })),
  );

/** A translation is one more file in `translations/`, and one more line here. */
const translations: Record<string, Record<string, string>> = { en: english };

/** What is said about failures is written down in English once, where the server says it too. */
const messagesIn = async (locale: string): Promise<Record<string, string>> => {
  const messages = translations[locale] ?? {};
  if (locale !== 'en') return messages;
  const { FAILURE_SENTENCES } = await import('../server/failure-texts');
  return { ...messages, ...FAILURE_SENTENCES };
};

const withPluginIds = (messages: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [withPluginId(key), message]),
  );
