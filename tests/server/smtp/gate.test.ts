/** Not a byte of a message leaves before it is on record that it does. */
import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { MessageExtras } from '../../../server/messages/message';
import type { Settings } from '../../../server/settings/settings';
import { createGate } from '../../../server/smtp/gate';
import { createTransport, type Transport } from '../../../server/smtp/transport';
import { aMessage, someSettings } from '../../support/builders';
import {
  startSmtpServer,
  type SmtpServerOptions,
  type SmtpTestServer,
} from '../../support/smtp-server';
import { startWiretap, type Wiretap } from './wiretap';

describe('the gate', () => {
  const through = (gate: ReturnType<typeof createGate>) => {
    const stream = gate.stream();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk.toString()));
    const ended = new Promise<string>((resolve) => {
      stream.once('end', () => resolve('end'));
      stream.once('error', (error) => resolve(error.message));
    });
    for (const chunk of ['a', 'b', 'c']) stream.write(chunk);
    stream.end();
    return { chunks, ended };
  };
  const aRecord = () => {
    let resolve = (): void => {};
    let reject: (error: unknown) => void = () => {};
    let asked = 0;
    const written = new Promise<void>((done, fail) => ([resolve, reject] = [done, fail]));
    const record = () => {
      asked++;
      return written;
    };
    return { record, resolve: () => resolve(), reject, asked: () => asked };
  };
  const settled = () => pause(5);

  it('asks for the record when it is opened, and lets all through in order once that is written', async () => {
    const { record, resolve, asked } = aRecord();
    const gate = createGate(record);
    const { chunks, ended } = through(gate);
    await settled();
    expect([chunks, asked()]).toEqual([[], 0]);
    gate.open();
    await settled();
    expect([chunks, asked()]).toEqual([[], 1]);
    resolve();
    expect(await ended).toBe('end');
    expect(chunks.join('')).toBe('abc');
  });

  it('is an error to whoever waits when the record cannot be written, and lets nothing through', async () => {
    for (const [reason, message] of [
      [new Error('disk full'), 'disk full'],
      ['text', 'text'],
    ] as const) {
      const { record, reject } = aRecord();
      const gate = createGate(record);
      const [first, second] = [through(gate), through(gate)];
      gate.open();
      reject(reason);
      expect([await first.ended, await second.ended]).toEqual([message, message]);
      expect([first.chunks, second.chunks]).toEqual([[], []]);
    }
  });

  it('asks once, however often it is opened, and a second run of the message finds it open', async () => {
    const { record, resolve, asked } = aRecord();
    const gate = createGate(record);
    gate.open();
    gate.open();
    resolve();
    expect(await through(gate).ended).toBe('end');
    gate.open();
    const second = through(gate);
    expect(await second.ended).toBe('end');
    expect([second.chunks.join(''), asked()]).toEqual(['abc', 1]);
  });

  it('ends no process when nobody is left to be told that the record failed', async () => {
    const gate = createGate(() => Promise.reject(new Error('disk full')));
    gate.open();
    await settled();
  });
});

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** In the subject and in the body of every message here. */
const MARK = 'MARK-OF-THE-MESSAGE';

const MESSAGES: [string, MessageExtras][] = [
  ['of fields', {}],
  ['signed with DKIM', { dkim: { domainName: 'example.com', keySelector: 'test', privateKey } }],
  ['given as it is (raw)', { raw: `Subject: ${MARK}\r\n\r\n${MARK}\r\n` }],
  [
    'with an attachment of a megabyte',
    { attachments: [{ filename: 'a.bin', content: Buffer.alloc(1024 * 1024, 1) }] },
  ],
];

const aMarked = (extras: MessageExtras = {}, fields: { to?: string } = {}) =>
  aMessage({ fields: { subject: MARK, text: MARK, ...fields }, extras });

let server: SmtpTestServer;
let wire: Wiretap;
let transport: Transport;

const start = async (options: SmtpServerOptions = {}, settings: Partial<Settings> = {}) => {
  server = await startSmtpServer(options);
  wire = await startWiretap(server.port);
  transport = createTransport(someSettings({ port: wire.port, maxConnections: 1, ...settings }), {
    onConnected() {},
  });
};

/** A record that counts how often it is asked for. */
const counting = (record: () => Promise<void> = async () => {}) => {
  let count = 0;
  const beforeData = () => {
    count++;
    return record();
  };
  return { beforeData, count: () => count };
};

const tick = () => new Promise<void>((resolve) => void setImmediate(resolve));

const notSent = { accepted: false, failure: { outcome: 'not-sent' } };

