/** How settings change, and what stands against it. */
import type { SettingsInput } from '../../../server/contract';
import {
  changeSettings,
  type ChangeRules,
  fieldsGivenBy,
  type Settings,
  withInput,
} from '../../../server/settings/settings';
import { someSettings } from '../../support/builders';
import { certificatePem } from './certificate';

const signedIn = (settings: Partial<Settings> = {}): Settings =>
  someSettings({
    host: 'mail.example.com',
    auth: { enabled: true, username: 'web', password: 'old' },
    ...settings,
  });

const change = (current: Settings, input: SettingsInput, rules: Partial<ChangeRules> = {}) =>
  changeSettings(current, input, {
    locked: [],
    hasPassword: current.auth.password !== null,
    allowedPorts: 'any',
    ...rules,
  });

const refusals = (...parameters: Parameters<typeof change>): string[] => {
  const changed = change(...parameters);
  return changed.ok ? [] : changed.errors.map(({ path }) => path.join('.'));
};

describe('input laid over settings', () => {
  it('keeps what it does not name', () => {
    const base = signedIn({
      tls: { verify: false, ca: 'x' },
      sender: { from: 'a@b', replyTo: 'c@d' },
    });
    expect(withInput(base, {})).toEqual(base);
    expect(withInput(base, { tls: {}, auth: {}, sender: {}, host: undefined })).toEqual(base);
    expect(withInput(base, { sender: { replyTo: '' }, port: 26 })).toEqual({
      ...base,
      port: 26,
      sender: { from: 'a@b', replyTo: '' },
    });
  });

  it('forgets the password when sign-in is switched off, even one that comes along', () => {
    expect(withInput(signedIn(), { auth: { enabled: false } }).auth.password).toBeNull();
    expect(
      withInput(signedIn(), { auth: { enabled: false, password: 'new' } }).auth.password,
    ).toBeNull();
  });

  it('counts only fields with a value as given', () => {
    expect(
      fieldsGivenBy({
        host: undefined,
        port: 1,
        auth: { username: 'x', password: undefined },
        tls: {},
      }),
    ).toEqual(['port', 'auth.username']);
  });
});

describe('a stored password', () => {
  it.each<[string, SettingsInput]>([
    ['the host', { host: 'evil.example' }],
    ['the port', { port: 26 }],
    ['the encryption', { encryption: 'tls' }],
    ['the user name', { auth: { username: 'root' } }],
    ['whether certificates are verified', { tls: { verify: false } }],
    ['trusted certificates', { tls: { ca: certificatePem } }],
  ])('must be typed again when %s changes', (_, input) => {
    expect(refusals(signedIn(), input)).toEqual(['auth.password']);
    expect(refusals(signedIn(), { ...input, auth: { ...input.auth, password: 'typed' } })).toEqual(
      [],
    );
  });

  it('must be typed again when it cannot be read', () => {
    const unreadable = signedIn({ auth: { enabled: true, username: 'web', password: null } });
    expect(refusals(unreadable, { host: 'evil.example' }, { hasPassword: true })).toEqual([
      'auth.password',
    ]);
    expect(refusals(unreadable, { timeoutSeconds: 9 }, { hasPassword: true })).toEqual([]);
  });

  it('stays for changes that do not move it, and for the same values sent back', () => {
    const same: SettingsInput = {
      host: 'mail.example.com',
      port: 25,
      encryption: 'none',
      auth: { enabled: true, username: 'web' },
    };
    const changed = change(signedIn(), {
      ...same,
      timeoutSeconds: 9,
      ehloName: 'x',
      maxConnections: 1,
      sender: { from: 'a@b' },
    });
    expect(changed).toMatchObject({ ok: true, value: { auth: { password: 'old' } } });
  });

  it('does not survive switching sign-in off, so that it cannot be led elsewhere in two steps', () => {
    const off = withInput(signedIn(), { auth: { enabled: false } });
    const moved = withInput(off, { host: 'evil.example' });
    expect(refusals(moved, { auth: { enabled: true } }, { hasPassword: false })).toEqual([
      'auth.password',
    ]);
  });
});

describe('sign-in', () => {
  it('needs a user name and a password', () => {
    expect(refusals(someSettings(), { auth: { enabled: true } })).toEqual([
      'auth.username',
      'auth.password',
    ]);
    expect(
      refusals(someSettings(), { auth: { enabled: true, username: 'a', password: 'b' } }),
    ).toEqual([]);
    expect(refusals(signedIn(), { auth: { username: '' } })).toContain('auth.username');
  });
});

describe('a field fixed by the configuration file', () => {
  it('is refused, at any level, but may be sent back unchanged', () => {
    const locked: ChangeRules['locked'] = ['host', 'tls.verify'];
    expect(refusals(someSettings(), { host: 'x', tls: { verify: false } }, { locked })).toEqual([
      'host',
      'tls.verify',
    ]);
    expect(
      refusals(someSettings(), { host: '127.0.0.1', tls: { verify: true } }, { locked }),
    ).toEqual([]);
  });

  it('is no oracle when it is the password', () => {
    const locked: ChangeRules['locked'] = ['auth.password'];
    for (const password of ['old', 'other']) {
      expect(refusals(signedIn(), { auth: { password } }, { locked })).toEqual(['auth.password']);
    }
  });

  it.each<[string, SettingsInput]>([
    ['host', { host: 'evil.example' }],
    ['port', { port: 26 }],
    ['encryption', { encryption: 'ssl' }],
    ['auth.username', { auth: { username: 'root' } }],
    ['tls.verify', { tls: { verify: false } }],
    ['tls.ca', { tls: { ca: certificatePem } }],
  ])('keeps %s with it when it is the password, with sign-in on or off', (field, input) => {
    const locked: ChangeRules['locked'] = ['auth.password'];
    const off = { ...input, auth: { ...input.auth, enabled: false } };
    expect(refusals(signedIn(), input, { locked })).toEqual([field]);
    expect(refusals(signedIn(), off, { locked })).toEqual([field]);
  });
});

describe('the list of ports', () => {
  it('bounds a change, not what is there already, and says the way out', () => {
    const allowedPorts = [25, 587];
    expect(refusals(someSettings(), { port: 22 }, { allowedPorts })).toEqual(['port']);
    expect(refusals(someSettings(), { port: 587 }, { allowedPorts })).toEqual([]);
    expect(
      refusals(someSettings({ port: 1025 }), { port: 1025, host: 'x' }, { allowedPorts }),
    ).toEqual([]);
    expect(refusals(someSettings(), { port: 22 })).toEqual([]);
    expect(JSON.stringify(change(someSettings(), { port: 22 }, { allowedPorts }))).toContain(
      'network.ports',
    );
  });
});
