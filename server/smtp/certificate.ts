/** An encrypted connection, as facts and in one line for people. Pure. */
import type { TLSSocket } from 'node:tls';
import type { SecuredFacts } from '../contract';
import { truncateResponse } from './response';

type Secured = Pick<
  TLSSocket,
  'getProtocol' | 'getCipher' | 'getPeerCertificate' | 'authorized' | 'authorizationError'
>;

export const securedFacts = (socket: Secured): SecuredFacts => {
  const certificate = socket.getPeerCertificate();
  const until = new Date(certificate.valid_to);
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    cipher: socket.getCipher().standardName,
    subject: nameOf(certificate.subject) ?? firstOf(certificate.subjectaltname) ?? 'nobody',
    issuer: nameOf(certificate.issuer) ?? 'nobody',
    validTo: Number.isNaN(until.getTime())
      ? truncateResponse(certificate.valid_to ?? '')
      : until.toISOString(),
    verified: socket.authorized,
  };
};

/** `TLSv1.3, TLS_AES_256_GCM_SHA384; certificate of mail.example.org by R11, valid until 2026-08-01`. */
export const describeSecured = (socket: Secured): string => {
  const { protocol, cipher, subject, issuer, validTo } = securedFacts(socket);
  const parts = [
    `${protocol}, ${cipher}`,
    `certificate of ${subject}, issued by ${issuer}, valid until ${validTo.slice(0, 10)}`,
    // Only where the settings say not to verify; else there would be no connection.
    ...(socket.authorized ? [] : [`NOT VERIFIED: ${String(socket.authorizationError)}`]),
  ];
  return truncateResponse(parts.join('; '));
};

interface Holder {
  CN?: string | string[];
  O?: string | string[];
}

/** The common name, or the organisation of an authority that has none; types promise more than certificates keep. */
const nameOf = (holder: Holder | undefined): string | undefined => {
  const names = [holder?.CN ?? holder?.O ?? []].flat();
  return names.length === 0 ? undefined : truncateResponse(names.join(', '));
};

/** Of `DNS:mail.example.org, DNS:example.org`: newer certificates have no common name (RFC 9525, 2). */
const firstOf = (alternatives: string | undefined): string | undefined => {
  const [, name] = /^[^:,]+:([^,]+)/.exec(alternatives ?? '') ?? [];
  return name === undefined ? undefined : truncateResponse(name);
};