describe('over a real connection', () => {
  afterEach(async () => {
    await transport.retire();
    await wire.close();
    await server.close();
  });

  describe.each([
    ['a new connection', 0, true],
    ['a new connection, without PIPELINING', 0, false],
    ['a connection that was used before', 1, true],
    ['a connection that was used before, without PIPELINING', 1, false],
  ] as const)('over %s', (_, before, pipelining) => {
    const startUsed = async () => {
      await start({ pipelining });
      for (let index = 0; index < before; index++) await transport.deliver(aMessage());
      expect(server.messages).toHaveLength(before);
    };

    it.each(MESSAGES)('a message %s waits for its record', async (_kind, extras) => {
      await startUsed();
      const heard: string[] = [];
      const { beforeData, count } = counting(async () => {
        await wire.hears('\r\nDATA\r\n', before + 1);
        // As long as a database under load takes.
        await pause(40);
        heard.push(wire.heard());
      });
      expect(await transport.deliver(aMarked(extras), beforeData)).toMatchObject({
        accepted: true,
      });
      expect(count()).toBe(1);
      expect(heard[0]).not.toContain(MARK);
      expect(heard[0]?.split('\r\nDATA\r\n')[before + 1]).toBe('');
      expect(server.messages).toHaveLength(before + 1);
      expect(server.messages.at(-1)?.raw.toString()).toMatch(
        new RegExp(`Subject: ${MARK}[^]*\\r\\n\\r\\n[^]*${MARK}`),
      );
      if (extras.dkim)
        expect(server.messages.at(-1)?.raw.toString()).toMatch(/^DKIM-Signature: v=1; a=rsa/);
      expect(server.connections).toHaveLength(1);
    });

    it.each(MESSAGES)(
      'a message %s does not leave when its record cannot be written',
      async (_kind, extras) => {
        await startUsed();
        const { beforeData, count } = counting(() => Promise.reject(new Error('disk full')));
        expect(await transport.deliver(aMarked(extras), beforeData)).toMatchObject({
          accepted: false,
          failure: { code: 'INTERRUPTED', outcome: 'not-sent' },
        });
        await server.allClosed();
        expect(wire.heard()).not.toContain(MARK);
        expect([server.messages.length, count()]).toEqual([before, 1]);
        // The connection is spoilt for the next, and that is no harm to it.
        expect(await transport.deliver(aMarked(extras))).toMatchObject({ accepted: true });
        expect(server.messages).toHaveLength(before + 1);
      },
    );

    it('a message whose record takes too long does not leave, and not later either', async () => {
      await start({ pipelining }, { timeoutSeconds: 1 });
      for (let index = 0; index < before; index++) await transport.deliver(aMessage());
      let written = (): void => {};
      const { beforeData } = counting(() => new Promise((resolve) => void (written = resolve)));
      expect(await transport.deliver(aMarked(), beforeData)).toMatchObject(notSent);
      written();
      await server.allClosed();
      expect(wire.heard()).not.toContain(MARK);
      expect(server.messages).toHaveLength(before);
    });

    it('a connection that is lost meanwhile leaves no doubt', async () => {
      await startUsed();
      const { beforeData, count } = counting(async () => {
        server.dropConnections();
        while (transport.figures().open > 0 && server.connections.length === 1) await tick();
      });
      const delivery = await transport.deliver(aMarked(), beforeData);
      expect(count()).toBe(1);
      // A used connection is replaced by nodemailer itself; whatever it does, the figures have to agree.
      if (delivery.accepted) expect(server.messages).toHaveLength(before + 1);
      else expect([delivery, server.messages.length]).toMatchObject([notSent, before]);
    });
  });

  it('a message that nodemailer sends again by itself asks for its record once', async () => {
    await start();
    await transport.deliver(aMessage());
    server.dropConnections();
    await server.allClosed();
    const { beforeData, count } = counting(async () => {
      await wire.hears('\r\nDATA\r\n', 2);
      expect(wire.heard()).not.toContain(MARK);
    });
    expect(await transport.deliver(aMarked(), beforeData)).toMatchObject({ accepted: true });
    expect([count(), server.messages.length, server.connections.length]).toEqual([1, 2, 2]);
  });

  it('a message that nodemailer sends again after the server’s leave to send it, does too', async () => {
    await start({ pipelining: false });
    await transport.deliver(aMessage());
    const { beforeData, count } = counting(async () => {
      server.dropConnections();
      await wire.hears('\r\nDATA\r\n', 3);
      expect(wire.heard()).not.toContain(MARK);
    });
    expect(await transport.deliver(aMarked(), beforeData)).toMatchObject({ accepted: true });
    expect([count(), server.messages.length, server.connections.length]).toEqual([1, 2, 2]);
  });

  it.each<[string, SmtpServerOptions]>([
    ['the greeting', { faults: { greeting: { reply: '421 4.3.2 busy' } } }],
    ['MAIL', { faults: { mail: { reply: '553 5.1.8 no' } } }],
    [
      'MAIL, without PIPELINING',
      { pipelining: false, faults: { mail: { reply: '553 5.1.8 no' } } },
    ],
    ['every RCPT', { recipients: { 'ann@example.com': '550 5.1.1 no' } }],
    [
      'every RCPT, without PIPELINING',
      { pipelining: false, recipients: { 'ann@example.com': '550 5.1.1 no' } },
    ],
  ])('no record is asked for when the server refuses %s', async (_, options) => {
    await start(options);
    const { beforeData, count } = counting();
    expect(await transport.deliver(aMarked(), beforeData)).toMatchObject({ accepted: false });
    expect(count()).toBe(0);
  });

  it('one record is asked for when the server refuses some recipients', async () => {
    await start({ recipients: { 'bad@example.com': '550 5.1.1 no' } });
    const { beforeData, count } = counting();
    const to = 'bad@example.com, ann@example.com';
    expect(await transport.deliver(aMarked({}, { to }), beforeData)).toMatchObject({
      accepted: true,
      refused: [{ address: 'bad@example.com' }],
    });
    expect(count()).toBe(1);
  });

  it('a record that fails for one message is none for the next', async () => {
    await start();
    const failing = counting(() => Promise.reject(new Error('disk full')));
    const fine = counting();
    const deliveries = await Promise.all([
      transport.deliver(aMarked(), failing.beforeData),
      transport.deliver(aMarked(), fine.beforeData),
      transport.deliver(aMarked()),
    ]);
    expect(deliveries.map(({ accepted }) => accepted)).toEqual([false, true, true]);
    expect([failing.count(), fine.count(), server.messages.length]).toEqual([1, 1, 2]);
  });
});
