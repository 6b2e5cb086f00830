import { PLUGIN_ID } from '../server/contract';
import english from './translations/en.json';

/** Every sentence of the admin panel has a key in `translations/en.json`; a wrong one does not compile. */
export type MessageKey = keyof typeof english;

/** A message for `formatMessage`; English stands in where a translation lacks it. */
export const t = (key: MessageKey) => ({
  id: `${PLUGIN_ID}.${key}`,
  defaultMessage: english[key],
});

/** The messages of the locales that the panel asks for, under ids that cannot meet another plugin's. */
export const loadTranslations = (locales: string[]) =>
  Promise.all(
    locales.map(async (locale) => ({ locale, data: withPluginPrefix(await messagesIn(locale)) })),
  );

/** A translation is one more file in `translations/`; a locale without one reads English. */
const messagesIn = async (locale: string): Promise<Record<string, string>> => {
  try {
    const file: { default: Record<string, string> } = await import(`./translations/${locale}.json`);
    return file.default;
  } catch {
    return {};
  }
};

const withPluginPrefix = (messages: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [`${PLUGIN_ID}.${key}`, message]),
  );
