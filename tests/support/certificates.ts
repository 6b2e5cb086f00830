/** Certificates of the scripted SMTP server; see certificates/README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';

export type CertificateName =
  'valid' | 'self-signed' | 'expired' | 'wrong-name' | 'not-yet-valid' | 'mail-example-com';

const read = (file: string): string => readFileSync(join(__dirname, 'certificates', file), 'utf8');

/** The CA that vouches for `valid`, `expired` and `wrong-name`; goes into the setting `tls.ca`. */
export const testCa = (): string => read('ca.pem');

/** A certificate in PEM form. */
export const certificate = (name: CertificateName): string => read(`${name}.pem`);

/** Of all of them. */
export const privateKey = (): string => read('key.pem');

export const secureContext = (name: CertificateName, version?: OldTls): SecureContext =>
  createSecureContext({
    cert: certificate(name),
    key: privateKey(),
    ...(version === undefined ? {} : onlyWith(version)),
  });

/** Versions that nobody should speak any more (RFC 8996). */
export type OldTls = 'TLSv1' | 'TLSv1.1';

/** OpenSSL 3 does not speak them above security level 0. */
export const onlyWith = (version: OldTls) => ({
  minVersion: version,
  maxVersion: version,
  ciphers: 'DEFAULT:@SECLEVEL=0',
});
