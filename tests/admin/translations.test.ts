import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHECK_STAGES, MESSAGE_STATES, OUTCOMES } from '../../server/contract';
import { LANGUAGES } from '../../admin/dictionary';
import { SETTINGS_FIELDS } from '../../admin/settings/fields';
import { START_WORDS, startWordsIn, t } from '../../admin/start-words';
import english from '../../admin/translations/en.json';

describe('the words', () => {
  it('are there for every field, stage, state and result of the contract', () => {
    const keys = [
      ...SETTINGS_FIELDS.flatMap((field) => [`field.${field}.label`, `field.${field}.hint`]),
      ...CHECK_STAGES.map((stage) => `report.stage.${stage}`),
      ...MESSAGE_STATES.map((state) => `delivery.state.${state}.words`),
      ...OUTCOMES.map((outcome) => `delivery.result.${outcome}`),
    ];
    expect(keys.filter((key) => !(key in english))).toEqual([]);
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
    const files = readdirSync(path.join(__dirname, '../../admin/translations'));
    const languages = files.map((name) => name.replace(/\.json$/, '')).sort();
    expect(Object.keys(LANGUAGES).sort()).toEqual(languages);
    expect(Object.keys(START_WORDS).sort()).toEqual(languages);
  });
});
