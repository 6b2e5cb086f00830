/** Where the saved settings lie: one row of Strapi's core store, the password sealed. */
import { z } from 'zod';
import { FAILURE_CODES, type LastCheck, type SettingsField, type SettingsInput } from '../contract';
import { once } from '../once';
import { inOneSentence, invalidFields } from '../validation';
import { settingsFields } from './fields';

/** What lies in the database. The password is never here in clear. */
export interface SavedSettings {
  settings: Omit<SettingsInput, 'auth'> & { auth?: { enabled?: boolean; username?: string } };
  sealedPassword: string | null;
  /** Where the password is read from instead; rows of older versions have none. */
  passwordReference?: string;
  lastCheck: LastCheck | null;
}

export interface SettingsStore {
  /** null: nothing was saved yet. @throws Error when the row is not ours to understand. */
  read(): Promise<SavedSettings | null>;
  write(saved: SavedSettings): Promise<void>;
}

/** The part of `strapi.store` that is used. */
interface KeyValueStore {
  get(params: { key: string }): Promise<unknown>;
  set(params: { key: string; value: unknown }): Promise<void>;
}

const KEY = 'settings';

const failureWords = () =>
  z.object({
    key: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
    within: z.string().optional(),
    hint: z.string().optional(),
  });

const lastCheck = (): z.ZodType<LastCheck> =>
  z.object({
    at: z.string(),
    ok: z.boolean(),
    failure: z
      .object({
        code: z.enum(FAILURE_CODES),
        field: z.custom<SettingsField>((value) => typeof value === 'string').optional(),
        message: z.string(),
        hint: z.string(),
        words: failureWords().optional(),
      })
      .optional(),
  });

// A stored row is parsed like anything from outside: it may come from another version or another site.
// What an older version did not know yet is not there: the registry lays the rest over the defaults.
const savedSettings = once(() =>
  z.object({
    settings: z.object({
      ...settingsFields(),
      auth: settingsFields().auth.unwrap().omit({ password: true }).optional(),
    }),
    sealedPassword: z.string().nullable(),
    passwordReference: z.string().optional(),
    lastCheck: lastCheck().nullable(),
  }),
);

export const createSettingsStore = (store: KeyValueStore): SettingsStore => ({
  async read() {
    const row = await store.get({ key: KEY });
    if (row === null || row === undefined) return null;
    const parsed = savedSettings().safeParse(row);
    if (parsed.success) return parsed.data;
    throw new Error(
      `The saved SMTP settings cannot be understood: ${inOneSentence(invalidFields(parsed.error))}.`,
    );
  },
  write: (saved) => store.set({ key: KEY, value: saved }),
});
