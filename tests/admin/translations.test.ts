import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECK_STAGES, MESSAGE_STATES, OUTCOMES, STAGES } from '../../server/contract';
import { FAILURE_CASES, FAILURE_SENTENCES, inEnglish, wordsFor } from '../../server/failure-texts';
import { REFUSAL_SENTENCES } from '../../server/refusal-texts';
import { sayFailure } from '../../admin/failure-words';
import { sentencesOf } from '../../admin/use-words';
import { SETTINGS_FIELDS } from '../../admin/settings/fields';
import { LANGUAGES, type Dictionary } from '../../admin/dictionary';
import { START_WORDS, startWordsIn, t } from '../../admin/start-words';
import english from '../../admin/translations/en.json';
import panelOfPlayground from '../playground/src/admin/app';

const FOLDER = path.join(__dirname, '../../admin/translations');
const OF_SERVER = { ...FAILURE_SENTENCES, ...REFUSAL_SENTENCES };
const ALL_ENGLISH: Record<string, string> = { ...english, ...OF_SERVER };

/** As the file is; what the server says in English is in no file. */
const messagesOf = (language: string): Record<string, string> => ({
  ...(language === 'en' ? OF_SERVER : {}),
  ...(JSON.parse(readFileSync(path.join(FOLDER, `${language}.json`), 'utf8')) as object),
});

/** `{name}` and the names of plurals and selections, within them too. */
const placeholdersOf = (elements: MessageFormatElement[]): string[] =>
  elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      const options = Object.values(element.options).flatMap(({ value }) => placeholdersOf(value));
      return [element.value, ...options];
    }
    if (element.type === TYPE.tag) return [element.value, ...placeholdersOf(element.children)];
    return [element.value];
  });
const pluralsOf = (elements: MessageFormatElement[]): object[] =>
  elements.flatMap((element) => {
    if (element.type === TYPE.tag) return pluralsOf(element.children);
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    const inside = Object.values(element.options).flatMap(({ value }) => pluralsOf(value));
    return element.type === TYPE.plural ? [element.options, ...inside] : inside;
  });
const MANY_IS_MILLIONS = /^(fr|es|it|pt)/;
const placeholdersIn = (message: string): string[] =>
  [...new Set(placeholdersOf(parse(message)))].sort();

