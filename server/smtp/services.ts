/** The well-known mail services, from nodemailer's own list. */
import { createRequire } from 'node:module';
import type { MailService, ServiceSignIn } from '../contract';

/** Required, because Node imports JSON only with an attribute that bundlers do not keep. */
const listed = (): Record<string, Listed> =>
  createRequire(import.meta.url)('nodemailer/lib/well-known/services.json') as Record<
    string,
    Listed
  >;

/** Where the password of the mailbox, or of the account, is not what is asked for; by the host, for several names share one. */
const SIGN_INS: readonly [host: RegExp, signIn: ServiceSignIn][] = [
  [/^smtp\.gmail\.com$|\.mail\.yahoo\.com$|\.me\.com$|\.fastmail\.com$/, 'app-password'],
  [/\.(zoho\.com|aol\.com|yandex\.(ru|com)|mail\.ru|qq\.com|proton\.(me|ch))$/, 'app-password'],
  [/\.office365\.com$|\.(live|outlook)\.com$/, 'oauth2'],
  [
    /\.(sendgrid\.net|mailgun\.org|postmarkapp\.com|amazonaws\.com|mailjet\.com|mandrillapp\.com)$/,
    'api-key',
  ],
  [
    /\.(sparkpostmail\.com|elasticemail\.com|sendinblue\.com|resend\.com|mailersend\.net|smtp2go\.com)$/,
    'api-key',
  ],
  [/\.(ohmysmtp\.com|loops\.so|mailtrap\.io|brevo\.com|sendpulse\.com)$/, 'api-key'],
];

/** Sorted by name. What has no host, as tools for development on the same machine, and what names no port, is left out. */
export const mailServices = (): MailService[] =>
  Object.entries(listed())
    .flatMap(([id, service]) => serviceOf(id, service))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));

interface Listed {
  description?: string;
  host?: string;
  port?: number | string;
  secure?: boolean;
  ignoreTLS?: boolean;
}

function serviceOf(
  id: string,
  { description, host, port, secure, ignoreTLS }: Listed,
): MailService[] {
  if (host === undefined || port === undefined || ignoreTLS === true) return [];
  const signIn = SIGN_INS.find(([pattern]) => pattern.test(host))?.[1] ?? null;
  // Two entries name port 465 and nothing of encryption.
  const encryption = secure === true || Number(port) === 465 ? 'ssl' : 'tls';
  return [{ id, name: description ?? id, host, port: Number(port), encryption, signIn }];
}
