/** A caller of send() has its answer within the timeout, whatever the server does, and there is one draft. */
import type { Fault, SmtpStage } from '../support/smtp-faults';
import { closedPort, startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { startStrapi, type StrapiApp } from '../support/strapi-app';

const TIMEOUT_SECONDS = 1;

let app: StrapiApp;
let server: SmtpTestServer;

beforeAll(async () => {
  server = await startSmtpServer({ tls: 'starttls', auth: { user: 'ann', pass: 'correct horse' } });
  app = await startStrapi({ plugin: { network: { ports: 'any' } } });
  await use(server.port);
});
afterAll(async () => {
  await app.stop();
  await server.close();
});

const use = async (port: number) => {
  const answer = await app.admin.put('/outgoing-mail/settings', {
    host: '127.0.0.1',
    port,
    encryption: 'tls',
    tls: { verify: false },
    auth: { enabled: true, username: 'ann', password: 'correct horse' },
    timeoutSeconds: TIMEOUT_SECONDS,
    // Each message signs in anew, so that every stage is passed every time.
    maxDeliveriesPerConnection: 1,
    saveAnyway: true,
  });
  expect(answer.status).toBe(200);
};

/** What the caller got, how long it waited, and how many drafts there are more than before. */
const send = () =>
  app.run(async (strapi) => {
    const drafts = () => strapi.documents('plugin::outgoing-mail.message').count({});
    const before = await drafts();
    // What the busy machine kept the process from running is not the plugin's wait (support/stopwatch.ts).
    const stalls = process
      .getBuiltinModule('node:perf_hooks')
      .monitorEventLoopDelay({ resolution: 10 });
    stalls.enable();
    const began = performance.now();
    const result = await strapi
      .plugin('email')
      .service('email')
      .send({ to: 'ann@example.com', subject: 'Hello', text: 'Hello' });
    const ms = performance.now() - began - stalls.max / 1e6;
    return { result, ms, drafts: (await drafts()) - before };
  });

const expectOneDraftInTime = async () => {
  const { result, ms, drafts } = await send();
  expect(result).toMatchObject({
    status: 'draft',
    failure: { message: expect.any(String), hint: expect.any(String) },
  });
  expect(ms).toBeLessThan(TIMEOUT_SECONDS * 1000 * 1.1);
  expect(drafts).toBe(1);
};

const STAGES: SmtpStage[] = [
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'dot',
  'after',
];
const REFUSALS: Record<string, string> = {
  greeting: '554 5.3.2 no',
  starttls: '454 4.7.0 not now',
  auth: '535 5.7.8 wrong',
};
const FAULTS: (stage: SmtpStage) => [string, Fault][] = (stage) => [
  ['silent', 'silent'],
  ['trickling', 'trickle'],
  ['closing', 'close'],
  ['resetting', 'reset'],
  ...(stage === 'after'
    ? []
    : [['refusing', { reply: REFUSALS[stage] ?? '550 5.7.1 no' }] as [string, Fault]]),
];

afterEach(() => server.heal());

it.each(
  STAGES.flatMap((stage) => FAULTS(stage).map(([word, fault]) => [word, stage, fault] as const)),
)('a server that is %s at %s', async (_, stage, fault) => {
  server.fault(stage, fault);
  await expectOneDraftInTime();
});

it('a server whose TLS handshake never ends', async () => {
  server.fault('handshake', 'silent');
  await expectOneDraftInTime();
});

it('a server that is down', async () => {
  await use(await closedPort());
  await expectOneDraftInTime();
});
