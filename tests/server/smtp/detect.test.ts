/** The usual ports of a mail server, looked at side by side. */
import { detectSettings, type Place, USUAL_PLACES } from '../../../server/smtp/detect';
import { mailServices } from '../../../server/smtp/services';
import { testCa } from '../../support/certificates';
import {
  closedPort,
  type SmtpServerOptions,
  type SmtpTestServer,
  startSmtpServer,
} from '../../support/smtp-server';
import { SIGN_IN, signedIn, smtpSettings } from './builders';

const running: SmtpTestServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

const start = async (options: SmtpServerOptions = {}) => {
  const server = await startSmtpServer(options);
  running.push(server);
  return server;
};

/** The usual places, with the ports of servers of the test in their stead. */
const placesAt = (ssl: number, tls: number, plain: number): Place[] => {
  const ports: Record<number, number> = { 465: ssl, 587: tls, 25: plain };
  return USUAL_PLACES.map(({ port, encryption }) => ({ port: ports[port] ?? port, encryption }));
};

const detect = (places: Place[], overrides: Parameters<typeof smtpSettings>[0] = {}) =>
  detectSettings({
    settings: smtpSettings({
      host: 'localhost',
      auth: signedIn,
      ...overrides,
      tls: { ca: testCa(), ...overrides.tls },
    }),
    places,
    now: () => performance.now(),
  });

describe('detecting the settings of a mail server', () => {
  it('finds what is encrypted and takes a sign-in first, and sends no password', async () => {
    const servers = {
      ssl: await start({ tls: 'implicit' }),
      tls: await start({ tls: 'starttls', auth: SIGN_IN, size: 1000 }),
      plain: await start({ auth: SIGN_IN }),
    };
    const found = await detect(placesAt(servers.ssl.port, servers.tls.port, servers.plain.port));
    expect(found).toMatchObject([
      {
        port: servers.tls.port,
        encryption: 'tls',
        ok: true,
        ms: expect.any(Number),
        offered: { sizeLimit: 1000, signInMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'], startTls: true },
        secured: { subject: 'localhost', verified: true },
      },
      { port: servers.ssl.port, encryption: 'ssl', ok: true, offered: { signInMethods: [] } },
      { port: servers.plain.port, encryption: 'none', ok: true, secured: undefined },
    ]);
    for (const server of Object.values(servers)) {
      const said = server.connections.flatMap(({ commands }) => commands).join();
      expect(said).not.toMatch(/AUTH|MAIL|RCPT/);
      await server.allClosed();
    }
    expect(JSON.stringify(found)).not.toContain(SIGN_IN.pass);
  });

  it('says of each port why it is not usable, those that are first', async () => {
    const untrusted = await start({ tls: 'starttls', certificate: 'self-signed' });
    const good = await start({ tls: 'starttls', auth: SIGN_IN });
    const found = await detect(placesAt(await closedPort(), untrusted.port, good.port));
    expect(found).toMatchObject([
      { port: good.port, encryption: 'tls', ok: true },
      { encryption: 'ssl', ok: false, failure: { code: 'CONNECTION_REFUSED' } },
      { port: untrusted.port, ok: false, failure: { code: 'CERTIFICATE_SELF_SIGNED' } },
    ]);
  });

  it('never finds clear text where there is a certificate that is not trusted', async () => {
    const server = await start({ tls: 'starttls', certificate: 'expired' });
    const closed = await closedPort();
    const found = await detect(placesAt(closed, closed, server.port));
    expect(found.map(({ encryption }) => encryption)).not.toContain('none');
  });

  it('finds a server that knows HELO only', async () => {
    const server = await start({ faults: { ehlo: { reply: '502 what?' } } });
    const closed = await closedPort();
    expect((await detect(placesAt(closed, closed, server.port)))[0]).toMatchObject({
      port: server.port,
      encryption: 'none',
      ok: true,
    });
  });

  it('looks at all of them side by side, each for as long as the timeout', async () => {
    const silent = await Promise.all([1, 2, 3].map(() => start({ faults: { connect: 'silent' } })));
    const [ssl = 0, tls = 0, plain = 0] = silent.map(({ port }) => port);
    const began = performance.now();
    const found = await detect(placesAt(ssl, tls, plain), { timeoutSeconds: 1 });
    expect(performance.now() - began).toBeLessThan(1900);
    expect(found.every(({ ok }) => !ok)).toBe(true);
    await Promise.all(silent.map((server) => server.allClosed()));
  });
});

describe('the well-known mail services', () => {
  const services = mailServices();
  const service = (id: string) => services.find((one) => one.id === id);

  it('have a host, a port, an encryption, and a word about their sign-in', () => {
    expect(service('Gmail')).toEqual({
      id: 'Gmail',
      name: 'Gmail',
      host: 'smtp.gmail.com',
      port: 465,
      encryption: 'ssl',
      signIn: 'app-password',
    });
    expect(service('Outlook365')).toMatchObject({ encryption: 'tls', signIn: 'oauth2' });
    expect(service('iCloud')?.signIn).toBe('app-password');
    expect(service('Yahoo')?.signIn).toBe('app-password');
    expect(service('FastMail')?.signIn).toBe('app-password');
    expect(service('Zoho')?.signIn).toBe('app-password');
    expect(service('Hotmail')?.signIn).toBe('oauth2');
    for (const id of ['SendGrid', 'Mailgun', 'Postmark', 'SES', 'Mailjet', 'Resend'])
      expect([id, service(id)?.signIn]).toEqual([id, 'api-key']);
    expect(service('GMX')?.signIn).toBeNull();
  });

  it('are those that can be entered: no tools on this machine, none without a port, none in clear', () => {
    expect(services.length).toBeGreaterThan(80);
    expect(services.filter(({ encryption }) => encryption === 'none')).toEqual([]);
    expect(services.every(({ port }) => Number.isInteger(port) && port > 0)).toBe(true);
    expect(service('Maildev')).toBeUndefined();
  });
});
