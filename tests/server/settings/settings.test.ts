/** How settings change, and what stands against it. */
import type { SettingsInput } from '../../../server/contract';
import { changeSettings, type ChangeRules } from '../../../server/settings/change';
import { fieldsGivenBy, type Settings, withInput } from '../../../server/settings/settings';
import { someSettings } from '../../support/builders';
import { certificatePem } from './certificate';

const signedIn = (settings: Partial<Settings> = {}): Settings =>
  someSettings({
    host: 'mail.example.com',
    encryption: 'tls',
    auth: { enabled: true, username: 'web', password: 'old' },
    ...settings,
  });

const ANYWHERE: ChangeRules['network'] = { ports: 'any', hosts: 'any' };

const change = (current: Settings, input: SettingsInput, rules: Partial<ChangeRules> = {}) =>
  changeSettings(current, input, {
    locked: [],
    hasPassword: current.auth.password !== null,
    network: ANYWHERE,
    references: [],
    confirmClearText: false,
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
      sender: { from: 'a@b', replyTo: 'c@d', force: true },
    });
    expect(withInput(base, {})).toEqual(base);
    expect(withInput(base, { tls: {}, auth: {}, sender: {}, host: undefined })).toEqual(base);
    expect(withInput(base, { sender: { replyTo: '' }, port: 26 })).toEqual({
      ...base,
      port: 26,
      sender: { from: 'a@b', replyTo: '', force: true },
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
    ['the encryption', { encryption: 'ssl' }],
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
      encryption: 'tls',
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
  it('bounds a change of the destination, not what is there already, and says the way out', () => {
    const network = { ...ANYWHERE, ports: [25, 587] };
    expect(refusals(someSettings(), { port: 22 }, { network })).toEqual(['port']);
    expect(refusals(someSettings(), { port: 587 }, { network })).toEqual([]);
    const exotic = someSettings({ port: 1025 });
    expect(refusals(exotic, { port: 1025, timeoutSeconds: 9 }, { network })).toEqual([]);
    // Otherwise one exotic port would open that port of every machine.
    expect(refusals(exotic, { host: 'x' }, { network })).toEqual(['port']);
    expect(refusals(someSettings(), { port: 22 })).toEqual([]);
    expect(JSON.stringify(change(someSettings(), { port: 22 }, { network }))).toContain(
      'network.ports',
    );
  });
});

describe('the list of hosts', () => {
  it('bounds a change of the host, and says the way out', () => {
    const network: ChangeRules['network'] = { ...ANYWHERE, hosts: ['mail.example.com'] };
    expect(refusals(someSettings(), { host: 'evil.example' }, { network })).toEqual(['host']);
    expect(refusals(someSettings(), { host: 'mail.example.com' }, { network })).toEqual([]);
    expect(refusals(someSettings({ host: 'old' }), { port: 26 }, { network })).toEqual([]);
  });
});

describe('a password that would travel in clear text', () => {
  const input: SettingsInput = {
    host: 'mail.example.com',
    auth: { enabled: true, username: 'web', password: 'x' },
  };
  const confirmed = { confirmClearText: true };

  it('is refused until somebody confirms it', () => {
    expect(refusals(someSettings(), input)).toEqual(['confirmClearText']);
    expect(refusals(someSettings(), input, confirmed)).toEqual([]);
  });

  it.each(['localhost', '127.0.0.1', '127.8.8.8', '::1', 'mail.localhost'])(
    'never leaves this machine when the host is %s',
    (host) => expect(refusals(someSettings(), { ...input, host })).toEqual([]),
  );

  it.each(['localhost.example.com', '128.0.0.1', '127.example.com', '10.0.0.1', '::2'])(
    'leaves it when the host is %s',
    (host) => expect(refusals(someSettings(), { ...input, host })).toEqual(['confirmClearText']),
  );

  it('is not asked about where it is encrypted, or once it is confirmed', () => {
    expect(refusals(someSettings(), { ...input, encryption: 'tls' })).toEqual([]);
    const inClear = signedIn({ encryption: 'none' });
    expect(refusals(inClear, { timeoutSeconds: 9 })).toEqual([]);
    expect(refusals(inClear, { auth: { password: 'new' } })).toEqual([]);
  });

  it('is asked about again when it would go somewhere else', () => {
    const inClear = signedIn({ encryption: 'none' });
    expect(refusals(inClear, { host: 'other.example', auth: { password: 'x' } })).toEqual([
      'confirmClearText',
    ]);
    expect(refusals(signedIn(), { encryption: 'none', auth: { password: 'x' } })).toEqual([
      'confirmClearText',
    ]);
  });
});

