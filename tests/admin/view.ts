import type { SettingsView } from '../../server/contract';

/** Saved settings as the server shows them, changed where a test cares. */
export const viewWith = (changes: Partial<SettingsView> = {}): SettingsView => ({
  host: 'mail.example.com',
  port: 587,
  encryption: 'tls',
  auth: { enabled: true, username: 'site', hasPassword: true },
  timeoutSeconds: 30,
  maxDeliveriesPerConnection: 20,
  maxConnections: 5,
  ehloName: '',
  tls: { verify: true, ca: '' },
  sender: { from: '', replyTo: '', force: false },
  locked: [],
  lastCheck: null,
  passwordReference: null,
  warnings: [],
  ...changes,
});
