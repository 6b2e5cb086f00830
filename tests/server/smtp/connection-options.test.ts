import { rootCertificates } from 'node:tls';
import { connectionOptions, ehloName, readOnce } from '../../../server/smtp/connection-options';
import { testCa } from '../../support/certificates';
import { signedIn, smtpSettings } from './builders';

it.each([
  ['none', { secure: false, ignoreTLS: true }],
  ['tls', { secure: false, requireTLS: true }],
  ['ssl', { secure: true }],
] as const)('%s is %j', (encryption, expected) => {
  const { secure, ignoreTLS, requireTLS } = connectionOptions(
    smtpSettings({ encryption, port: 465 }),
  );
  expect({ secure, ignoreTLS, requireTLS }).toEqual({
    ignoreTLS: undefined,
    requireTLS: undefined,
    ...expected,
  });
});

it('every wait before the first message is as long as the timeout', () => {
  expect(connectionOptions(smtpSettings({ timeoutSeconds: 7 }))).toMatchObject({
    connectionTimeout: 7000,
    greetingTimeout: 7000,
    maxResponseSize: 65_536,
  });
});

it('sign-in is never left out when it is enabled, and never there when it is not', () => {
  expect(connectionOptions(smtpSettings({ auth: signedIn }))).toMatchObject({
    auth: { user: signedIn.username, pass: signedIn.password },
    forceAuth: true,
  });
  expect(connectionOptions(smtpSettings({ auth: { ...signedIn, password: null } }))).toMatchObject({
    auth: { pass: '' },
    forceAuth: true,
  });
  const without = connectionOptions(smtpSettings({ auth: { ...signedIn, enabled: false } }));
  expect(without).not.toHaveProperty('auth');
});

it('a message cannot make the transport read files or addresses', () => {
  expect(connectionOptions(smtpSettings())).toMatchObject({
    disableFileAccess: true,
    disableUrlAccess: true,
  });
});

it('the host’s name is the certificate’s, except for an IP address', () => {
  expect(connectionOptions(smtpSettings({ host: 'mail.example.org' })).tls.servername).toBe(
    'mail.example.org',
  );
  for (const host of ['192.0.2.1', '2001:db8::1']) {
    expect(connectionOptions(smtpSettings({ host })).tls).not.toHaveProperty('servername');
  }
});

it('TLS is verified and at least 1.2, and own certificates add to Node’s', () => {
  expect(connectionOptions(smtpSettings()).tls).toEqual({
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    servername: 'mail.example.org',
  });
  const { ca } = connectionOptions(smtpSettings({ tls: { ca: testCa() } })).tls;
  expect(ca).toEqual([...rootCertificates, testCa()]);
});

it('own certificates are read once for all connections', () => {
  const { tls } = connectionOptions(smtpSettings({ tls: { ca: testCa() } }));
  expect(readOnce(tls).secureContext).toBeDefined();
  const plain = connectionOptions(smtpSettings()).tls;
  expect(readOnce(plain)).toBe(plain);
});

it.each([
  ['www.example.org', 'db1', 'www.example.org'],
  ['', 'db1.example.org', 'db1.example.org'],
  ['', 'db1', '[127.0.0.1]'],
  ['', '192.0.2.1', '[192.0.2.1]'],
])('EHLO with %j on %s says %s', (configured, hostname, expected) => {
  expect(ehloName(configured, hostname)).toBe(expected);
});

it('the name is left to nodemailer when there is none in the settings', () => {
  expect(connectionOptions(smtpSettings())).not.toHaveProperty('name');
  expect(connectionOptions(smtpSettings({ ehloName: 'www.example.org' })).name).toBe(
    'www.example.org',
  );
});
