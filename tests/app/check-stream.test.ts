/** The check told as it happens: one line of JSON for each thing that becomes known. */
import { type AddressInfo, createServer } from 'node:net';
import type { CheckProgress, CheckStage } from '../../server/contract';
import { testCa } from '../support/certificates';
import { startSmtpGate, type SmtpGate } from '../support/smtp-gate';
import { startSmtpServer, type SmtpTestServer } from '../support/smtp-server';
import { type AppOptions, startStrapi, type StrapiApp } from '../support/strapi-app';
import { until } from '../support/until';

const BANNER = 'secret-service-7.4.1';
const SIGN_IN = { user: 'ann', pass: 'a secret of the site' };

/** Of the smallest answer too. */
const COMPRESSION = { name: 'strapi::compression', config: { threshold: 0 } };
const SITE: AppOptions = {
  plugin: { network: { ports: 'any', checksPerMinute: 1000 } },
  config: {
    // What compresses must not keep lines back.
    middlewares: [
      'logger',
      'errors',
      COMPRESSION,
      'security',
      'cors',
      'query',
      'body',
      'session',
      'favicon',
      'public',
    ].map((one) => (typeof one === 'string' ? `strapi::${one}` : one)),
  },
};

let app: StrapiApp;
let server: SmtpTestServer;
let gate: SmtpGate;
let token: string;

beforeAll(async () => {
  server = await startSmtpServer({ tls: 'starttls', auth: SIGN_IN, size: 26_214_400 });
  gate = await startSmtpGate(server.port);
  app = await startStrapi(SITE);
  const { email, password } = app.admin;
  const { body } = await app.public.post('/admin/login', { email, password });
  token = Object(Object(body).data).token;
});
afterAll(async () => {
  await app.stop();
  await gate.close();
  await server.close();
});

const settingsFor = (port: number) => ({
  host: 'localhost',
  port,
  encryption: 'tls',
  tls: { ca: testCa() },
  auth: { enabled: true, username: SIGN_IN.user, password: SIGN_IN.pass },
  timeoutSeconds: 20,
});

interface Told {
  status: number;
  headers: Headers;
  /** The next line; undefined: there is none. */
  next(): Promise<CheckProgress | undefined>;
  /** All that come until the end. */
  rest(): Promise<CheckProgress[]>;
  leave(): void;
}

