/**
 * What is said against a request and against single fields of it: in English, and by which key the admin panel says the same
 * in the reader's language. Pure. Of a field, English begins with a verb and stands after the field's name; every other
 * language has a whole sentence. What the page never sends, such as text in the place of a number, is not in here.
 */
import type { RefusalWords } from './contract';
import { fillIn, type Values } from './fill-in';

export const NO_ENCRYPTION_KEY =
  'Nothing secret can be stored, because the site has no encryption key: set admin.secrets.encryptionKey ' +
  '(config/admin, usually from the environment variable ENCRYPTION_KEY) and start Strapi again.';

const REFUSALS = {
  HOST_FORM:
    'must be a host name such as mail.example.com or an IP address, without a scheme or a port',
  EHLO_FORM: 'must be a host name such as www.example.com, or empty for this machine’s own name',
  CA_FORM: 'must be certificates in PEM form (-----BEGIN CERTIFICATE----- …), or empty',
  SENDER_FORM: 'must be one address such as “{example}”, or empty',
  TOO_LONG: 'is longer than {max, number} characters',
  CONTROLS: 'must be one line without control characters',
  LOCKED: 'is set in the site’s configuration and cannot be changed here',
  LOCKED_WITH_PASSWORD:
    'cannot be changed here while the password is set in the site’s configuration: that password is only for the server it was set for',
  PORTS:
    'must be one of {ports}; other ports are opened by network.ports in the plugin’s configuration',
  HOSTS: 'must be one of {hosts}; others are opened by network.hosts in the plugin’s configuration',
  REFERENCE_FORM: 'must be the password, env:NAME or file:/absolute/path',
  REFERENCE_NOT_ALLOWED:
    'refers to what this page may not read; it may read {references} (passwordReferences in the plugin’s configuration)',
  REFERENCE_NONE_ALLOWED:
    'refers to what this page may not read; it may read nothing (passwordReferences in the plugin’s configuration)',
  REFERENCE_HOST:
    'is a reference, and what it refers to goes only to mail servers that the site itself names: add {host} to network.hosts in the plugin’s configuration, or set smtp.host there',
  REFERENCE_UNREADABLE:
    'refers to {reference}, where there is no password: it is not set, cannot be read, or is no single line of up to {max, number} characters',
  PASSWORD_MISSING: 'is missing: authentication needs a password',
  PASSWORD_AGAIN:
    'must be typed again, because {fields} changed: the stored password is only for the server it was entered for',
  NO_KEY: `was not stored. ${NO_ENCRYPTION_KEY}`,

  TOO_MANY_CHECKS: 'Too many checks of the mail server: try again in {seconds} seconds.',
  SENDING: 'This message is being sent right now.',
  SENT_BEFORE: 'This message was accepted by the mail server already.',
  IN_DOUBT:
    'The mail server may have accepted this message already. Confirm with mayDuplicate: true to send it all the same.',
  MISSING: 'There is no such outgoing message.',
};

export type RefusalCase = keyof typeof REFUSALS;

export interface Refusal {
  message: string;
  words: RefusalWords;
}

export const refusal = (key: RefusalCase, values: Values = {}): Refusal => ({
  message: fillIn(REFUSALS[key], values),
  words: { key, values },
});

/** Every sentence by its key: `refusal.<case>`. */
export const REFUSAL_SENTENCES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(REFUSALS).map(([key, sentence]) => [`refusal.${key}`, sentence]),
);
