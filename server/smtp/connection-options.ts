/**
 * How the settings become options of a connection, for the transport (nodemailer) and for the check
 * (tls.connect) from one place, so that the two cannot disagree. Pure.
 */
import { isIP } from 'node:net';
import { createSecureContext, rootCertificates } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Encryption } from '../contract';
import type { AddressRule } from './address-rule';
import { MAX_REPLY_BYTES } from './reply';
import type { SmtpSettings } from './settings';
import type { SocketTarget } from './socket';

/** The part of tls.connect's options that the settings decide. */
export interface TlsOptions {
  rejectUnauthorized: boolean;
  minVersion: 'TLSv1.2';
  /** Name for SNI and for the certificate; absent when the host is an IP address (RFC 6066, 3). */
  servername?: string;
  /** Absent: Node's own list. */
  ca?: string[];
  secureContext?: SecureContext;
}

/** Options of a nodemailer transport, except those of its pool. Times in milliseconds. */
export interface ConnectionOptions {
  host: string;
  port: number;
  secure: boolean;
  ignoreTLS?: boolean;
  requireTLS?: boolean;
  auth?: { user: string; pass: string };
  forceAuth?: boolean;
  name?: string;
  connectionTimeout: number;
  greetingTimeout: number;
  /** Bytes of one reply. */
  maxResponseSize: number;
  tls: TlsOptions;
  disableFileAccess: true;
  disableUrlAccess: true;
}

/**
 * `secure` is always given: nodemailer takes its absence together with port 465 for implicit TLS.
 * Without `ignoreTLS` it would upgrade to any STARTTLS that is offered, without `requireTLS` it
 * would send the password in clear when somebody removes STARTTLS from the reply to EHLO.
 */
const ENCRYPTION_OPTIONS: Record<
  Encryption,
  Pick<ConnectionOptions, 'secure' | 'ignoreTLS' | 'requireTLS'>
> = {
  none: { secure: false, ignoreTLS: true },
  tls: { secure: false, requireTLS: true },
  ssl: { secure: true },
};

/** What `nodemailer.createTransport` is given, without the options of its pool. */
export const connectionOptions = (settings: SmtpSettings): ConnectionOptions => {
  const { host, port, encryption, auth, ehloName } = settings;
  const timeout = settings.timeoutSeconds * 1000;
  return {
    host,
    port,
    ...ENCRYPTION_OPTIONS[encryption],
    // forceAuth: without it nodemailer sends unauthenticated when the server offers no AUTH. An
    // empty password makes it fail before it sends anything.
    ...(auth.enabled
      ? { auth: { user: auth.username, pass: auth.password ?? '' }, forceAuth: true }
      : {}),
    ...(ehloName === '' ? {} : { name: ehloName }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    maxResponseSize: MAX_REPLY_BYTES,
    tls: tlsOptions(settings),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
};

/** What the check and the transport open their sockets with. */
export const socketTarget = (
  { host, port, timeoutSeconds }: Pick<SmtpSettings, 'host' | 'port' | 'timeoutSeconds'>,
  refuses: AddressRule,
): SocketTarget => ({
  host,
  port,
  attemptTimeout: Math.max(250, timeoutSeconds * 250),
  refuses,
});

/** What `tls.connect` is given, by nodemailer and by the check. */
export const tlsOptions = ({ host, tls }: Pick<SmtpSettings, 'host' | 'tls'>): TlsOptions => ({
  rejectUnauthorized: tls.verify,
  minVersion: 'TLSv1.2',
  ...(isIP(host) === 0 ? { servername: host } : {}),
  // `ca` replaces Node's list, therefore Node's list is in it.
  ...(tls.ca === '' ? {} : { ca: [...rootCertificates, tls.ca] }),
});

/**
 * The same options for many connections. With `ca`, Node reads all 150 certificates again for each
 * connection, about 20 ms of computing, against 0.2 ms without; read once, they cost nothing.
 */
export const readOnce = (options: TlsOptions): TlsOptions =>
  options.ca === undefined ? options : { ...options, secureContext: createSecureContext(options) };

/** Whether it is a host's full name, which strict servers ask for. */
export const ehloNameIsFull = (configured: string, hostname: string): boolean =>
  /^[^[].*\../.test(ehloName(configured, hostname));

/**
 * The name given in EHLO. Without one in the settings it is what nodemailer uses: this machine's
 * name when that is a full one, else an address literal (RFC 5321, 4.1.3).
 */
export const ehloName = (configured: string, hostname: string): string => {
  if (configured !== '') return configured;
  if (isIP(hostname) === 4) return `[${hostname}]`;
  return hostname.includes('.') ? hostname : '[127.0.0.1]';
};
