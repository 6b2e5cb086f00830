/** The settings in force: configuration file over saved over imported over defaults. */
import type { CheckReport, LastCheck, SettingsInput, SettingsView } from '../contract';
import type { Seal } from '../seal';
import type { Parsed } from '../validation';
import {
  changeSettings,
  DEFAULT_SETTINGS,
  fieldsGivenBy,
  type Settings,
  toView,
  withInput,
} from './settings';
import type { SavedSettings, SettingsStore } from './store';

export interface SettingsRegistry {
  /** The settings in force. The password is null when it is missing or cannot be read. */
  current(): Settings;
  view(): SettingsView;
  /** The settings as they would be after `input`, or what stands against it. Stores nothing. */
  candidate(input: SettingsInput): Parsed<Settings>;
  /**
   * Stores a candidate and puts it in force.
   * @throws SealUnavailableError when there is a password and the site has no encryption key.
   */
  save(candidate: Settings, report: CheckReport): Promise<void>;
  /** Called with every newly saved set of settings. */
  onChange(listener: (settings: Settings) => void): void;
}

export interface SettingsRegistryDependencies {
  store: SettingsStore;
  seal: Seal;
  /** `smtp` of the plugin's configuration: fixed, shown locked on the page. */
  fixed: SettingsInput;
  /** Used until something is saved, for instance the options of the provider that was there before. */
  imported: SettingsInput;
  allowedPorts: number[] | 'any';
  now: () => Date;
}

export const createSettingsRegistry = async ({
  store,
  seal,
  fixed,
  imported,
  allowedPorts,
  now,
}: SettingsRegistryDependencies): Promise<SettingsRegistry> => {
  const locked = fieldsGivenBy(fixed);
  const initial = withInput(DEFAULT_SETTINGS, imported);
  const listeners: ((settings: Settings) => void)[] = [];

  let hasPassword = false;
  let lastCheck: LastCheck | null = null;
  let current = adopt(await store.read());

  function adopt(saved: SavedSettings | null): Settings {
    lastCheck = saved?.lastCheck ?? null;
    const base = saved === null ? initial : opened(saved);
    const effective = withInput(base, fixed);
    hasPassword =
      effective.auth.password !== null ||
      (effective.auth.enabled && saved !== null && saved.sealedPassword !== null);
    return effective;
  }

  function opened({ settings, sealedPassword }: SavedSettings): Settings {
    const base = withInput(DEFAULT_SETTINGS, settings);
    const password = sealedPassword === null ? null : seal.open(sealedPassword);
    return { ...base, auth: { ...base.auth, password } };
  }

  /** The password as it is to be stored: nothing, what was stored already, or the new one, sealed. */
  async function sealPassword(password: string | null): Promise<string | null> {
    if (fixed.auth?.password !== undefined) return null;
    if (password !== null) return seal.close(password);
    // Unreadable now, but the key may come back: an unrelated save must not throw it away.
    return (await store.read())?.sealedPassword ?? null;
  }

  return {
    current: () => current,
    view: () => toView(current, { hasPassword, locked, lastCheck }),
    candidate(input) {
      const next = changeSettings(current, input, { locked, hasPassword, allowedPorts });
      // Sign-in that is switched on again uses the password of the configuration file.
      return next.ok ? { ok: true, value: withInput(next.value, fixed) } : next;
    },
    async save(candidate, report) {
      const { password, ...auth } = candidate.auth;
      const saved: SavedSettings = {
        settings: { ...candidate, auth },
        sealedPassword: auth.enabled ? await sealPassword(password) : null,
        lastCheck: { at: now().toISOString(), ok: report.ok, failure: report.failure },
      };
      await store.write(saved);
      current = adopt(saved);
      listeners.forEach((listener) => listener(current));
    },
    onChange: (listener) => void listeners.push(listener),
  };
};
