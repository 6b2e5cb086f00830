/** A password that is kept outside of the database: the name of an environment variable, or of a file. Pure. */
import { posix } from 'node:path';

export type PasswordReference =
  { kind: 'env'; name: string } | { kind: 'file'; path: string } | { kind: 'invalid' };

/** null: `text` is a password and no reference. */
export const parseReference = (text: string): PasswordReference | null => {
  const [, kind, target = ''] = /^(env|file):(.*)$/s.exec(text) ?? [];
  if (kind === 'env' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(target)) return { kind, name: target };
  // Normalized, so that `..` cannot lead out of the folder that is allowed.
  if (kind === 'file' && posix.isAbsolute(target) && posix.normalize(target) === target)
    return { kind, path: target };
  return kind === undefined ? null : { kind: 'invalid' };
};

/**
 * What the page may refer to where the site's configuration says nothing else. Whoever may change the settings can
 * have what a reference names sent to a mail server of their own, so these are names that mail secrets have.
 */
export const DEFAULT_REFERENCES = [
  'env:SMTP_*',
  'env:MAIL_*',
  'env:EMAIL_*',
  'env:OUTGOING_MAIL_*',
  'file:/run/secrets/*smtp*',
  'file:/run/secrets/*mail*',
];

/** @param patterns references in which `*` stands for anything but a slash. */
export const isAllowedReference = (reference: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => asExpression(pattern).test(reference));

const asExpression = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split('*').map(literally).join('[^/]*')}$`);

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
