/** Whatever a server does, and however slowly: a check is over in time, and leaves nothing behind. */
import { checkSettings } from '../../../server/smtp/check';
import { testCa } from '../../support/certificates';
import type { Fault, SmtpStage } from '../../support/smtp-faults';
import { startSmtpGate } from '../../support/smtp-gate';
import { startSmtpServer } from '../../support/smtp-server';
import { timed } from '../../support/stopwatch';
import { SIGN_IN, signedIn, smtpSettings } from './builders';

const STAGES: [SmtpStage, string][] = [
  ['connect', 'greeting'],
  ['greeting', 'greeting'],
  ['ehlo', 'ehlo'],
  ['starttls', 'tls'],
  ['handshake', 'tls'],
  ['auth', 'auth'],
  ['mail', 'mail'],
  ['rcpt', 'rcpt'],
  ['rset', 'rset'],
];

const check = (port: number, encryption: 'none' | 'tls' | 'ssl' = 'tls', timeoutSeconds = 1) =>
  checkSettings({
    settings: smtpSettings({
      host: '127.0.0.1',
      port,
      encryption,
      timeoutSeconds,
      auth: signedIn,
      tls: { ca: testCa() },
    }),
    sender: 'site@example.org',
    recipient: 'ann@example.org',
    now: () => performance.now(),
  });

/** Sockets and timers that keep this process alive, once handles that are closed have been put away. */
const leftOver = async () => {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  return process
    .getActiveResourcesInfo()
    .filter((name) => /TCPSocket|TCPConn|TLS|Timeout/.test(name));
};

const checkWith = async (stage: SmtpStage, fault: Fault) => {
  const server = await startSmtpServer({ tls: 'starttls', auth: SIGN_IN });
  server.fault(stage, fault);
  const { result: report, ms } = await timed(() => check(server.port));
  await server.allClosed();
  await server.close();
  return { report, inTime: ms < 1100 };
};

it.each(['silent', 'trickle'] as const)(
  'a server that is %s costs the timeout and no more, at whatever stage, and nothing stays open',
  async (fault) => {
    const before = await leftOver();
    const results = await Promise.all(
      STAGES.map(async ([stage, failedStage]) => {
        const { report, inTime } = await checkWith(stage, fault);
        return [stage, failedStage, report.steps.at(-1)?.stage, report.failure?.code, inTime];
      }),
    );
    expect(results).toEqual(
      STAGES.map(([stage, failedStage]) => [
        stage,
        failedStage,
        failedStage,
        failedStage === 'greeting' ? 'NO_GREETING' : 'RESPONSE_TIMEOUT',
        true,
      ]),
    );
    expect(await leftOver()).toEqual(before);
  },
);

it('SSL to a port that says nothing costs the timeout and no more', async () => {
  const server = await startSmtpServer({ tls: 'implicit', faults: { handshake: 'silent' } });
  const { result: report, ms } = await timed(() => check(server.port, 'ssl'));
  expect(ms).toBeLessThan(1100);
  expect(report.failure).toMatchObject({ code: 'RESPONSE_TIMEOUT', field: 'encryption' });
  await server.allClosed();
  await server.close();
});

it.each(['none', 'tls'] as const)(
  'a port that speaks SSL is found out long before the timeout with %s, and nothing stays open',
  async (encryption) => {
    const before = await leftOver();
    const server = await startSmtpServer({ tls: 'implicit', auth: SIGN_IN });
    const { result: report, ms } = await timed(() => check(server.port, encryption, 20));
    expect(report.failure).toMatchObject({
      code: 'PORT_SPEAKS_SSL',
      remedies: [{ id: 'USE_SSL', set: { encryption: 'ssl' }, field: 'encryption' }],
    });
    expect(ms).toBeLessThan(4000);
    await server.allClosed();
    expect(server.connections.flatMap(({ commands }) => commands)).toEqual([]);
    await server.close();
    expect(await leftOver()).toEqual(before);
  },
);

it('a server that takes its time with the greeting is waited for', async () => {
  const server = await startSmtpServer({ auth: SIGN_IN });
  const gate = await startSmtpGate(server.port);
  const open = gate.shut();
  const timer = setTimeout(open, 3000);
  const report = await check(gate.port, 'none', 20);
  clearTimeout(timer);
  expect(report.ok).toBe(true);
  await gate.close();
  await server.close();
});

it.each([
  ['passes', undefined],
  ['fails', { reply: '550 5.1.1 unknown' }],
] as const)('a check that %s leaves no socket and no timer', async (_, fault) => {
  const before = await leftOver();
  const server = await startSmtpServer({ tls: 'starttls', auth: SIGN_IN });
  if (fault) server.fault('rcpt', fault);
  const report = await check(server.port);
  expect(report.ok).toBe(fault === undefined);
  await server.allClosed();
  await server.close();
  expect(await leftOver()).toEqual(before);
});
