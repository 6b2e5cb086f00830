/** Ten thousand settings of an attacker's, and what a mail server heard when those that were accepted were checked. */
import fc from 'fast-check';
import { parseAddresses } from '../../../server/smtp/addresses';
import { checkSettings } from '../../../server/smtp/check';
import { changeSettings } from '../../../server/settings/change';
import { parseCheckRequest, parseSaveRequest } from '../../../server/settings/input';
import { DEFAULT_SETTINGS, type Settings } from '../../../server/settings/settings';
import { hasControls } from '../../../server/validation';
import { type SmtpRecorder, startSmtpRecorder } from '../../support/smtp-recorder';
import { hostileTexts, SEED, wrongKinds } from './hostile-values';

const RUNS = 10_000;
/** Checks by way of a real connection take a few milliseconds each. */
const CHECKS = 500;
/** Stands in every password that is made up, so that it can be looked for. */
const IN_PASSWORD = 'hunter2';

const PATH = String.raw`<(?:(?:"(?:\\.|[^"\\])*"|[^\s<>"]+)@[^\s<>"@]+)?>`;
const COMMANDS = [
  /^(EHLO|HELO) (?:[a-z0-9_.-]+|\[(?:IPv6:)?[0-9a-f:.]+\])$/i,
  /^AUTH PLAIN [A-Za-z0-9+/]+={0,2}$/,
  new RegExp(`^MAIL FROM:${PATH}( (BODY=8BITMIME|SMTPUTF8))*$`),
  new RegExp(`^RCPT TO:${PATH}$`),
  /^(RSET|QUIT)$/,
];

const { text, sly } = hostileTexts(['/etc/passwd', 'file:///etc/passwd', 'http://127.0.0.1/']);
/** Mostly good: one bad field is enough for a whole body to be refused, and that proves little. */
const or = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 60, arbitrary: good },
    { weight: 2, arbitrary: text },
    { weight: 1, arbitrary: wrongKinds },
  );
const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [] });
const oneOf = (...values: unknown[]) => fc.constantFrom(...values);

const switches = or(fc.boolean());
const hosts = fc.oneof(
  { weight: 9, arbitrary: oneOf('mail.example.com', '127.0.0.1', '::1', '0x7f.1', 'x_y.example.') },
  { weight: 1, arbitrary: oneOf('[::1]', 'a@b', 'a.example:25', 'smtp://x', '-x', '２５.example') },
);
const numbers = fc.oneof(
  { weight: 9, arbitrary: oneOf(1, 5, 25, 50) },
  { weight: 1, arbitrary: oneOf(0, -1, 1e9, 2.5, NaN, Infinity, '25', '25\r\n') },
);
const names = fc.oneof(
  { weight: 9, arbitrary: oneOf('www.example.com', '[127.0.0.1]', '[IPv6:::1]', '') },
  { weight: 1, arbitrary: oneOf('a b', '[x]', 'www.example.com\r\nRSET', 'a SIZE=1') },
);
const senders = fc.oneof(
  { weight: 9, arbitrary: oneOf('', 'a@b.example', '"a\\"@c" <a@b.example>', '"a b"@c.example') },
  { weight: 2, arbitrary: sly.map((name) => `"${name}" <a@b.example>`) },
  { weight: 1, arbitrary: text.map((inside) => `a@b.example${inside}`) },
);
const passwords = fc.oneof(
  { weight: 9, arbitrary: sly.map((inside) => `${IN_PASSWORD}${inside}`) },
  { weight: 1, arbitrary: text.map((inside) => `${IN_PASSWORD}${inside}`) },
  { weight: 1, arbitrary: text.map((inside) => [`${IN_PASSWORD}${inside}`]) },
);
const unknownFields = fc.oneof(
  { weight: 30, arbitrary: fc.constant<[unknown, string][]>([]) },
  { weight: 1, arbitrary: fc.array(fc.tuple(fc.oneof(text, oneOf('__proto__')), text)) },
);
const settings = record({
  host: or(hosts),
  port: or(numbers),
  encryption: or(oneOf('none', 'tls', 'ssl')),
  auth: or(record({ enabled: switches, username: or(sly), password: passwords })),
  timeoutSeconds: or(numbers),
  maxDeliveriesPerConnection: or(numbers),
  maxConnections: or(numbers),
  ehloName: or(names),
  tls: or(record({ verify: switches, ca: or(oneOf('', '-----BEGIN CERTIFICATE-----')) })),
  sender: or(record({ from: or(senders), replyTo: or(senders) })),
  confirmClearText: switches,
});
const bodies = or(
  fc
    .tuple(settings, unknownFields)
    .map(([known, unknown]): object => Object.assign(JSON.parse(jsonOf(unknown)) as object, known)),
);

