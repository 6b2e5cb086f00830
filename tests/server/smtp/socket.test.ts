/** The address that was looked at is the one that is connected to, for the check and for messages alike. */
import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { getEventListeners } from 'node:events';
import { addressRule, DEFAULT_ADDRESS_RULE } from '../../../server/smtp/address-rule';
import { checkSettings } from '../../../server/smtp/check';
import { openSocket } from '../../../server/smtp/socket';
import { createTransport, type Transport } from '../../../server/smtp/transport';
import { aMessage, someSettings } from '../../support/builders';
import { closedPort, startSmtpServer, type SmtpTestServer } from '../../support/smtp-server';
import { smtpSettings } from './builders';

const refuses = addressRule(['127.0.0.0/8', '::1']);

let server: SmtpTestServer;
beforeAll(async () => {
  server = await startSmtpServer();
});
afterAll(() => server.close());

describe.each(['127.0.0.1', 'localhost'])('a server at a refused address, by %s', (host) => {
  it('is not connected to by the check', async () => {
    const report = await checkSettings({
      settings: smtpSettings({ host, port: server.port }),
      sender: 'site@example.org',
      recipient: 'ann@example.org',
      now: () => performance.now(),
      refuses,
    });
    expect(report).toMatchObject({
      ok: false,
      failure: { code: 'ADDRESS_REFUSED', field: 'host' },
    });
    expect(server.connections).toHaveLength(0);
  });

  it('is not connected to by a message, which is safe to repeat', async () => {
    const settings = someSettings({ host, port: server.port });
    const transport: Transport = createTransport(settings, { onConnected() {}, refuses });
    expect(await transport.deliver(aMessage())).toMatchObject({
      accepted: false,
      failure: { code: 'ADDRESS_REFUSED', stage: 'connect', outcome: 'not-sent' },
    });
    await transport.retire();
    expect(server.connections).toHaveLength(0);
  });
});

describe('a name', () => {
  const METADATA = { address: '169.254.169.254', family: 4 };
  const HERE = { address: '127.0.0.1', family: 4 };
  const target = { host: 'mail.example.org', attemptTimeout: 250, refuses: DEFAULT_ADDRESS_RULE };
  const { signal } = new AbortController();

  type Answer = (error: null, addresses: LookupAddress[]) => void;
  /** What the name service says, one answer after the other; those who ask get them by way of the system as always. */
  const nameLeadsTo = (...answers: LookupAddress[][]) =>
    jest.spyOn(dns, 'lookup').mockImplementation(((
      _host: string,
      _options: LookupOptions,
      answer: Answer,
    ) => {
      const [addresses = []] = answers.splice(0, 1);
      process.nextTick(() => answer(null, addresses));
    }) as never);
  afterEach(() => void jest.restoreAllMocks());

  it('that leads to several addresses is refused for one of them, wherever that stands', async () => {
    const seen = server.connections.length;
    for (const addresses of [
      [HERE, METADATA],
      [METADATA, HERE],
      [HERE, { address: '::ffff:169.254.169.254', family: 6 }],
      [HERE, { address: 'fd00:ec2::254', family: 6 }],
    ]) {
      nameLeadsTo(addresses);
      await expect(openSocket({ ...target, port: server.port }, signal)).rejects.toMatchObject({
        problem: 'ADDRESS_REFUSED',
      });
    }
    expect(server.connections).toHaveLength(seen);
  });

  it('that comes to lead elsewhere is asked for once for each connection: between look and use there is nothing', async () => {
    const asked = nameLeadsTo([HERE], [METADATA], [HERE]);
    const first = await openSocket({ ...target, port: server.port }, signal);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(first.remoteAddress).toBe('127.0.0.1');
    first.destroy();
    await expect(openSocket({ ...target, port: server.port }, signal)).rejects.toMatchObject({
      problem: 'ADDRESS_REFUSED',
    });
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('that comes to lead elsewhere between the check and the message is refused for the message', async () => {
    const settings = { host: target.host, port: server.port, timeoutSeconds: 2 };
    nameLeadsTo([HERE], [METADATA]);
    const report = await checkSettings({
      settings: smtpSettings(settings),
      sender: 'site@example.org',
      recipient: 'ann@example.org',
      now: () => performance.now(),
      refuses: DEFAULT_ADDRESS_RULE,
    });
    expect(report).toMatchObject({ ok: true });
    const transport = createTransport(someSettings(settings), {
      onConnected() {},
      refuses: DEFAULT_ADDRESS_RULE,
    });
    const seen = server.connections.length;
    expect(await transport.deliver(aMessage())).toMatchObject({
      accepted: false,
      failure: { code: 'ADDRESS_REFUSED', outcome: 'not-sent' },
    });
    await transport.retire();
    expect(server.connections).toHaveLength(seen);
  });
});

describe('opening a socket', () => {
  const target = { host: '127.0.0.1', attemptTimeout: 250, refuses: () => false };

  it('leaves nothing on the signal, whether it comes about or not', async () => {
    const { signal } = new AbortController();
    const socket = await openSocket({ ...target, port: server.port }, signal);
    socket.destroy();
    await expect(openSocket({ ...target, port: await closedPort() }, signal)).rejects.toMatchObject(
      { code: 'ECONNREFUSED' },
    );
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('is given up with the reason of the signal', async () => {
    const controller = new AbortController();
    // TEST-NET-1 (RFC 5737): nobody answers there.
    const opening = openSocket({ ...target, host: '192.0.2.1', port: 25 }, controller.signal);
    controller.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });
});
