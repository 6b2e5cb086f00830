import { describe, expect, it } from '@jest/globals';
import { CHECK_STAGES, MESSAGE_STATES, OUTCOMES } from '../../server/contract';
import { SETTINGS_FIELDS } from '../../admin/settings/fields';
import { loadTranslations, t } from '../../admin/translate';
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

  it('carry the id of the plugin, so that no other plugin can replace them', () => {
    expect(t('page.title')).toEqual({
      id: 'outgoing-mail.page.title',
      defaultMessage: 'SMTP Server',
    });
  });

  it('are English where a language is not translated', async () => {
    const [en, none] = await loadTranslations(['en', 'xx']);
    expect(en?.data['outgoing-mail.page.title']).toBe('SMTP Server');
    expect(none).toEqual({ locale: 'xx', data: {} });
  });
});