/** With `__proto__` as a key of its own, as a body over HTTP has it. */
const jsonOf = (pairs: [unknown, string][]): string =>
  `{${pairs.map((pair) => pair.map((part) => JSON.stringify(part)).join(':')).join(',')}}`;

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return Object.values(Object(value) as object).flatMap(textsIn);
};

let recorder: SmtpRecorder;

beforeAll(async () => {
  recorder = await startSmtpRecorder();
});

afterAll(async () => {
  await recorder.close();
});

it(`reads of ${RUNS.toLocaleString('en')} hostile bodies only settings, and tells no password`, () => {
  const figures = { made: 0, accepted: 0 };
  const property = fc.property(bodies, (body) => {
    figures.made += 1;
    for (const parse of [parseSaveRequest, parseCheckRequest]) {
      const parsed = parse(body);
      if (!parsed.ok) {
        expect(parsed.errors.length).toBeGreaterThan(0);
        expect(JSON.stringify(parsed.errors)).not.toContain(IN_PASSWORD);
        for (const { message } of parsed.errors) expect(message).toMatch(/^(is|must) /);
        continue;
      }
      figures.accepted += 1;
      const { tls, ...oneLine } = parsed.value;
      expect(textsIn(oneLine).filter(hasControls)).toEqual([]);
      expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
      expect(typeof (tls?.verify ?? true)).toBe('boolean');
    }
  });
  fc.assert(property, { numRuns: RUNS, seed: SEED });

  expect(figures.made).toBe(RUNS);
  // Else it would prove little.
  expect(figures.accepted).toBeGreaterThan(RUNS / 4);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

it(`says to the server, of ${CHECKS} hostile settings that were accepted, only commands that were meant`, async () => {
  const figures = { checked: 0, signedIn: 0, withName: 0 };
  const property = fc.asyncProperty(bodies, async (body) => {
    const next = accepted(body);
    fc.pre(next !== undefined);
    const here = { host: '127.0.0.1', port: recorder.port, encryption: 'none' as const };
    const sender = parseAddresses(next.sender.from || 'site@example.com')[0]?.address ?? '';
    const now = () => performance.now();
    await checkSettings({
      settings: { ...next, ...here, timeoutSeconds: 5 },
      ...{ sender, recipient: sender, now },
    });

    const { lines, bodies: messages } = recorder.take();
    expect(messages).toEqual([]);
    const heard = lines.map((line) => Buffer.from(line, 'latin1').toString());
    expect(heard.filter((line) => !COMMANDS.some((command) => command.test(line)))).toEqual([]);
    for (const verb of ['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA']) {
      expect(heard.filter((line) => line.startsWith(verb)).length).toBeLessThanOrEqual(1);
    }
    const credentials = heard.find((line) => line.startsWith('AUTH'))?.slice('AUTH PLAIN '.length);
    if (credentials !== undefined) {
      const { username, password } = next.auth;
      const meant = Buffer.from(`\0${username}\0${password}`).toString('base64');
      expect(credentials).toBe(meant);
      figures.signedIn += 1;
    }
    figures.checked += 1;
    if (next.ehloName !== '') figures.withName += 1;
  });
  await fc.assert(property, { numRuns: CHECKS, seed: SEED, maxSkipsPerRun: 1000 });

  expect(figures.checked).toBe(CHECKS);
  expect(figures.signedIn).toBeGreaterThan(CHECKS / 20);
  expect(figures.withName).toBeGreaterThan(CHECKS / 20);
});

const accepted = (body: unknown): Settings | undefined => {
  const parsed = parseSaveRequest(body);
  if (!parsed.ok) return undefined;
  const change = changeSettings(DEFAULT_SETTINGS, parsed.value, {
    locked: [],
    hasPassword: false,
    network: { ports: 'any', hosts: 'any' },
    references: [],
    confirmClearText: true,
  });
  return change.ok ? change.value : undefined;
};