const ask = async (method: 'POST' | 'PUT', body: object, accept = NDJSON): Promise<Told> => {
  const leaving = new AbortController();
  const answer = await fetch(`${app.url}${PATHS[method]}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      accept,
      'accept-encoding': 'gzip, br',
    },
    body: JSON.stringify(body),
    signal: leaving.signal,
  });
  const chunks = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<CheckProgress | undefined> => {
    while (!text.includes('\n')) {
      const { done, value } = (await chunks?.read()) ?? { done: true, value: undefined };
      if (done) return undefined;
      text += value;
    }
    const [line = ''] = text.split('\n');
    text = text.slice(line.length + 1);
    return JSON.parse(line) as CheckProgress;
  };
  const rest = async () => {
    const all: CheckProgress[] = [];
    for (let one = await next(); one !== undefined; one = await next()) all.push(one);
    return all;
  };
  const { status, headers } = answer;
  return { status, headers, next, rest, leave: () => leaving.abort() };
};

const NDJSON = 'application/x-ndjson';
const PATHS = { POST: '/outgoing-mail/settings/check', PUT: '/outgoing-mail/settings' };
const STAGES: CheckStage[] = ['connect', 'greeting', 'ehlo', 'tls', 'auth', 'mail', 'rcpt', 'rset'];

/** A server that keeps the answer to RCPT to itself. @returns lets go of it. */
const holdBackRecipient = async () => {
  const plain = await startSmtpServer();
  const holding = await startSmtpGate(plain.port);
  const open = holding.shut(/^RCPT/m);
  return {
    open,
    // Longer than a test may take: nothing ends by itself.
    settings: { host: '127.0.0.1', port: holding.port, timeoutSeconds: 300 },
    asked: () => plain.commandReceived(/^RCPT/),
    plain,
    async close() {
      await holding.close();
      await plain.close();
    },
  };
};

describe('a check that is told as it happens', () => {
  it('says what it is going to run, each beginning and each end, and then what it always answers', async () => {
    const told = await ask('POST', settingsFor(server.port));
    expect(told.status).toBe(200);
    expect(told.headers.get('content-type')).toBe(NDJSON);
    expect(told.headers.get('content-encoding')).toBeNull();
    expect(told.headers.get('cache-control')).toContain('no-store');
    expect(told.headers.get('x-accel-buffering')).toBe('no');

    const [first, ...lines] = await told.rest();
    expect(first).toEqual({ stages: STAGES });
    expect(lines.slice(0, -1)).toEqual(
      STAGES.flatMap((stage) => [
        { begun: stage },
        { step: expect.objectContaining({ stage, ok: true, ms: expect.any(Number) }) },
      ]),
    );
    const { body } = await app.admin.post(PATHS.POST, settingsFor(server.port));
    const untimed = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replace(/"ms":\d+/g, '"ms":0'));
    expect(untimed(lines.at(-1))).toEqual({ done: untimed(body) });
  });

  it('has its first steps on the wire before the last stage has answered', async () => {
    const held = await holdBackRecipient();
    const told = await ask('POST', held.settings);
    await held.asked();
    const seen: CheckProgress[] = [];
    for (let line = await told.next(); line !== undefined; line = await told.next()) {
      seen.push(line);
      if ('begun' in line && line.begun === 'rcpt') break;
    }
    expect(seen.map((line) => ('step' in line ? line.step.stage : null)).filter(Boolean)).toEqual([
      'connect',
      'greeting',
      'ehlo',
      'mail',
    ]);
    held.open();
    expect((await told.rest()).at(-1)).toMatchObject({ done: { data: { report: { ok: true } } } });
    await held.close();
  });

  it('is broken off when nobody reads any more, and leaves no connection behind', async () => {
    const held = await holdBackRecipient();
    const told = await ask('POST', held.settings);
    await held.asked();
    told.leave();
    await held.plain.allClosed();
    held.open();
    await held.close();
  });

  it('shows what TLS and EHLO showed', async () => {
    const lines = await (await ask('POST', settingsFor(server.port))).rest();
    const done = lines.at(-1);
    expect(done).toMatchObject({
      done: {
        data: {
          report: {
            steps: expect.arrayContaining([
              expect.objectContaining({
                stage: 'tls',
                secured: {
                  protocol: 'TLSv1.3',
                  cipher: expect.stringMatching(/^TLS_/),
                  subject: 'localhost',
                  issuer: 'Outgoing Mail Test CA',
                  validTo: '2125-01-01T00:00:00.000Z',
                  verified: true,
                },
              }),
              expect.objectContaining({
                stage: 'ehlo',
                offered: {
                  sizeLimit: 26_214_400,
                  signInMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
                  startTls: true,
                },
              }),
            ]),
          },
        },
      },
    });
    expect(JSON.stringify(lines)).not.toContain(SIGN_IN.pass);
  });

  it('ends with the failure and what helps against it', async () => {
    const lines = await (
      await ask('POST', { ...settingsFor(server.port), encryption: 'ssl' })
    ).rest();
    expect(lines.slice(-2)).toMatchObject([
      { step: { stage: 'tls', ok: false, failure: { code: 'TLS_WRONG_PORT' } } },
      {
        done: {
          data: {
            report: {
              ok: false,
              failure: {
                code: 'TLS_WRONG_PORT',
                remedies: [{ id: 'USE_TLS', set: { encryption: 'tls' }, field: 'encryption' }, {}],
              },
            },
          },
        },
      },
    ]);
  });
});

describe('a service that is no mail server', () => {
  it('is not quoted in a line, although it greets as one does', async () => {
    const ftp = createServer((socket) => {
      socket.on('error', () => {}).on('data', () => socket.write(`530 ${BANNER}\r\n`));
      socket.write(`220 ${BANNER}\r\n`);
    });
    await new Promise<void>((resolve) => ftp.listen(0, '127.0.0.1', resolve));
    const { port } = ftp.address() as AddressInfo;
    const lines = await (await ask('POST', { host: '127.0.0.1', port })).rest();
    ftp.close();
    expect(lines).toContainEqual({
      step: { stage: 'greeting', ok: true, ms: expect.any(Number) },
    });
    expect(lines.at(-1)).toMatchObject({
      done: { data: { report: { failure: { code: 'NOT_SMTP' } } } },
    });
    expect(JSON.stringify(lines)).not.toContain(BANNER);
  });
});

describe('a save that is told as it happens', () => {
  it('is carried out although whoever asked for it has left', async () => {
    const held = await holdBackRecipient();
    const told = await ask('PUT', held.settings);
    await held.asked();
    told.leave();
    held.open();
    await until(
      'the settings to be saved',
      async () => Object(Object((await app.admin.get(PATHS.PUT)).body).data).port,
      (port) => port === held.settings.port,
    );
    await held.close();
  });

  it('says at its end that it is saved', async () => {
    const lines = await (await ask('PUT', settingsFor(server.port))).rest();
    expect(lines.at(-1)).toMatchObject({
      done: { data: { saved: true, report: { ok: true }, settings: { port: server.port } } },
    });
  });

  it('ends with Strapi’s error where it cannot store what was checked', async () => {
    await app.restart({ ...SITE, encryptionKey: null });
    const lines = await (await ask('PUT', settingsFor(server.port))).rest();
    expect(lines.at(-1)).toMatchObject({
      error: {
        status: 400,
        name: 'ValidationError',
        details: { errors: [{ path: ['auth', 'password'] }] },
      },
    });
    await app.restart();
  });
});

describe('what stands against a check before it begins', () => {
  it('has its usual status and its usual format', async () => {
    for (const method of ['POST', 'PUT'] as const) {
      const told = await ask(method, { host: 7 });
      expect(told.status).toBe(400);
      expect(told.headers.get('content-type')).toContain('application/json');
    }
  });
});

it('answers as ever whoever does not ask for lines', async () => {
  const told = await ask('POST', settingsFor(server.port), 'application/json');
  expect(told.headers.get('content-type')).toContain('application/json');
});
