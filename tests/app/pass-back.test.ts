/**
 * "Pass-back": whoever may change the settings leads the stored password to a server of their own. No way of asking
 * may have it sent anywhere but to the server it was entered for.
 */
import { certificate, testCa } from '../support/certificates';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

const network = { ports: 'any', checksPerMinute: 10_000 };
const SIGN_IN = { user: 'ann', pass: 'the password of the site' };

let app: StrapiApp;
let right: SmtpTestServer;
/** Takes any sign-in, and is in reach by each of the changes. */
let evil: SmtpTestServer;

beforeAll(async () => {
  right = await startSmtpServer({ tls: 'starttls', auth: SIGN_IN });
  // The same port at another address, so that the host alone leads there.
  evil = await startSmtpServer({ port: right.port, host: '127.0.0.2', auth: SIGN_IN });
  app = await startStrapi({ plugin: { network } });
  expect(
    await app.admin.put('/outgoing-mail/settings', {
      host: 'localhost',
      port: right.port,
      encryption: 'tls',
      auth: { enabled: true, username: SIGN_IN.user, password: SIGN_IN.pass },
      tls: { ca: testCa() },
      timeoutSeconds: 2,
    }),
  ).toMatchObject({ status: 200, body: { data: { saved: true } } });
});
afterAll(async () => {
  await app.stop();
  await right.close();
  await evil.close();
});

const signIns = (server: SmtpTestServer): string[] =>
  server.connections.flatMap(({ commands }) => commands).filter((line) => /^AUTH/i.test(line));

/** Every way to have settings tried out. */
const attempts = async (change: object) => [
  await app.admin.post('/outgoing-mail/settings/check', change),
  await app.admin.post('/outgoing-mail/settings/check', { ...change, confirmClearText: true }),
  await app.admin.put('/outgoing-mail/settings', change),
  await app.admin.put('/outgoing-mail/settings', {
    ...change,
    saveAnyway: true,
    confirmClearText: true,
  }),
];

const CHANGES: [string, () => object][] = [
  ['host', () => ({ host: '127.0.0.2' })],
  ['port', () => ({ port: evil.port + 1 })],
  ['encryption', () => ({ encryption: 'none' })],
  ['encryption, to another kind', () => ({ encryption: 'ssl' })],
  ['certificate check', () => ({ tls: { verify: false } })],
  ['trusted certificates', () => ({ tls: { ca: certificate('self-signed') } })],
  ['no trusted certificates', () => ({ tls: { ca: '' } })],
  ['user name', () => ({ auth: { username: 'root' } })],
  ['host and no encryption', () => ({ host: '127.0.0.2', encryption: 'none' })],
  ['host, sign-in sent along', () => ({ host: '127.0.0.2', auth: { enabled: true } })],
];

describe.each(CHANGES)('a change of %s', (_, change) => {
  it('is refused without the password, and nobody is asked to sign in', async () => {
    const before = signIns(right).length;
    for (const answer of await attempts(change())) {
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { details: { errors: [{ path: ['auth', 'password'] }] } } },
      });
    }
    expect(signIns(evil)).toEqual([]);
    expect(signIns(right)).toHaveLength(before);
    expect(evil.connections).toHaveLength(0);
  });
});

it('in two steps, with sign-in off in between, finds no password any more', async () => {
  const settings = { host: '127.0.0.2', encryption: 'none', saveAnyway: true };
  await app.admin.put('/outgoing-mail/settings', { ...settings, auth: { enabled: false } });
  const [first] = await attempts({ auth: { enabled: true, username: SIGN_IN.user } });
  expect(first).toMatchObject({
    status: 400,
    body: { error: { details: { errors: [{ path: ['auth', 'password'] }] } } },
  });
  expect(signIns(evil)).toEqual([]);
});

/** What the site had before somebody tried to change it; without the password. */
const settingsOfSite = () => ({
  host: 'localhost',
  port: right.port,
  encryption: 'tls',
  tls: { ca: testCa(), verify: true },
  timeoutSeconds: 2,
});
const expectSignIn = async () => {
  const before = signIns(right).length;
  expect(await app.admin.post('/outgoing-mail/settings/check', {})).toMatchObject({
    body: { data: { report: { ok: true } } },
  });
  expect(signIns(right)).toHaveLength(before + 1);
};
const expectRefused = async (change: object) => {
  const before = { signIns: signIns(right).length, evil: evil.connections.length };
  for (const answer of await attempts(change)) expect(answer.status).toBe(400);
  expect(signIns(right)).toHaveLength(before.signIns);
  expect(signIns(evil)).toEqual([]);
  expect(evil.connections).toHaveLength(before.evil);
};

describe('a password that is set in the site’s configuration', () => {
  beforeAll(async () => {
    await app.admin.put('/outgoing-mail/settings', {
      ...settingsOfSite(),
      auth: { enabled: false },
      saveAnyway: true,
    });
    const auth = { enabled: true, username: SIGN_IN.user, password: SIGN_IN.pass };
    await app.restart({ plugin: { network, smtp: { auth } } });
  });

  it('is used for the server that it was set for', expectSignIn);

  it.each(CHANGES)('goes nowhere by a change of %s', (_, change) => expectRefused(change()));

  it('goes nowhere by a password that is typed in', () =>
    expectRefused({ host: '127.0.0.2', encryption: 'none', auth: { password: 'x' } }));

  it('goes nowhere with sign-in off in between', () =>
    expectRefused({ host: '127.0.0.2', encryption: 'none', auth: { enabled: false } }));
});

describe('a password by a reference', () => {
  const env = { SMTP_PASSWORD: SIGN_IN.pass };
  const auth = { enabled: true, username: SIGN_IN.user, password: 'env:SMTP_PASSWORD' };

  beforeAll(async () => {
    await app.restart({ env, plugin: { network } });
    expect(
      await app.admin.put('/outgoing-mail/settings', { ...settingsOfSite(), auth }),
    ).toMatchObject({ status: 200, body: { data: { saved: true } } });
  });

  it('is used for the server that it was saved with', expectSignIn);

  it.each(CHANGES)('goes nowhere by a change of %s', (_, change) => expectRefused(change()));

  it('goes to no server that the site does not name', async () => {
    for (const answer of await attempts({ host: 'mail.invalid', auth })) {
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { details: { errors: [{ path: ['auth', 'password'] }] } } },
      });
    }
  });
});
