/** The scripted server itself, where the tests that lean on it would not notice. */
import { once } from 'node:events';
import { connect } from 'node:net';
import nodemailer from 'nodemailer';
import { createBodyReader } from '../../support/smtp-body';
import type { Fault } from '../../support/smtp-faults';
import { startSmtpServer } from '../../support/smtp-server';
import { SIGN_IN } from './builders';

const read = (...chunks: string[]) => {
  const reader = createBodyReader();
  return chunks.map((chunk) => {
    const whole = reader.feed(Buffer.from(chunk));
    return whole && [whole.raw.toString(), whole.rest.toString()];
  });
};

it.each([
  [['.\r\n'], ['', '']],
  [['a\r\n.\r\nQUIT\r\n'], ['a\r\n', 'QUIT\r\n']],
  [['..a\r\n...\r\n.\r\n'], ['.a\r\n..\r\n', '']],
  [
    ['a\r', '\n', '.', '\r', '\nRSET'],
    ['a\r\n', 'RSET'],
  ],
  [
    ['abcdefgh\r\n', '.\r\n'],
    ['abcdefgh\r\n', ''],
  ],
])('a message ends with a dot alone, however it is cut: %j', (chunks, expected) => {
  const results = read(...chunks);
  expect(results.at(-1)).toEqual(expected);
  expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
});

it('keeps messages as they came, also large ones, over TLS and after sign-in', async () => {
  const server = await startSmtpServer({ tls: 'starttls', auth: SIGN_IN });
  const transport = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: false,
    requireTLS: true,
    tls: { rejectUnauthorized: false },
    auth: { user: SIGN_IN.user, pass: SIGN_IN.pass },
  });
  const line = `.${'x'.repeat(70)}\r\n`;
  const raw = `Subject: large\r\n\r\n${line.repeat(50_000)}`;
  await transport.sendMail({
    envelope: { from: 'a@example.org', to: ['b@example.org', 'c@example.org'] },
    raw,
  });
  expect(server.messages).toMatchObject([
    { from: 'a@example.org', to: ['b@example.org', 'c@example.org'], connection: 0 },
  ]);
  expect(server.messages[0]?.raw.toString()).toBe(raw);
  expect(server.connections[0]).toMatchObject({ secure: true, user: SIGN_IN.user, messages: 1 });
  transport.close();
  await server.close();
});

it('can be healed, and awaited without sleeping', async () => {
  const server = await startSmtpServer({ faults: { rcpt: { reply: '450 4.2.1 later' } } });
  const transport = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: false,
  });
  const mail = { from: 'a@example.org', to: 'b@example.org', text: 'hello' };
  await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode: 450 });
  server.heal();
  const received = server.messageReceived();
  await transport.sendMail(mail);
  expect((await received).raw.toString()).toContain('hello');
  await server.allClosed();
  await server.close();
});

it('stores a message although its reply is lost, and closes what is open', async () => {
  const server = await startSmtpServer({ faults: { after: 'reset' } });
  const transport = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: false,
  });
  await expect(
    transport.sendMail({ from: 'a@example.org', to: 'b@example.org', text: 'hello' }),
  ).rejects.toMatchObject({ code: 'ESOCKET', originalCode: 'ECONNRESET' });
  expect(server.messages).toHaveLength(1);
  const idle = connect(server.port, server.host);
  await new Promise((resolve) => idle.once('data', resolve));
  const closed = new Promise((resolve) => idle.once('close', resolve));
  await server.close();
  await closed;
});

describe('a reply that is no reply', () => {
  const LINE_END = '\r\n';
  /** What comes in answer to EHLO until the connection is closed, by the server or after so many bytes. */
  const answerTo = async (fault: Fault, enough = Infinity) => {
    const server = await startSmtpServer({ faults: { ehlo: fault } });
    const socket = connect(server.port, server.host).setEncoding('latin1');
    await once(socket, 'data');
    socket.write(`EHLO localhost${LINE_END}`);
    let text = '';
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length >= enough) socket.destroy();
    });
    await once(socket, 'close');
    await server.close();
    return text;
  };

  it('goes on for megabytes and has no last line', async () => {
    const text = await answerTo('flood', 2_000_000);
    expect(text.length).toBeGreaterThanOrEqual(2_000_000);
    const lines = text.split(LINE_END).slice(0, -1);
    expect(lines.filter((line) => !/^250-x+$/.test(line))).toEqual([]);
  });

  it('is cut before its end', async () => {
    expect(await answerTo('cut')).toMatch(/^250-localhost\r\n[^]*[^\r\n]$/);
  });

  it('is the last, where the server closes with it', async () => {
    expect(await answerTo({ reply: '421 4.3.2 closing', close: true })).toBe(
      `421 4.3.2 closing${LINE_END}`,
    );
  });
});

it('is bad to the connections that there are and good to the next, where a test wants that', async () => {
  const server = await startSmtpServer();
  const greeted = async () => {
    const socket = connect(server.port, server.host).setEncoding('latin1');
    await once(socket, 'data');
    return socket;
  };
  const [first, closed] = [await greeted(), server.allClosed()];
  server.fault('ehlo', 'close');
  server.healWithNextConnection();
  first.write('EHLO localhost\r\n');
  await once(first.resume(), 'close');
  await closed;
  const second = await greeted();
  second.write('EHLO localhost\r\n');
  expect(String(await once(second, 'data'))).toMatch(/^250/);
  second.destroy();
  await server.close();
});
