/**
 * The few words that Strapi's own menus show of this plugin. They are loaded with the panel; everything else that
 * the plugin says is fetched when one of its pages is opened (dictionary.ts), so that the panel's start stays small.
 */
import { MESSAGE_NAME, PLUGIN_ID } from '../server/contract';

const ENGLISH = {
  'menu.section': 'Mail',
  'menu.outgoingMail': 'Outgoing Mail',
  'menu.widget': 'Outgoing mail',
  'menu.widgetLink': 'Status and history',
  'menu.messages': MESSAGE_NAME,
};

export type StartKey = keyof typeof ENGLISH;

/** A language is one more line here, and one more file in `translations/`. */
export const START_WORDS: Record<string, Record<StartKey, string>> = {
  en: ENGLISH,
  fr: {
    'menu.section': 'E-mail',
    'menu.outgoingMail': 'Envoi des e-mails',
    'menu.widget': 'Envoi des e-mails',
    'menu.widgetLink': 'Statut et historique',
    'menu.messages': 'Messages sortants',
  },
  de: {
    'menu.section': 'E-Mail',
    'menu.outgoingMail': 'E-Mail-Versand',
    'menu.widget': 'E-Mail-Versand',
    'menu.widgetLink': 'Status und Verlauf',
    'menu.messages': 'Ausgehende Nachrichten',
  },
  es: {
    'menu.section': 'Correo',
    'menu.outgoingMail': 'Correo saliente',
    'menu.widget': 'Correo saliente',
    'menu.widgetLink': 'Estado e historial',
    'menu.messages': 'Mensajes salientes',
  },
  'pt-BR': {
    'menu.section': 'E-mail',
    'menu.outgoingMail': 'E-mails de saída',
    'menu.widget': 'E-mails de saída',
    'menu.widgetLink': 'Status e histórico',
    'menu.messages': 'Mensagens de saída',
  },
  it: {
    'menu.section': 'Posta',
    'menu.outgoingMail': 'Posta in uscita',
    'menu.widget': 'Posta in uscita',
    'menu.widgetLink': 'Stato e cronologia',
    'menu.messages': 'Messaggi in uscita',
  },
  nl: {
    'menu.section': 'E-mail',
    'menu.outgoingMail': 'Uitgaande e-mail',
    'menu.widget': 'Uitgaande e-mail',
    'menu.widgetLink': 'Status en geschiedenis',
    'menu.messages': 'Uitgaande berichten',
  },
  pl: {
    'menu.section': 'Poczta',
    'menu.outgoingMail': 'Poczta wychodząca',
    'menu.widget': 'Poczta wychodząca',
    'menu.widgetLink': 'Stan i historia',
    'menu.messages': 'Wiadomości wychodzące',
  },
  cs: {
    'menu.section': 'Pošta',
    'menu.outgoingMail': 'Odchozí pošta',
    'menu.widget': 'Odchozí pošta',
    'menu.widgetLink': 'Stav a historie',
    'menu.messages': 'Odchozí zprávy',
  },
  uk: {
    'menu.section': 'Пошта',
    'menu.outgoingMail': 'Вихідна пошта',
    'menu.widget': 'Вихідна пошта',
    'menu.widgetLink': 'Стан та історія',
    'menu.messages': 'Вихідні листи',
  },
  ja: {
    'menu.section': 'メール',
    'menu.outgoingMail': '送信メール',
    'menu.widget': '送信メール',
    'menu.widgetLink': 'ステータスと履歴',
    'menu.messages': '送信メッセージ',
  },
  'zh-Hans': {
    'menu.section': '邮件',
    'menu.outgoingMail': '外发邮件',
    'menu.widget': '外发邮件',
    'menu.widgetLink': '状态与历史记录',
    'menu.messages': '外发邮件',
  },
  ar: {
    'menu.section': 'البريد',
    'menu.outgoingMail': 'البريد الصادر',
    'menu.widget': 'البريد الصادر',
    'menu.widgetLink': 'الحالة والسجل',
    'menu.messages': 'الرسائل الصادرة',
  },
};

/** For Strapi's menus, under an id that cannot meet another plugin's. */
export const t = (key: StartKey) => ({
  id: idOf(key),
  defaultMessage: ENGLISH[key],
});

/** What Strapi asks every plugin for at its start. */
export const startWordsIn = (locales: string[]) =>
  Promise.resolve(
    locales.map((locale) => ({ locale, data: withPluginPrefix(START_WORDS[locale] ?? {}) })),
  );

const withPluginPrefix = (words: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).map(([key, word]) => [idOf(key), word]));

/** Strapi looks the name of a content type up by the name itself. */
const idOf = (key: string): string =>
  key === 'menu.messages' ? MESSAGE_NAME : `${PLUGIN_ID}.${key}`;
