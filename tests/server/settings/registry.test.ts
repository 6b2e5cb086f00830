/** The settings in force: configuration file over saved over imported over defaults. */
import { randomBytes } from 'node:crypto';
import type { SettingsInput } from '../../../server/contract';
import { SealUnavailableError } from '../../../server/seal';
import type { SettingsRegistry } from '../../../server/settings/registry';
import { DEFAULT_SETTINGS, type Settings } from '../../../server/settings/settings';
import { aRegistry, aSeal, aStore, NOW, PASSED } from './builders';

const PASSWORD = 'c0rrect-horse';
const withSignIn: SettingsInput = {
  host: 'mail.example.com',
  encryption: 'tls',
  auth: { enabled: true, username: 'web', password: PASSWORD },
};

const save = async (registry: SettingsRegistry, input: SettingsInput) => {
  const candidate = registry.candidate(input);
  if (!candidate.ok) throw new Error(JSON.stringify(candidate.errors));
  await registry.save(candidate.value, PASSED);
};

describe('the settings in force', () => {
  it('are the defaults while there is nothing else', async () => {
    const registry = await aRegistry();
    expect(registry.current()).toEqual(DEFAULT_SETTINGS);
    expect(registry.view()).toMatchObject({
      host: 'localhost',
      port: 25,
      encryption: 'none',
      auth: { enabled: false, username: '', hasPassword: false },
      timeoutSeconds: 30,
      maxDeliveriesPerConnection: 20,
      locked: [],
      lastCheck: null,
    });
  });

  it('are taken from the file, then from what was saved, then from the provider before', async () => {
    const { store } = aStore();
    const imported = { host: 'imported', port: 26, timeoutSeconds: 7, maxConnections: 7 };
    await save(await aRegistry({ store, imported }), {
      host: 'saved',
      port: 27,
      timeoutSeconds: 8,
    });
    const registry = await aRegistry({
      store,
      imported: { ehloName: 'never' },
      fixed: { host: 'fixed', tls: { verify: false } },
    });
    expect(registry.current()).toEqual({
      ...DEFAULT_SETTINGS,
      host: 'fixed',
      port: 27,
      timeoutSeconds: 8,
      maxConnections: 7,
      tls: { verify: false, ca: '' },
    });
    expect(registry.view().locked).toEqual(['host', 'tls.verify']);
  });

  it('are there again after a restart, with the last check', async () => {
    const [{ store }, seal] = [aStore(), aSeal()];
    const registry = await aRegistry({ store, seal });
    const failure = {
      code: 'AUTH_FAILED',
      field: 'auth.password',
      message: 'm',
      hint: 'h',
    } as const;
    const candidate = registry.candidate(withSignIn);
    if (!candidate.ok) throw new Error('refused');
    await registry.save(candidate.value, { ok: false, steps: [], failure });
    const again = await aRegistry({ store, seal });
    expect(again.current()).toEqual(registry.current());
    expect(again.current().auth.password).toBe(PASSWORD);
    expect(again.view().lastCheck).toEqual({ at: NOW.toISOString(), ok: false, failure });
  });

  it('are told to everybody who listens, once they are stored', async () => {
    const { store, memory } = aStore();
    const registry = await aRegistry({ store });
    const heard: Settings[] = [];
    registry.onChange((settings) => {
      expect(memory.raw).toContain('changed');
      heard.push(settings);
    });
    registry.candidate({ host: 'only-tried' });
    await save(registry, { host: 'changed' });
    expect(heard).toEqual([registry.current()]);
    expect(heard[0]?.host).toBe('changed');
  });

  it('are those that another process has saved, when they are looked at', async () => {
    const { store } = aStore();
    const [here, there] = [await aRegistry({ store }), await aRegistry({ store })];
    const heard: string[] = [];
    there.onChange(({ host }) => void heard.push(host));
    await save(here, { host: 'changed' });
    expect(there.current().host).toBe('localhost');
    await there.refresh();
    await there.refresh();
    expect([there.current().host, there.view().lastCheck?.ok]).toEqual(['changed', true]);
    expect(heard).toEqual(['changed']);
  });

  it('are not told of again to the one that saved them', async () => {
    const registry = await aRegistry();
    let changes = 0;
    registry.onChange(() => changes++);
    await save(registry, { host: 'changed' });
    await registry.refresh();
    expect(changes).toBe(1);
  });

  it('are not those of a look that a save has overtaken', async () => {
    const { store } = aStore();
    let arrive = (): void => {};
    let isSlow = false;
    const slow = {
      ...store,
      async read() {
        const row = await store.read();
        if (isSlow) await new Promise<void>((resolve) => (arrive = resolve));
        return row;
      },
    };
    const registry = await aRegistry({ store: slow });
    isSlow = true;
    const look = registry.refresh();
    await Promise.resolve();
    isSlow = false;
    await save(registry, { host: 'newer' });
    arrive();
    await look;
    expect(registry.current().host).toBe('newer');
  });

  it('have the defaults for what an older version had not stored', async () => {
    const older = { settings: { host: 'mail.example.com' }, sealedPassword: null, lastCheck: null };
    const registry = await aRegistry({ store: aStore(older).store });
    expect(registry.current()).toEqual({ ...DEFAULT_SETTINGS, host: 'mail.example.com' });
  });

  it.each([{}, 5, [], { settings: { port: 'x' }, sealedPassword: null, lastCheck: null }])(
    'refuse to be read from the row %j, in one sentence',
    async (row) => {
      await expect(aRegistry({ store: aStore(row).store })).rejects.toThrow(
        /^The saved SMTP settings cannot be understood: [^\n]*\.$/,
      );
    },
  );
});

