import { describe, expect, it } from '@jest/globals';
import type { MailService } from '../../server/contract';
import { validityOf } from '../../admin/settings/certificate';
import { changesFor, mayBeFilledIn, serviceIn } from '../../admin/settings/services';

const service = (id: string, host: string): MailService => ({
  id,
  name: id,
  host,
  port: 465,
  encryption: 'ssl',
  signIn: null,
});
const SERVICES = [service('One', 'smtp.one.example'), service('Twin', 'smtp.one.example')];

describe('a mail service', () => {
  it('fills in host, port and encryption', () => {
    expect(changesFor(service('One', 'smtp.one.example'))).toEqual({
      host: 'smtp.one.example',
      port: '465',
      encryption: 'ssl',
    });
  });

  it('is known by the server that the form names, and the chosen one of several', () => {
    expect(serviceIn(SERVICES, { host: ' SMTP.one.example ' }, null)?.id).toBe('One');
    expect(serviceIn(SERVICES, { host: 'smtp.one.example' }, 'Twin')?.id).toBe('Twin');
    expect(serviceIn(SERVICES, { host: 'elsewhere.example' }, 'Twin')).toBeUndefined();
  });

  it('is not offered where half of it could not be filled in', () => {
    expect(mayBeFilledIn({ locked: ['ehloName'] })).toBe(true);
    expect(mayBeFilledIn({ locked: ['port'] })).toBe(false);
  });
});

describe('a certificate', () => {
  const NOW = Date.parse('2026-11-25T12:00:00Z');
  it.each([
    ['2026-11-25T18:00:00Z', 0, true],
    ['2026-12-24T12:00:00Z', 29, true],
    ['2026-12-25T12:00:00Z', 30, false],
    ['2026-11-24T12:00:00Z', -1, true],
  ])('valid to %s has %p days left', (validTo, days, endsSoon) => {
    expect(validityOf(validTo, NOW)).toEqual({ days, endsSoon });
  });

  it('whose date cannot be read says nothing', () => {
    expect(validityOf('some day', NOW)).toBeNull();
  });
});
