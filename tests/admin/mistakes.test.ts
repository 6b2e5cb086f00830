import { describe, expect, it } from '@jest/globals';
import type { SettingsView } from '../../server/contract';
import type { FormValues } from '../../admin/settings/fields';
import { mistakesIn } from '../../admin/settings/mistakes';
import { valuesOf } from '../../admin/settings/values';
import { viewWith } from './view';

const mistakes = (changes: Partial<FormValues>, view: SettingsView = viewWith()) =>
  mistakesIn(view, { ...valuesOf(view), ...changes });

describe('what is seen to be wrong before the server is asked', () => {
  it('is nothing in settings that are saved', () => {
    expect(mistakes({})).toEqual({});
  });

  it.each(['', ' ', 'abc', '2.5', '-1', '1e3', '0', '65536', '99999999999'])(
    'is the port %p, with the numbers that would be right',
    (port) => {
      // The stored password belongs to the port before.
      expect(mistakes({ port, 'auth.password': 'x' })).toEqual({
        port: { key: 'mistake.number', values: { min: 1, max: 65_535 } },
      });
    },
  );

  it.each<[Partial<FormValues>, number]>([
    [{ timeoutSeconds: '601' }, 600],
    [{ maxDeliveriesPerConnection: '10001' }, 10_000],
    [{ maxConnections: '51' }, 50],
  ])('is a number above its range: %p', (changes, max) => {
    expect(Object.values(mistakes(changes))).toEqual([
      { key: 'mistake.number', values: { min: 1, max } },
    ]);
  });

  it.each([
    [' ', 'mistake.host.blank'],
    ['https://mail.example.com', 'mistake.host.scheme'],
    ['mail.example.com:587', 'mistake.host.port'],
    ['mail example', 'mistake.host.form'],
    ['ann@example.com', 'mistake.host.form'],
  ])('is the host %p: %s', (host, key) => {
    expect(mistakes({ host, 'auth.password': 'x' })).toEqual({ host: { key } });
  });

  it.each(['localhost', '127.0.0.1', '::1', 'fe80::1', 'smtp_1', 'mail.example.com.'])(
    'is not the host %p',
    (host) => {
      expect(mistakes({ host, 'auth.password': 'x' })).toEqual({});
    },
  );

  it('is sign-in without a user name, and without a password', () => {
    const view = viewWith({ auth: { enabled: false, username: '', hasPassword: false } });
    expect(mistakes({ 'auth.enabled': true }, view)).toEqual({
      'auth.username': { key: 'mistake.username.blank' },
      'auth.password': { key: 'mistake.password.blank' },
    });
    expect(mistakes({}, view)).toEqual({});
  });

  it('is a stored password that would go to another server', () => {
    expect(mistakes({ host: 'other.example' })).toEqual({
      'auth.password': { key: 'mistake.password.again' },
    });
  });

  it.each<[keyof FormValues, string, string]>([
    ['ehloName', 'two words', 'mistake.ehloName'],
    ['sender.from', 'nobody', 'mistake.address'],
    ['sender.replyTo', 'My Site <>', 'mistake.address'],
  ])('is %s = %p', (field, typed, key) => {
    expect(mistakes({ [field]: typed })).toEqual({ [field]: { key } });
  });

  it('is a certificate that is none', () => {
    expect(mistakes({ 'tls.ca': 'MIIB', 'auth.password': 'x' })).toEqual({
      'tls.ca': { key: 'mistake.ca' },
    });
  });

  it.each(['[127.0.0.1]', '[IPv6:::1]', 'www.example.com', 'localhost', ''])(
    'is not the EHLO name %p',
    (ehloName) => {
      expect(mistakes({ ehloName })).toEqual({});
    },
  );

  it('is nothing in a field that the configuration of the site fixes: nobody could correct it here', () => {
    const locked = viewWith({ host: 'odd host', locked: ['host'] });
    expect(mistakes({}, locked)).toEqual({});
  });
});
