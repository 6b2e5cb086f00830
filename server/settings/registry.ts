/** The settings in force: configuration file over saved over imported over defaults. */
import type {
  CheckReport,
  LastCheck,
  SettingsField,
  SettingsInput,
  SettingsView,
} from '../contract';
import { refusal } from '../refusal-texts';
import type { Seal } from '../seal';
import type { Parsed } from '../validation';
import { type ChangeRules, changeSettings } from './change';
import { PASSWORD_LENGTH } from './fields';
import type { ReadReference } from './read-reference';
import { DEFAULT_SETTINGS, fieldsGivenBy, type Settings, withInput } from './settings';
import type { SavedSettings, SettingsStore } from './store';
import { toView } from './view';

export interface SettingsRegistry {
  /** The settings in force. The password is null when it is missing or cannot be read. */
  current(): Settings;
  view(): SettingsView;
  /** The settings as they would be after `input`, or what stands against it. Stores nothing. */
  candidate(input: SettingsInput, consent?: { confirmClearText?: boolean }): Parsed<Settings>;
  /**
   * Stores a candidate and puts it in force.
   * @throws SealUnavailableError when there is a password and the site has no encryption key.
   */
  save(candidate: Settings, report: CheckReport): Promise<void>;
  /** Takes over what another process of the site has saved since. */
  refresh(): Promise<void>;
  /** Called with every newly saved set of settings, also those of another process. */
  onChange(listener: (settings: Settings) => void): void;
}

export interface SettingsRegistryDependencies extends Pick<ChangeRules, 'network' | 'references'> {
  store: SettingsStore;
  seal: Seal;
  readReference: ReadReference;
  /** `smtp` of the plugin's configuration: fixed, shown locked on the page. */
  fixed: SettingsInput;
  /** Used until something is saved, for instance the options of the provider that was there before. */
  imported: SettingsInput;
  now: () => Date;
}

export const createSettingsRegistry = async ({
  store,
  seal,
  readReference,
  fixed,
  imported,
  network,
  references,
  now,
}: SettingsRegistryDependencies): Promise<SettingsRegistry> => {
  const locked: SettingsField[] = fieldsGivenBy(fixed);
  const initial = withInput(DEFAULT_SETTINGS, imported);
  const listeners: ((settings: Settings) => void)[] = [];

  let hasPassword = false;
  let lastCheck: LastCheck | null = null;
  /** As it was read last: what is compared is what lies there. */
  let known = '';
  /** A read that a save overtook tells of the past. */
  let saves = 0;
  let current = take(await store.read());

  function take(saved: SavedSettings | null): Settings {
    known = JSON.stringify(saved);
    return adopt(saved);
  }

  function adopt(saved: SavedSettings | null): Settings {
    lastCheck = saved?.lastCheck ?? null;
    const base = saved === null ? initial : opened(saved);
    const effective = dereferenced(withInput(base, fixed));
    hasPassword =
      effective.auth.password !== null ||
      effective.auth.reference !== undefined ||
      (effective.auth.enabled && saved !== null && saved.sealedPassword !== null);
    return effective;
  }

  function opened({ settings, sealedPassword, passwordReference }: SavedSettings): Settings {
    const base = withInput(DEFAULT_SETTINGS, settings);
    const password = sealedPassword === null ? null : seal.open(sealedPassword);
    return { ...base, auth: { ...base.auth, password, reference: passwordReference } };
  }

  function dereferenced(settings: Settings): Settings {
    const { auth } = settings;
    if (auth.reference === undefined) return settings;
    return { ...settings, auth: { ...auth, password: readReference(auth.reference) } };
  }

  /** The password as it is to be stored: nothing, what was stored already, or the new one, sealed. */
  async function sealPassword(password: string | null): Promise<string | null> {
    if (fixed.auth?.password !== undefined) return null;
    if (password !== null) return seal.close(password);
    // Unreadable now, but the key may come back: an unrelated save must not throw it away.
    return (await store.read())?.sealedPassword ?? null;
  }

  const tell = () => listeners.forEach((listener) => listener(current));

  return {
    current: () => current,
    view: () => toView(current, { hasPassword, locked, lastCheck }),
    candidate(input, { confirmClearText = false } = {}) {
      const rules = { locked, hasPassword, network, references, confirmClearText };
      const next = changeSettings(current, input, rules);
      if (!next.ok) return next;
      // Sign-in that is switched on again uses the password of the configuration file.
      const value = dereferenced(withInput(next.value, fixed));
      const { reference, password } = value.auth;
      return input.auth?.password !== undefined && reference !== undefined && password === null
        ? unreadable(reference)
        : { ok: true, value };
    },
    async save(candidate, report) {
      const { password, reference, ...auth } = candidate.auth;
      const isStored = auth.enabled && reference === undefined;
      const saved: SavedSettings = {
        settings: { ...candidate, auth },
        sealedPassword: isStored ? await sealPassword(password) : null,
        passwordReference: fixed.auth?.password === undefined ? reference : undefined,
        lastCheck: { at: now().toISOString(), ok: report.ok, failure: lasting(report.failure) },
      };
      saves++;
      await store.write(saved);
      current = take((await store.read()) ?? saved);
      saves++;
      tell();
    },
    async refresh() {
      const before = saves;
      const saved = await store.read();
      if (saves !== before || JSON.stringify(saved) === known) return;
      current = take(saved);
      tell();
    },
    onChange: (listener) => void listeners.push(listener),
  };
};

/** What helps depends on what may be changed, and that may be something else by the time it is read. */
const lasting = (failure: CheckReport['failure']): LastCheck['failure'] =>
  failure && { ...failure, remedies: undefined };

const unreadable = (reference: string): Parsed<Settings> => ({
  ok: false,
  errors: [
    {
      path: ['auth', 'password'],
      ...refusal('REFERENCE_UNREADABLE', { reference, max: PASSWORD_LENGTH }),
    },
  ],
});
