/**
 * The few words that Strapi's own menus show of this plugin. They are loaded with the panel; everything else that
 * the plugin says is fetched when one of its pages is opened (dictionary.ts), so that the panel's start stays small.
 */
import { PLUGIN_ID } from '../server/contract';

const ENGLISH = {
  'menu.section': 'Mail',
  'menu.outgoingMail': 'Outgoing Mail',
  'menu.widget': 'Outgoing mail',
  'menu.widgetLink': 'Status and history',
};

export type StartKey = keyof typeof ENGLISH;

/** A language is one more line here, and one more file in `translations/`. */
export const START_WORDS: Record<string, Record<StartKey, string>> = { en: ENGLISH };

/** For Strapi's menus, under an id that cannot meet another plugin's. */
export const t = (key: StartKey) => ({
  id: `${PLUGIN_ID}.${key}`,
  defaultMessage: ENGLISH[key],
});

/** What Strapi asks every plugin for at its start. */
export const startWordsIn = (locales: string[]) =>
  Promise.resolve(
    locales.map((locale) => ({ locale, data: withPluginPrefix(START_WORDS[locale] ?? {}) })),
  );

const withPluginPrefix = (words: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).map(([key, word]) => [`${PLUGIN_ID}.${key}`, word]));
