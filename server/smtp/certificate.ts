/** An encrypted connection in one line, for people. Pure. */
import type { TLSSocket } from 'node:tls';
import { truncateResponse } from './response';

type Secured = Pick<
  TLSSocket,
  'getProtocol' | 'getCipher' | 'getPeerCertificate' | 'authorized' | 'authorizationError'
>;

/** `TLSv1.3, TLS_AES_256_GCM_SHA384; certificate of mail.example.org by R11, valid until 2026-08-01`. */
export const describeSecured = (socket: Secured): string => {
  const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
  const until = new Date(validTo);
  const parts = [
    `${socket.getProtocol() ?? 'TLS'}, ${socket.getCipher().standardName}`,
    `certificate of ${nameOf(subject)}, issued by ${nameOf(issuer)}, valid until ${
      Number.isNaN(until.getTime()) ? validTo : until.toISOString().slice(0, 10)
    }`,
    // Only where the settings say not to verify; else there would be no connection.
    ...(socket.authorized ? [] : [`NOT VERIFIED: ${String(socket.authorizationError)}`]),
  ];
  return truncateResponse(parts.join('; '));
};

/** The common name, or the organisation of an authority that has none; types promise more than certificates keep. */
const nameOf = (holder: { CN?: string | string[]; O?: string | string[] } | undefined): string =>
  [holder?.CN ?? holder?.O ?? 'nobody'].flat().join(', ');
