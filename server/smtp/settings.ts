/** What the SMTP room needs to know about the saved settings. Types only. */
import type { Encryption } from '../contract';

export interface SmtpSettings {
  host: string;
  port: number;
  encryption: Encryption;
  /** `password`: null when none is stored, or when the stored one cannot be decrypted any more. */
  auth: { enabled: boolean; username: string; password: string | null };
  /** Seconds. */
  timeoutSeconds: number;
  maxDeliveriesPerConnection: number;
  maxConnections: number;
  /** Empty: this machine's own host name. */
  ehloName: string;
  /** `ca`: PEM certificates trusted beside Node's own list; empty: none. */
  tls: { verify: boolean; ca: string };
}
