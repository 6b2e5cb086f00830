/** The address that was looked at is the one that is connected to, for the check and for messages alike. */
import { getEventListeners } from 'node:events';
import { addressRule } from '../../../server/smtp/address-rule';
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
