/**
 * Somebody between the site and its mail server, or a server with a certificate that proves nothing: neither the check
 * nor a message tells them the password.
 */
import { connect } from 'node:tls';
import { checkSettings } from '../../../server/smtp/check';
import { createTransport } from '../../../server/smtp/transport';
import { aMessage } from '../../support/builders';
import { onlyWith, testCa, type OldTls } from '../../support/certificates';
import { findings, formsOf } from '../../support/secret-search';
import {
  startSmtpServer,
  type SmtpServerOptions,
  type SmtpTestServer,
} from '../../support/smtp-server';
import { smtpSettings } from '../smtp/builders';
import { startWiretap, type Wiretap } from '../smtp/wiretap';

const USERNAME = 'ann';
const PASSWORD = 'p"ss wörd-2718281828';

let server: SmtpTestServer;
let wire: Wiretap;

const start = async (options: SmtpServerOptions) => {
  server = await startSmtpServer({ auth: { user: USERNAME, pass: PASSWORD }, ...options });
  wire = await startWiretap(server.port);
};
afterEach(async () => {
  await wire.close();
  await server.close();
});

type Encryption = 'tls' | 'ssl';
type Tls = { verify: boolean; ca: string };

const settingsFor = (encryption: Encryption, tls: Tls) =>
  smtpSettings({
    host: 'localhost',
    port: wire.port,
    encryption,
    auth: { enabled: true, username: USERNAME, password: PASSWORD },
    tls,
    timeoutSeconds: 5,
  });

interface Verdict {
  ok: boolean;
  failure?: { code: string; message: string; hint: string; outcome?: string };
}

const byCheck = async (encryption: Encryption, tls: Tls): Promise<Verdict> => {
  const { ok, steps } = await checkSettings({
    settings: settingsFor(encryption, tls),
    sender: 'site@example.org',
    recipient: 'ann@example.org',
    now: () => performance.now(),
  });
  return { ok, failure: steps.at(-1)?.failure };
};
const byMessage = async (encryption: Encryption, tls: Tls): Promise<Verdict> => {
  const transport = createTransport(settingsFor(encryption, tls), { onConnected() {} });
  const delivery = await transport.deliver(aMessage());
  await transport.retire();
  return delivery.accepted ? { ok: true } : { ok: false, failure: delivery.failure };
};

const TRUSTING: Tls = { verify: true, ca: testCa() };
const STRANGE: Tls = { verify: true, ca: '' };
const UNVERIFIED: Tls = { verify: false, ca: '' };
const MODE = { tls: 'starttls', ssl: 'implicit' } as const;

/** What the client said in clear, and what the server could read of what it said over TLS. */
const expectNothingSecret = () => {
  const commands = server.connections.flatMap((connection) => connection.commands);
  expect(commands.filter((line) => /^AUTH/i.test(line))).toEqual([]);
  const places = { 'the wire': wire.heard(), 'the commands': commands.join('\n') };
  expect(findings(formsOf(PASSWORD, USERNAME), places)).toEqual([]);
  expect(server.messages).toHaveLength(0);
};

describe.each([
  ['the check', byCheck],
  ['a message', byMessage],
])('%s', (_, attempt) => {
  it('gives up where STARTTLS was stripped, and says that somebody may be tampering', async () => {
    await start({ tls: 'starttls', faults: { starttls: 'stripped' } });
    expect(await attempt('tls', TRUSTING)).toMatchObject({
      ok: false,
      failure: {
        code: 'TLS_NOT_OFFERED',
        outcome: 'not-sent',
        hint: expect.stringContaining('tampering'),
      },
    });
    expectNothingSecret();
  });

  it('gives up where STARTTLS is answered in clear', async () => {
    await start({ tls: 'starttls', faults: { handshake: 'garbage' } });
    expect(await attempt('tls', TRUSTING)).toMatchObject({
      ok: false,
      failure: { code: 'TLS_FAILED', outcome: 'not-sent' },
    });
    expectNothingSecret();
  });

  describe.each(['tls', 'ssl'] as const)('with %s', (encryption) => {
    it.each([
      ['expired', TRUSTING, 'CERTIFICATE_EXPIRED', /has expired/],
      ['wrong-name', TRUSTING, 'CERTIFICATE_WRONG_NAME', /not made out to localhost/],
      ['self-signed', TRUSTING, 'CERTIFICATE_SELF_SIGNED', /signed by itself/],
      ['valid', STRANGE, 'CERTIFICATE_UNTRUSTED', /authority that is not trusted/],
    ] as const)('gives up at a certificate: %s', async (certificate, tls, code, words) => {
      await start({ tls: MODE[encryption], certificate });
      const { ok, failure } = await attempt(encryption, tls);
      expect({ ok, code: failure?.code, outcome: failure?.outcome }).toEqual({
        ok: false,
        code,
        outcome: 'not-sent',
      });
      expect(failure?.message).toMatch(words);
      expectNothingSecret();
    });

    it.each<[OldTls, Tls]>([
      ['TLSv1', TRUSTING],
      ['TLSv1.1', TRUSTING],
      // Not checking certificates is no consent to old versions.
      ['TLSv1', UNVERIFIED],
    ])('gives up where only %s is spoken, and says what is needed', async (tlsVersion, tls) => {
      await start({ tls: MODE[encryption], tlsVersion });
      const { ok, failure } = await attempt(encryption, tls);
      expect({ ok, code: failure?.code, outcome: failure?.outcome }).toEqual({
        ok: false,
        code: 'TLS_FAILED',
        outcome: 'not-sent',
      });
      expect(failure?.hint).toContain('TLS 1.2');
      expectNothingSecret();
    });

    it('goes on with a certificate that proves nothing where that was chosen', async () => {
      await start({ tls: MODE[encryption], certificate: 'self-signed' });
      expect(await attempt(encryption, UNVERIFIED)).toMatchObject({ ok: true });
    });
  });
});

it.each<OldTls>(['TLSv1', 'TLSv1.1'])(
  'the server of these tests does speak %s with whoever wants it',
  async (tlsVersion) => {
    await start({ tls: 'implicit', tlsVersion });
    const socket = connect({
      port: server.port,
      rejectUnauthorized: false,
      ...onlyWith(tlsVersion),
    });
    await new Promise((resolve, reject) =>
      socket.once('secureConnect', resolve).once('error', reject),
    );
    expect(socket.getProtocol()).toBe(tlsVersion);
    socket.destroy();
  },
);
