/** The sentences of the plugin's own pages, one language at a time, fetched when the first of them is to be said. */
import { useSyncExternalStore } from 'react';
import type english from './translations/en.json';

/** Every sentence of the admin panel has a key in `translations/en.json`; a wrong one does not compile. */
export type MessageKey = keyof typeof english;
export type Dictionary = Record<MessageKey, string>;

type Language = () => Promise<{ default: Dictionary }>;

const ENGLISH: Language = () => import('./translations/en.json');

/** A translation is one more file in `translations/`, and one more line here and in start-words.ts. */
export const LANGUAGES: Record<string, Language> = { en: ENGLISH };

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
  (LANGUAGES[locale] ?? ENGLISH)()
    .then((loaded) => {
      dictionaries.set(locale, loaded.default);
      listeners.forEach((tell) => tell());
    })
    // The network was away for a moment: whoever says something next asks again.
    .catch(() => underWay.delete(locale));
};

/** English where a language is not translated; null until it is here. */
export const useDictionary = (locale: string): Dictionary | null =>
  useSyncExternalStore(listen, () => {
    const found = dictionaries.get(locale);
    if (found === undefined) load(locale);
    return found ?? null;
  });
