/** What the bodies of the settings routes may hold. */
import { parseSaveRequest, parseCheckRequest } from '../../../server/settings/input';
import { certificatePem } from './certificate';

/** `{ 'auth.username': 'x' }` as `{ auth: { username: 'x' } }`. */
const bodyWith = (path: string, value: unknown): unknown =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

const pathsRefused = (body: unknown): string[] => {
  const parsed = parseCheckRequest(body);
  return parsed.ok ? [] : parsed.errors.map(({ path }) => path.join('.'));
};

const SECRET = 'S3cret-value';
const objects = ['auth', 'tls', 'sender'];
const texts = [
  'host',
  'auth.username',
  'auth.password',
  'ehloName',
  'sender.from',
  'sender.replyTo',
];
const numbers = ['port', 'timeoutSeconds', 'maxDeliveriesPerConnection', 'maxConnections'];
const switches = ['auth.enabled', 'tls.verify', 'sender.force'];

describe('a settings body', () => {
  it('may be empty, and may give every field', () => {
    const full = {
      host: 'mail.example.com',
      port: 587,
      encryption: 'tls',
      auth: { enabled: true, username: 'web', password: ' pä$$ word ' },
      timeoutSeconds: 600,
      maxDeliveriesPerConnection: 10_000,
      maxConnections: 50,
      ehloName: 'www.example.com',
      tls: { verify: false, ca: certificatePem },
      sender: { from: '"Site, the" <site@example.com>', replyTo: '', force: true },
    };
    expect(parseCheckRequest({})).toEqual({ ok: true, value: {} });
    expect(parseCheckRequest(full)).toEqual({ ok: true, value: full });
    expect(parseSaveRequest({ ...full, saveAnyway: true }).ok).toBe(true);
  });

  it.each([undefined, null, [], 'x', 5])('must be an object, not %p', (body) => {
    expect(parseCheckRequest(body)).toMatchObject({ ok: false, errors: [{ path: [] }] });
  });

  it.each(
    [...texts, 'tls.ca'].flatMap((path) =>
      [5, true, null, {}, ['x']].map((value) => [path, value] as const),
    ),
  )('refuses %s = %p, which is no text', (path, value) =>
    expect(pathsRefused(bodyWith(path, value))).toEqual([path]),
  );

  it.each(
    numbers.flatMap((path) =>
      ['25', true, null, {}, [25], NaN, Infinity, 1.5].map((value) => [path, value] as const),
    ),
  )('refuses %s = %p, which is no whole number', (path, value) =>
    expect(pathsRefused(bodyWith(path, value))).toEqual([path]),
  );

  it.each(
    switches.flatMap((path) => ['true', 1, 0, null, {}, []].map((value) => [path, value] as const)),
  )('refuses %s = %p, which is neither true nor false', (path, value) =>
    expect(pathsRefused(bodyWith(path, value))).toEqual([path]),
  );

  it.each(
    objects.flatMap((path) => ['x', 5, null, [], true].map((value) => [path, value] as const)),
  )('refuses %s = %p, which is no object', (path, value) =>
    expect(pathsRefused(bodyWith(path, value))).toEqual([path]),
  );

  it.each([
    ['port', 1, 65_535],
    ['timeoutSeconds', 1, 600],
    ['maxDeliveriesPerConnection', 1, 10_000],
    ['maxConnections', 1, 50],
  ] as const)('takes %s from %d to %d and nothing beyond', (path, min, max) => {
    expect([min, max].flatMap((value) => pathsRefused(bodyWith(path, value)))).toEqual([]);
    expect([min - 1, max + 1, -1].map((value) => pathsRefused(bodyWith(path, value)))).toEqual([
      [path],
      [path],
      [path],
    ]);
  });

  it.each(['TLS', 'starttls', '', 'SSL', 'none ', 0, null, ['ssl']])(
    'refuses the encryption %p',
    (value) => {
      expect(pathsRefused({ encryption: value })).toEqual(['encryption']);
    },
  );

  it.each(
    texts.flatMap((path) =>
      ['\r', '\n', '\r\n', '\0', '\x1b', '\x7f'].map((control) => [path, control] as const),
    ),
  )('refuses a control character inside %s: %j', (path, control) => {
    const value = path.startsWith('sender') ? `a${control}b@example.com` : `a${control}b`;
    expect(pathsRefused(bodyWith(path, value))).toEqual([path]);
  });

  it.each([
    '',
    ' ',
    'http://mail',
    'mail:25',
    'a b',
    '-a',
    'a..b',
    'a/b',
    'user@host',
    `${'a'.repeat(64)}.de`,
    `${'a.'.repeat(127)}a`,
    '[::1]',
  ])('refuses the host %j', (value) => expect(pathsRefused({ host: value })).toEqual(['host']));

  it.each([
    'localhost',
    '127.0.0.1',
    '::1',
    'smtp_relay',
    'mail.example.com.',
    'xn--exmple-cua.com',
    ' mail.example.com ',
  ])('takes the host %j', (value) =>
    expect(parseCheckRequest({ host: value })).toEqual({
      ok: true,
      value: { host: value.trim() },
    }),
  );

  it.each(['', 'www.example.com', '[192.0.2.1]', '[IPv6:2001:db8::1]'])(
    'takes the EHLO name %j',
    (value) => {
      expect(pathsRefused({ ehloName: value })).toEqual([]);
    },
  );

  it.each(['a b', '[x]', 'a]', 'a\tb'])('refuses the EHLO name %j', (value) => {
    expect(pathsRefused({ ehloName: value })).toEqual(['ehloName']);
  });

  it.each([
    'a@example.com',
    'Site <a@example.com>',
    '"Site, the" <a@example.com>',
    'Müller GmbH <a@exämple.de>',
    '',
  ])('takes the sender %j', (value) =>
    expect(pathsRefused({ sender: { from: value } })).toEqual([]),
  );

  it.each([
    'a',
    'a@',
    '@b',
    'a@b,c@d',
    'a@b.c, Eve <eve@evil.com>',
    '<a@b>, <c@d>',
    'Friends: a@b;, c@d',
    ' ',
  ])('refuses the sender %j, which is not one address', (value) =>
    expect(pathsRefused({ sender: { from: value } })).toEqual(['sender.from']),
  );

  it('keeps an unread certificate out, and text between certificates', () => {
    const refused = [
      'x',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      `${certificatePem}\nrm -rf`,
      `${certificatePem}\0`,
    ];
    expect(refused.map((ca) => pathsRefused({ tls: { ca } }))).toEqual(
      refused.map(() => ['tls.ca']),
    );
    expect(pathsRefused({ tls: { ca: `${certificatePem}\r\n${certificatePem}` } })).toEqual([]);
    expect(pathsRefused({ tls: { ca: '' } })).toEqual([]);
  });

  it('does not take an empty password for "keep it", nor for none', () => {
    expect(pathsRefused({ auth: { password: '' } })).toEqual(['auth.password']);
  });

  it('names an unknown key at its own level', () => {
    const body = {
      hots: 1,
      auth: { user: 1 },
      tls: { rejectUnauthorized: false },
      sender: { cc: '' },
    };
    expect(pathsRefused(body).sort()).toEqual([
      'auth.user',
      'hots',
      'sender.cc',
      'tls.rejectUnauthorized',
    ]);
    expect(pathsRefused({ saveAnyway: true })).toEqual(['saveAnyway']);
    expect(parseSaveRequest({ saveAnyway: 'yes' })).toMatchObject({ ok: false });
    expect(parseSaveRequest({ auth: { user: 1 } })).toMatchObject({
      ok: false,
      errors: [{ path: ['auth', 'user'] }],
    });
  });

  it('is not poisoned by the keys of prototypes', () => {
    const body: unknown = JSON.parse(
      '{"__proto__":{"host":"evil.example"},"constructor":1,"auth":{"__proto__":{"enabled":true}}}',
    );
    const parsed = parseCheckRequest(body);
    if (parsed.ok) {
      expect(parsed.value.host).toBeUndefined();
      expect(parsed.value.auth?.enabled).toBeUndefined();
    }
    expect(({} as Record<string, unknown>).host).toBeUndefined();
  });

  it('reports every wrong field at once', () => {
    const body = { host: '', port: 0, encryption: 'x', auth: { enabled: 1 }, tls: { ca: 'x' } };
    expect(pathsRefused(body)).toEqual(['host', 'port', 'encryption', 'auth.enabled', 'tls.ca']);
  });

  it.each([...texts, 'tls.ca', ...numbers, ...switches, 'encryption', ...objects, 'nonsense'])(
    'never repeats the value of %s in the error',
    (path) => {
      for (const value of [
        `${SECRET}\r\n!`,
        [SECRET],
        { [`x`]: SECRET },
        `<${SECRET}> ${'x'.repeat(1100)}\0`,
      ]) {
        const parsed = parseCheckRequest(bodyWith(path, value));
        expect(parsed.ok).toBe(false);
        expect(JSON.stringify(parsed)).not.toContain(SECRET);
      }
    },
  );

  it('reads hostile text in time', () => {
    const began = performance.now();
    for (const value of [
      'a.'.repeat(50_000),
      'a-'.repeat(50_000),
      '<'.repeat(50_000),
      '-----BEGIN CERTIFICATE-----'.repeat(3000),
      '@'.repeat(100_000),
    ])
      for (const path of [...texts, 'tls.ca']) pathsRefused(bodyWith(path, value));
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
