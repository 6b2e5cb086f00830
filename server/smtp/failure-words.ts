/** How the words of a failure are made up. Pure. */
import type { FailureCode, SettingsField, Stage } from '../contract';

export interface Place {
  /** `host:port`. */
  server: string;
  host: string;
  port: number;
  stage: Stage;
  seconds: number;
  /** The error's own words, one line; for failures that are not the mail server's. */
  detail: string;
}

export interface FailureText {
  code: FailureCode;
  field?: SettingsField | ((place: Place) => SettingsField | undefined);
  message: (place: Place) => string;
  hint: string;
}

/** What the server was doing, or should have done. */
export const DURING: Record<Stage, string> = {
  settings: 'before the connection',
  connect: 'while connecting',
  greeting: 'before its greeting',
  ehlo: 'after the introduction (EHLO)',
  tls: 'while encryption was being set up',
  auth: 'during sign-in',
  mail: 'when it was told the sender',
  rcpt: 'when it was told a recipient',
  data: 'while the message was being handed over',
  reply: 'before it confirmed the message',
  rset: 'when the test was being ended',
};