describe('the words', () => {
  it('are there for every field, stage, state and result of the contract', () => {
    const keys = [
      ...SETTINGS_FIELDS.flatMap((field) => [`field.${field}.label`, `field.${field}.hint`]),
      ...CHECK_STAGES.map((stage) => `report.stage.${stage}`),
      ...MESSAGE_STATES.map((state) => `delivery.state.${state}.words`),
      ...OUTCOMES.map((outcome) => `delivery.result.${outcome}`),
      ...STAGES.map((stage) => `during.${stage}`),
    ];
    expect(keys.filter((key) => !(key in ALL_ENGLISH))).toEqual([]);
  });

  it('carry the id of the plugin in menus, so that no other plugin can replace them', () => {
    expect(t('menu.outgoingMail')).toEqual({
      id: 'outgoing-mail.menu.outgoingMail',
      defaultMessage: 'Outgoing Mail',
    });
  });

  it('are left to the default message where a language is not translated', async () => {
    const [en, none] = await startWordsIn(['en', 'xx']);
    expect(en?.data['outgoing-mail.menu.outgoingMail']).toBe('Outgoing Mail');
    expect(none).toEqual({ locale: 'xx', data: {} });
  });

  it('are in the same languages in menus, in pages and in the folder', () => {
    const files = readdirSync(FOLDER);
    const languages = files.map((name) => name.replace(/\.json$/, '')).sort();
    expect(Object.keys(LANGUAGES).sort()).toEqual(languages);
    expect(Object.keys(START_WORDS).sort()).toEqual(languages);
  });

  it('can be looked at in the playground, in every language', () => {
    expect(['en', ...panelOfPlayground.config.locales].sort()).toEqual(
      Object.keys(LANGUAGES).sort(),
    );
  });

  it('of the server are written down once', () => {
    expect(Object.keys(OF_SERVER).filter((key) => key in english)).toEqual([]);
  });

  it.each(Object.keys(LANGUAGES))(
    'of %s have the same keys and the same placeholders',
    (language) => {
      const messages = messagesOf(language);
      expect(Object.keys(messages).sort()).toEqual(Object.keys(ALL_ENGLISH).sort());
      const places = (all: Record<string, string>) =>
        Object.entries(all)
          .map(([key, message]) => [key, placeholdersIn(message).join()])
          .sort();
      expect(places(messages)).toEqual(places(ALL_ENGLISH));
    },
  );

  it.each(Object.keys(LANGUAGES))('of %s have every plural that the language has', (language) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    // Of millions only.
    const wanted = pluralCategories.filter(
      (one) => one !== 'many' || !MANY_IS_MILLIONS.test(language),
    );
    const lacking = Object.entries(messagesOf(language)).flatMap(([key, message]) =>
      pluralsOf(parse(message))
        .flatMap((options) => wanted.filter((category) => !(category in options)))
        .map((category) => `${category} in ${key}`),
    );
    expect(lacking).toEqual([]);
  });

  it.each(Object.keys(LANGUAGES))('of %s name fields and buttons as the page does', (language) => {
    const messages = messagesOf(language);
    for (const [sentence, named] of [
      ['failure.CERTIFICATE_SELF_SIGNED.hint', 'field.tls.ca.label'],
      ['failure.CERTIFICATE_UNTRUSTED.hint', 'field.tls.ca.label'],
      ['note.tested', 'action.save'],
    ] as const)
      expect(messages[sentence]).toContain(messages[named]);
  });

  it('of a language that runs from the right say so themselves', () => {
    const arabic = messagesOf('ar') as Dictionary;
    expect(sentencesOf(arabic, 'ar').say('report.steps')).toMatch(/^\u2067[^]+\u2069$/);
    expect(sentencesOf(arabic, 'de').say('report.steps')).not.toContain('\u2067');
  });
});

describe('a failure', () => {
  const PLACE = {
    server: 'mail.example.org:587',
    host: 'mail.example.org',
    port: 587,
    stage: 'rcpt',
    seconds: 30,
    detail: 'why {not} <b>',
    count: 3,
  };
  const sentences = (other: Record<string, string> = {}) =>
    sentencesOf({ ...english, ...FAILURE_SENTENCES, ...other } satisfies Dictionary, 'de');
  const old = { message: 'As it was.', hint: 'Do it.' };

  it.each(FAILURE_CASES)('%s is said by the panel as by the server', (key) => {
    const words = { ...wordsFor(key, PLACE), within: 'PARTLY_REFUSED' };
    const said = inEnglish({ ...words, values: { ...words.values, count: 3 } });
    expect(said.message).toMatch(/[.:>]\)?$|refused/);
    expect(said.message + said.hint).not.toMatch(/\{(?!not)/);
    expect(sayFailure(sentences(), { ...old, words: { ...words, values: PLACE } })).toEqual(said);
  });

  it('is said in another language, the stage too, and a hint of its own', () => {
    const german = sentences({
      'failure.CONNECTION_CLOSED.message': '{server} war weg {during}.',
      'during.rcpt': 'beim Empfänger',
      'failure.hint.MAY_HAVE_ARRIVED': 'Erst nachsehen.',
      'failure.within.NOT_TRIED': 'Nicht versucht: {message}',
    });
    const words = {
      ...wordsFor('CONNECTION_CLOSED', PLACE, 'MAY_HAVE_ARRIVED'),
      within: 'NOT_TRIED',
    };
    expect(sayFailure(german, { ...old, words })).toEqual({
      message: 'Nicht versucht: mail.example.org:587 war weg beim Empfänger.',
      hint: 'Erst nachsehen.',
    });
  });

  it.each([
    ['without words', undefined],
    ['of another version', { key: 'TOMORROW', values: {} }],
    ['at a stage of another version', { key: 'CONNECTION_CLOSED', values: { stage: 'moon' } }],
  ])('%s keeps its English', (_, words) => {
    expect(sayFailure(sentences(), { ...old, words })).toEqual(old);
  });
});
