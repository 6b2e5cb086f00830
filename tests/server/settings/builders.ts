/** A seal with a real cipher, and a store in memory, for the settings. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createSeal, type Seal } from '../../../server/seal';
import {
  createSettingsRegistry,
  type SettingsRegistryDependencies,
} from '../../../server/settings/registry';
import { createSettingsStore, type SettingsStore } from '../../../server/settings/store';
import type { CheckReport } from '../../../server/contract';

/** AES-256-GCM under one key, with null where Strapi's service answers null. @param key null: the site has none. */
export const aSeal = (key: Buffer | null = randomBytes(32)): Seal =>
  createSeal({
    encrypt(text) {
      if (key === null) return null;
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('hex')).join(':');
    },
    decrypt(text) {
      if (key === null) return null;
      const [iv, tag, sealed] = text.split(':').map((part) => Buffer.from(part, 'hex'));
      if (!iv || !tag || !sealed) throw new Error('not sealed here');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(tag);
        return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return null;
      }
    },
  });

/** Keeps what Strapi's core store keeps: JSON. `raw` is what lies in the database. */
export const aStore = (row?: unknown) => {
  const memory = { raw: row === undefined ? null : JSON.stringify(row) };
  const store: SettingsStore = createSettingsStore({
    get: async () => (memory.raw === null ? null : (JSON.parse(memory.raw) as unknown)),
    async set({ value }) {
      memory.raw = JSON.stringify(value);
    },
  });
  return { store, memory };
};

export const NOW = new Date('2026-11-01T12:00:00.000Z');
export const PASSED: CheckReport = { ok: true, steps: [] };

export const aRegistry = (dependencies: Partial<SettingsRegistryDependencies> = {}) =>
  createSettingsRegistry({
    store: aStore().store,
    seal: aSeal(),
    fixed: {},
    imported: {},
    network: { ports: 'any', hosts: 'any' },
    references: ['env:SMTP_*'],
    readReference: () => null,
    now: () => NOW,
    ...dependencies,
  });