describe('the password', () => {
  it('is in the store sealed, and nowhere in clear; the view says only that there is one', async () => {
    const { store, memory } = aStore();
    const registry = await aRegistry({ store });
    await save(registry, withSignIn);
    expect(memory.raw).not.toContain(PASSWORD);
    expect(memory.raw).not.toContain(Buffer.from(PASSWORD).toString('base64'));
    expect(JSON.stringify(registry.view())).not.toContain(PASSWORD);
    expect(registry.view().auth).toEqual({ enabled: true, username: 'web', hasPassword: true });
  });

  it('stays when something else is saved', async () => {
    const registry = await aRegistry();
    await save(registry, withSignIn);
    await save(registry, { timeoutSeconds: 9 });
    expect(registry.current()).toMatchObject({ timeoutSeconds: 9, auth: { password: PASSWORD } });
  });

  it('that cannot be read is null but there, survives another save, and is back with its key', async () => {
    const [{ store }, key] = [aStore(), randomBytes(32)];
    await save(await aRegistry({ store, seal: aSeal(key) }), withSignIn);
    for (const seal of [aSeal(randomBytes(32)), aSeal(null)]) {
      const registry = await aRegistry({ store, seal });
      expect(registry.current().auth).toEqual({ enabled: true, username: 'web', password: null });
      expect(registry.view().auth.hasPassword).toBe(true);
      await save(registry, { timeoutSeconds: 9 });
      expect(registry.view().auth.hasPassword).toBe(true);
    }
    expect((await aRegistry({ store, seal: aSeal(key) })).current().auth.password).toBe(PASSWORD);
  });

  it('that was stored as something else entirely is unreadable, no crash', async () => {
    const { store, memory } = aStore();
    await save(await aRegistry({ store }), withSignIn);
    const row = JSON.parse(String(memory.raw)) as object;
    const registry = await aRegistry({
      store: aStore({ ...row, sealedPassword: 'garbage' }).store,
    });
    expect(registry.current().auth.password).toBeNull();
  });

  it('is refused, with nothing stored and nothing changed, when the site has no key', async () => {
    const { store, memory } = aStore();
    const registry = await aRegistry({ store, seal: aSeal(null) });
    const changes: Settings[] = [];
    registry.onChange((settings) => void changes.push(settings));
    await expect(save(registry, withSignIn)).rejects.toThrow(SealUnavailableError);
    expect([memory.raw, changes, registry.current()]).toEqual([null, [], DEFAULT_SETTINGS]);
    await save(registry, { host: 'no-password-needed' });
    expect(registry.current().host).toBe('no-password-needed');
  });

  it('is forgotten when sign-in is switched off', async () => {
    const { store, memory } = aStore();
    const registry = await aRegistry({ store });
    await save(registry, withSignIn);
    await save(registry, { auth: { enabled: false } });
    expect(registry.view().auth.hasPassword).toBe(false);
    expect(JSON.parse(String(memory.raw))).toMatchObject({ sealedPassword: null });
    expect(registry.candidate({ auth: { enabled: true } })).toMatchObject({
      ok: false,
      errors: [{ path: ['auth', 'password'] }],
    });
  });

  it('of the configuration file is never stored, and is there again when sign-in is switched on again', async () => {
    const { store, memory } = aStore();
    const named = await aRegistry({
      store,
      seal: aSeal(null),
      fixed: { auth: { username: 'web', password: PASSWORD } },
    });
    await save(named, { auth: { enabled: true } });
    expect(named.current().auth.password).toBe(PASSWORD);
    await save(named, { auth: { enabled: false } });
    const candidate = named.candidate({ auth: { enabled: true } });
    expect(candidate).toMatchObject({ ok: true, value: { auth: { password: PASSWORD } } });
    expect(memory.raw).not.toContain(PASSWORD);
  });

  it('of the configuration file cannot be led to another server by switching sign-in off in between', async () => {
    const registry = await aRegistry({
      fixed: { host: 'mail.example.com', auth: { username: 'web', password: PASSWORD } },
    });
    await save(registry, { auth: { enabled: false } });
    expect(registry.candidate({ port: 2525 })).toMatchObject({
      ok: false,
      errors: [{ path: ['port'] }],
    });
  });

  it('of an environment variable that is not set locks nothing and is needed', async () => {
    const registry = await aRegistry({
      fixed: { auth: { enabled: true, username: 'web', password: undefined } },
    });
    expect(registry.view().locked).toEqual(['auth.enabled', 'auth.username']);
    expect(registry.candidate({ timeoutSeconds: 9 })).toMatchObject({
      ok: false,
      errors: [{ path: ['auth', 'password'] }],
    });
  });

  it('of the provider before is used, and moves nowhere unless typed', async () => {
    const registry = await aRegistry({ imported: withSignIn });
    expect(registry.view().auth.hasPassword).toBe(true);
    expect(registry.candidate({ host: 'evil.example' })).toMatchObject({
      ok: false,
      errors: [{ path: ['auth', 'password'] }],
    });
  });
});

