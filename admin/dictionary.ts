/** The sentences of the plugin's own pages, one language at a time, fetched when the first of them is to be said. */
import { useSyncExternalStore } from 'react';
import { inItsDirection } from './right-to-left';
import type ofPanel from './translations/en.json';

/** Every sentence of the admin panel has a key in `translations/en.json`; a wrong one does not compile. */
export type MessageKey = keyof typeof ofPanel;
/** The sentences about failures and refusals too, which are no keys of the panel's own. */
export type Dictionary = Record<MessageKey, string> & Readonly<Record<string, string>>;

type Language = () => Promise<Dictionary>;

/** What is said about failures and refusals is written down in English once, where the server says it too. */
const english: Language = async () => {
  const [{ default: ofPanel }, { FAILURE_SENTENCES }, { REFUSAL_SENTENCES }] = await Promise.all([
    import('./translations/en.json'),
    import('../server/failure-texts'),
    import('../server/refusal-texts'),
  ]);
  return { ...ofPanel, ...FAILURE_SENTENCES, ...REFUSAL_SENTENCES };
};

/** A translation is one more file in `translations/`, and one more line here and in start-words.ts. */
export const LANGUAGES: Record<string, Language> = {
  en: english,
  fr: async () => (await import('./translations/fr.json')).default,
  de: async () => (await import('./translations/de.json')).default,
  es: async () => (await import('./translations/es.json')).default,
  'pt-BR': async () => (await import('./translations/pt-BR.json')).default,
  it: async () => (await import('./translations/it.json')).default,
  nl: async () => (await import('./translations/nl.json')).default,
  pl: async () => (await import('./translations/pl.json')).default,
  cs: async () => (await import('./translations/cs.json')).default,
  uk: async () => (await import('./translations/uk.json')).default,
  ja: async () => (await import('./translations/ja.json')).default,
  'zh-Hans': async () => (await import('./translations/zh-Hans.json')).default,
  ar: async () => (await import('./translations/ar.json')).default,
};

const dictionaries = new Map<string, Dictionary>();
const listeners = new Set<() => void>();
const underWay = new Set<string>();

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

const load = (locale: string): void => {
  if (underWay.has(locale)) return;
  underWay.add(locale);
  (LANGUAGES[locale] ?? english)()
    .then((loaded) => {
      dictionaries.set(locale, loaded);
      listeners.forEach((tell) => tell());
    })
    // The network was away for a moment: whoever says something next asks again.
    .catch(() => underWay.delete(locale));
};

/**
 * A sentence without placeholders where React's hooks cannot be used: Strapi asks for names and choices in the midst of
 * its own work. undefined: the language is not here yet, and is fetched now.
 */
export const wordsNow = (key: MessageKey): string | undefined => {
  // Where Strapi keeps the language of the panel.
  const locale = document.documentElement.lang;
  const found = dictionaries.get(locale);
  if (found === undefined) load(locale);
  return found && inItsDirection(locale, found[key]);
};

/** English where a language is not translated; null until it is here. */
export const useDictionary = (locale: string): Dictionary | null =>
  useSyncExternalStore(listen, () => {
    const found = dictionaries.get(locale);
    if (found === undefined) load(locale);
    return found ?? null;
  });
