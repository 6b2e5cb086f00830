/** The options of Strapi's own nodemailer provider, as our settings. */
import { settingsFromProviderOptions } from '../../../server/settings/import';

const auth = { user: 'web', pass: 'secret' };
const signedIn = { auth: { enabled: true, username: 'web', password: 'secret' } };

describe('the options of the provider that was there before', () => {
  it.each<[string, unknown, object]>([
    [
      'no encryption without sign-in',
      { host: 'h', port: 25 },
      { host: 'h', port: 25, encryption: 'none' },
    ],
    [
      'STARTTLS on the submission port',
      { host: 'h', port: 587 },
      { host: 'h', port: 587, encryption: 'tls' },
    ],
    [
      'the submission port where none is named',
      { host: 'h' },
      { host: 'h', port: 587, encryption: 'none' },
    ],
    [
      'implicit TLS by `secure`',
      { host: 'h', secure: true },
      { host: 'h', port: 465, encryption: 'ssl' },
    ],
    [
      'implicit TLS by the port',
      { host: 'h', port: 465 },
      { host: 'h', port: 465, encryption: 'ssl' },
    ],
    [
      'a port written as text',
      { host: 'h', port: '2525' },
      { host: 'h', port: 2525, encryption: 'none' },
    ],
    [
      'STARTTLS for a password',
      { host: 'h', port: 25, secure: false, auth },
      { host: 'h', port: 25, encryption: 'tls', ...signedIn },
    ],
    [
      'STARTTLS by `requireTLS`',
      { host: 'h', port: 25, requireTLS: true },
      { host: 'h', port: 25, encryption: 'tls' },
    ],
    [
      'clear text by `ignoreTLS`',
      { host: 'h', port: 25, ignoreTLS: true, auth },
      { host: 'h', port: 25, encryption: 'none', ...signedIn },
    ],
    [
      'certificates that are not verified',
      { host: 'h', port: 465, tls: { rejectUnauthorized: false } },
      { host: 'h', port: 465, encryption: 'ssl', tls: { verify: false } },
    ],
    [
      'no sign-in without a user name',
      { host: 'h', port: 25, auth: { user: '', pass: 'x' } },
      { host: 'h', port: 25, encryption: 'none' },
    ],
    [
      'no sign-in by OAuth2',
      { host: 'h', port: 25, auth: { type: 'OAuth2', user: 'x', accessToken: 'y' } },
      { host: 'h', port: 25, encryption: 'none' },
    ],
  ])('give %s', (_, options, expected) => {
    const settings = settingsFromProviderOptions(options);
    expect({ port: 587, ...settings }).toMatchObject(expected);
    expect('auth' in settings).toBe('auth' in expected);
  });

  it.each([
    undefined,
    null,
    'smtp://x',
    5,
    [],
    {},
    { service: 'gmail' },
    { host: 'a b' },
    { host: 5 },
  ])('are left out when they are %p', (options) => {
    expect(settingsFromProviderOptions(options)).toEqual({});
  });

  it('are left out one by one where they are wrong', () => {
    const options = {
      host: 'h',
      port: 'x',
      secure: 'yes',
      requireTLS: 1,
      tls: 5,
      auth: { user: 'a\r\nb', pass: 'x' },
    };
    expect(settingsFromProviderOptions(options)).toEqual({
      host: 'h',
      port: 587,
      encryption: 'none',
    });
  });
});