describe('a reference to the password', () => {
  const referring: SettingsInput = {
    ...withSignIn,
    auth: { enabled: true, username: 'web', password: 'env:SMTP_PASSWORD' },
  };
  const readReference = () => PASSWORD;
  // A reference goes only to servers that the site names.
  const aSite: typeof aRegistry = (dependencies) =>
    aRegistry({ network: { ports: 'any', hosts: [String(withSignIn.host)] }, ...dependencies });

  it('is stored and shown; what it names is used, and is stored nowhere', async () => {
    const { store, memory } = aStore();
    const registry = await aSite({ store, readReference, seal: aSeal(null) });
    await save(registry, referring);
    for (const each of [registry, await aSite({ store, readReference })]) {
      expect(each.current().auth.password).toBe(PASSWORD);
      expect(each.view()).toMatchObject({
        auth: { hasPassword: true },
        passwordReference: 'env:SMTP_PASSWORD',
        warnings: [],
      });
    }
    expect(memory.raw).not.toContain(PASSWORD);
  });

  it('is refused where it names nothing', async () => {
    expect((await aSite()).candidate(referring)).toMatchObject({
      ok: false,
      errors: [{ path: ['auth', 'password'], message: expect.stringContaining('SMTP_PASSWORD') }],
    });
  });

  it('that names nothing any more is no empty password, and the page says so', async () => {
    const { store } = aStore();
    await save(await aSite({ store, readReference }), referring);
    const registry = await aSite({ store });
    expect(registry.current().auth.password).toBeNull();
    expect(registry.view()).toMatchObject({
      auth: { hasPassword: true },
      warnings: ['PASSWORD_UNREADABLE'],
    });
  });

  it('in the configuration file may name anything', async () => {
    const registry = await aRegistry({
      readReference,
      fixed: { auth: { enabled: true, username: 'web', password: 'file:/anywhere' } },
    });
    expect(registry.current().auth.password).toBe(PASSWORD);
    expect(registry.view().passwordReference).toBe('file:/anywhere');
  });
});

describe('warnings', () => {
  it('say what the settings in force leave open', async () => {
    const registry = await aRegistry({
      imported: { ...withSignIn, encryption: 'none', tls: { verify: false } },
    });
    expect(registry.view().warnings).toEqual(['PASSWORD_IN_CLEAR']);
    await save(registry, { encryption: 'ssl', auth: { password: PASSWORD } });
    expect(registry.view().warnings).toEqual(['CERTIFICATE_NOT_CHECKED']);
    await save(registry, { tls: { verify: true }, auth: { password: PASSWORD } });
    expect(registry.view().warnings).toEqual([]);
  });
});
