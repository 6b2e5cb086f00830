/** Settings for tests of the SMTP room. */
import type { SmtpSettings } from '../../../server/smtp/settings';

export const SIGN_IN = { user: 'web', pass: 'pa$$ wörd+secret' };

type Overrides = Partial<Omit<SmtpSettings, 'auth' | 'tls'>> & {
  auth?: Partial<SmtpSettings['auth']>;
  tls?: Partial<SmtpSettings['tls']>;
};

export const smtpSettings = ({ auth, tls, ...flat }: Overrides = {}): SmtpSettings => ({
  host: 'mail.example.org',
  port: 587,
  encryption: 'none',
  timeoutSeconds: 5,
  maxDeliveriesPerConnection: 20,
  maxConnections: 5,
  ehloName: '',
  ...flat,
  auth: { enabled: false, username: '', password: null, ...auth },
  tls: { verify: true, ca: '', ...tls },
});

/** Sign-in with the right user name and password of the scripted server. */
export const signedIn = { enabled: true, username: SIGN_IN.user, password: SIGN_IN.pass };
