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
  Promise.resolve(
    locales.map((locale) => ({ locale, data: withPluginPrefix(translations[locale] ?? {}) })),
  );

/** A translation is one more file in `translations/`, and one more line here. */
const translations: Record<string, Partial<typeof english>> = { en: english };

const withPluginPrefix = (messages: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [`${PLUGIN_ID}.${key}`, message]),
  );