describe('a reference to the password', () => {
  const signInWith = (password: string): SettingsInput => ({
    encryption: 'tls',
    auth: { enabled: true, username: 'web', password },
  });
  const references = ['env:SMTP_*', 'file:/run/secrets/*mail*'];

  it.each(['env:SMTP_PASSWORD', 'file:/run/secrets/mail', 'file:/run/secrets/site.mail.txt'])(
    'may be %s',
    (reference) =>
      expect(change(someSettings(), signInWith(reference), { references })).toMatchObject({
        ok: true,
        value: { auth: { reference, password: null } },
      }),
  );

  it.each([
    'env:ADMIN_JWT_SECRET',
    'env:X_SMTP_PASSWORD',
    'env:SMTP_*',
    'env:',
    'env:A B',
    'file:/etc/passwd',
    'file:/run/secrets/database',
    'file:/run/secrets/../secrets/mail',
    'file:/run/secrets/mail/../../../etc/passwd',
    'file:/run/secrets/x/mail',
    'file:mail',
    'file:',
  ])('is refused when it is %s', (reference) =>
    expect(refusals(someSettings(), signInWith(reference), { references })).toEqual([
      'auth.password',
    ]),
  );

  describe('goes only to servers that the site itself names', () => {
    const elsewhere = { ...signInWith('env:SMTP_PASSWORD'), host: 'mail.example.org' };

    it('so the page may not name one for it', () =>
      expect(refusals(someSettings(), elsewhere, { references })).toEqual(['auth.password']));

    it.each<[string, Partial<ChangeRules>, Partial<Settings>]>([
      ['among the hosts', { network: { ports: 'any', hosts: ['mail.example.org'] } }, {}],
      ['as the fixed host', { locked: ['host'] }, { host: 'mail.example.org' }],
    ])('which they are %s', (_, rules, settings) =>
      expect(change(someSettings(settings), elsewhere, { references, ...rules })).toMatchObject({
        ok: true,
        value: { auth: { reference: 'env:SMTP_PASSWORD' } },
      }),
    );

    it('and a host that was saved before it was narrowed down is none of them', () => {
      const rules = { references, network: { ports: 'any' as const, hosts: ['other.example'] } };
      const saved = someSettings({ host: 'mail.example.org' });
      expect(refusals(saved, elsewhere, rules)).toEqual(['auth.password']);
    });
  });

  it('is not kept for another server', () => {
    const referring = signedIn({
      auth: { enabled: true, username: 'web', password: 'x', reference: 'env:SMTP_PASSWORD' },
    });
    expect(refusals(referring, { host: 'evil.example' }, { hasPassword: true })).toEqual([
      'auth.password',
    ]);
    expect(change(referring, { timeoutSeconds: 9 }, { hasPassword: true })).toMatchObject({
      ok: true,
      value: { auth: { reference: 'env:SMTP_PASSWORD' } },
    });
  });

  it('gives way to a password that is typed', () => {
    const referring = signedIn({
      auth: { enabled: true, username: 'web', password: 'x', reference: 'env:SMTP_PASSWORD' },
    });
    const changed = change(referring, { auth: { password: 'typed' } });
    expect(changed.ok && changed.value.auth).toEqual({
      enabled: true,
      username: 'web',
      password: 'typed',
      reference: undefined,
    });
  });
});
