import { describe, expect, it } from '@jest/globals';
import { REMEDIES, type Remedy } from '../../server/contract';
import {
  changesBy,
  fieldToLookAt,
  isWhole,
  labelOf,
  possibleRemedies,
} from '../../admin/settings/remedies';
import english from '../../admin/translations/en.json';

const USE_587: Remedy = {
  id: 'USE_PORT',
  set: { port: 587, encryption: 'tls' },
  field: 'port',
};
const NAME: Remedy = { id: 'SET_EHLO_NAME', field: 'ehloName' };

describe('a remedy', () => {
  it('has words for each that there is', () => {
    const keys = REMEDIES.map((id) => labelOf({ id, field: 'port' }).key);
    expect(keys.filter((key) => !(key in english))).toEqual([]);
    expect(new Set(keys).size).toBe(REMEDIES.length);
  });

  it('says where it leads, the port as it is typed', () => {
    expect(labelOf(USE_587)).toEqual({
      key: 'remedy.USE_PORT',
      values: { encryption: 'tls', port: '587' },
    });
    expect(
      labelOf({ id: 'USE_SSL', set: { encryption: 'ssl', port: 465 }, field: 'port' }),
    ).toEqual({
      key: 'remedy.USE_SSL.port',
      values: { encryption: 'ssl', port: '465' },
    });
  });

  it('becomes what the form holds', () => {
    expect(changesBy(USE_587)).toEqual({ port: '587', encryption: 'tls' });
    expect(
      changesBy({ id: 'ENABLE_AUTH', set: { 'auth.enabled': true }, field: 'auth.enabled' }),
    ).toEqual({ 'auth.enabled': true });
    expect(
      changesBy({ id: 'WAIT_LONGER', set: { timeoutSeconds: 60 }, field: 'timeoutSeconds' }),
    ).toEqual({ timeoutSeconds: '60' });
  });

  it('is whole by itself, or waits for what a person enters', () => {
    expect([USE_587, NAME].map(isWhole)).toEqual([true, false]);
  });

  it('is not offered where the configuration of the site fixes what it would change', () => {
    expect(possibleRemedies([USE_587, NAME], { locked: ['encryption'] })).toEqual([NAME]);
    expect(possibleRemedies(undefined, { locked: [] })).toEqual([]);
  });
});

describe('the field to look at', () => {
  it('is named beside remedies that change something, and once where a remedy leads there', () => {
    expect(fieldToLookAt('port', [USE_587])).toBe('port');
    expect(fieldToLookAt('ehloName', [NAME])).toBeUndefined();
  });
});
