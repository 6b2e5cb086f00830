/** What those who may read the settings see of them: an allow-list, never a password. Pure. */
import type { LastCheck, SecurityWarning, SettingsField, SettingsView } from '../contract';
import { travelsInClear } from './change';
import type { Settings } from './settings';

export interface ViewExtras {
  hasPassword: boolean;
  locked: SettingsField[];
  lastCheck: LastCheck | null;
}

export const toView = (
  settings: Settings,
  { hasPassword, locked, lastCheck }: ViewExtras,
): SettingsView => ({
  host: settings.host,
  port: settings.port,
  encryption: settings.encryption,
  auth: { enabled: settings.auth.enabled, username: settings.auth.username, hasPassword },
  timeoutSeconds: settings.timeoutSeconds,
  maxDeliveriesPerConnection: settings.maxDeliveriesPerConnection,
  maxConnections: settings.maxConnections,
  ehloName: settings.ehloName,
  tls: { verify: settings.tls.verify, ca: settings.tls.ca },
  sender: {
    from: settings.sender.from,
    replyTo: settings.sender.replyTo,
    force: settings.sender.force,
  },
  locked,
  lastCheck,
  passwordReference: settings.auth.reference ?? null,
  warnings: warningsOn(settings),
});

export const warningsOn = (settings: Settings): SecurityWarning[] => {
  const { auth, encryption, tls } = settings;
  const applies: Record<SecurityWarning, boolean> = {
    PASSWORD_UNREADABLE: auth.enabled && auth.password === null,
    PASSWORD_IN_CLEAR: travelsInClear(settings),
    CERTIFICATE_NOT_CHECKED: encryption !== 'none' && !tls.verify,
  };
  return (Object.keys(applies) as SecurityWarning[]).filter((warning) => applies[warning]);
};

/** The same for the log. */
export const WARNING_WORDS: Record<SecurityWarning, string> = {
  PASSWORD_UNREADABLE:
    'The password of the mail server cannot be read: enter it again on the page SMTP Server. Mail is kept as drafts until then.',
  PASSWORD_IN_CLEAR:
    'User name and password of the mail server travel unencrypted to another machine.',
  CERTIFICATE_NOT_CHECKED:
    'The certificate of the mail server is not checked: whoever is between this site and the server can read mail and password.',
};
