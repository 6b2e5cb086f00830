/** Options of `send()` that somebody would try, each a good message with a few fields of an attacker's. */
import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { CANARY_HEADER, hostileTexts, wrongKinds } from './hostile-values';

export type HostileOptions = Record<string, unknown>;

const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [] });

/** Short enough for a test, long enough for a signature. */
const privateKey = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

export const hostileMessages = (references: readonly string[]): fc.Arbitrary<HostileOptions> => {
  const { text, sly, breaking } = hostileTexts(references);
  const reference = fc.constantFrom(...references, 'data:text/plain,x', 'DATA:;base64,QQ==');
  const line = fc.oneof(
    { weight: 12, arbitrary: text },
    { weight: 1, arbitrary: wrongKinds },
    { weight: 1, arbitrary: fc.constant(false) },
  );

  const local = fc.constantFrom('ann', 'bob.b', '"a b"', '"a@b\\"c"', 'änn', 'a+b', '"', '<x');
  const domain = fc.constantFrom(
    'good.example',
    'exämple.example',
    '[192.0.2.1]',
    'xn--a',
    'ＧＯ.de',
  );
  const address = fc.tuple(local, domain).map((parts) => parts.join('@'));
  const mailbox = record({
    name: fc.oneof(text, address),
    address: fc.oneof({ weight: 3, arbitrary: address }, { weight: 2, arbitrary: text }),
  });
  const named = fc.tuple(text, address).map(([name, to]) => `"${name}" <${to}>`);
  const one = fc.oneof(
    { weight: 4, arbitrary: address },
    { weight: 3, arbitrary: mailbox },
    { weight: 2, arbitrary: named },
    { weight: 2, arbitrary: text },
    { weight: 1, arbitrary: fc.tuple(address, text).map((parts) => parts.join(' ')) },
    { weight: 1, arbitrary: wrongKinds },
  );
  const addresses = fc.oneof(one, fc.array(one, { maxLength: 3 }));

  const headerName = fc.oneof(
    fc.constantFrom(
      'X-A',
      'Subject',
      'To',
      'bcc',
      'From',
      'Content-Type',
      'DKIM-Signature',
      'Date',
    ),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'X-A:', 'x'.repeat(1000), 'Message-ID'),
    text,
  );
  const headerValue = fc.oneof(
    { weight: 4, arbitrary: line },
    { weight: 1, arbitrary: fc.array(line, { maxLength: 3 }) },
    { weight: 1, arbitrary: text.map((value) => ({ prepared: true, foldLines: true, value })) },
  );
  const headers = fc.oneof(
    fc.array(fc.tuple(headerName, headerValue), { maxLength: 3 }).map(Object.fromEntries),
    fc.array(record({ key: headerName, value: headerValue }), { maxLength: 3 }),
    wrongKinds,
  );

  const bytes = fc.oneof(
    breaking,
    breaking.map((content) => Buffer.from(content)),
    breaking.map((content) => Readable.from([Buffer.from(content)])),
    fc.constant(`<img src="data:image/png\r\n${CANARY_HEADER}: yes;base64,QQ==">`),
    text.map((inside) => `<p><img alt="" src="data:${inside};base64,QQ=="></p>`),
  );
  const content = fc.oneof(
    { weight: 6, arbitrary: bytes },
    { weight: 1, arbitrary: record({ path: reference }) },
    { weight: 1, arbitrary: record({ content: record({ href: reference }) }) },
    { weight: 1, arbitrary: wrongKinds },
  );
  const encodings = fc.constantFrom('7bit', '8bit', 'binary', 'base64', 'quoted-printable', 'QP');
  const part = record({
    content,
    filename: line,
    contentType: fc.oneof(fc.constantFrom('text/plain', 'message/rfc822', 'multipart/mixed'), line),
    contentDisposition: line,
    contentTransferEncoding: fc.oneof(encodings, line),
    cid: line,
    encoding: fc.oneof(fc.constantFrom('base64', 'hex', 'utf8', 'latin1'), line),
    headers,
  });
  const odd = record({ content, path: reference, href: reference, raw: content, method: line });
  const parts = fc.oneof(
    { weight: 4, arbitrary: fc.array(part, { maxLength: 2 }) },
    { weight: 1, arbitrary: part },
    { weight: 1, arbitrary: fc.array(odd, { maxLength: 2 }) },
    { weight: 1, arbitrary: wrongKinds },
  );
  const body = fc.oneof({ weight: 4, arbitrary: content }, { weight: 1, arbitrary: odd });

  const listItem = fc.oneof(line, record({ url: line, comment: line }));
  const notify = fc.constantFrom('never', 'success', ['failure', 'delay'], 'success,failure', 'x');
  const dsn = record({
    ...{ id: line, envid: line, orcpt: line, recipient: fc.oneof(address, line) },
    ...{
      return: fc.constantFrom('headers', 'full', 'x'),
      ret: line,
      notify: fc.oneof(notify, line),
    },
  });
  const dkim = record({
    domainName: fc.oneof(fc.constant('good.example'), line),
    keySelector: fc.oneof(fc.constant('2026'), line),
    privateKey: fc.oneof({ weight: 5, arbitrary: fc.constant(privateKey) }, line),
    headerFieldNames: line,
    skipFields: line,
    cacheDir: reference,
    keys: fc.oneof(
      fc.array(record({ domainName: line, keySelector: line }), { maxLength: 2 }),
      line,
    ),
  });
  const referenceList = fc.oneof(line, fc.array(line, { maxLength: 3 }));

  const fields: Record<string, fc.Arbitrary<unknown>> = {
    ...{ from: addresses, to: addresses, cc: addresses, bcc: addresses, replyTo: addresses },
    ...{ sender: addresses, subject: line, text: body, html: body, headers, xMailer: line },
    ...{
      messageId: fc.oneof(
        line,
        sly.map((id) => `<${id}@good.example>`),
      ),
      inReplyTo: line,
    },
    ...{ references: referenceList, encoding: line, priority: line, date: line, dsn, dkim },
    textEncoding: fc.oneof(fc.constantFrom('base64', 'quoted-printable', 'B'), line),
    list: fc.oneof(
      record({ help: listItem, unsubscribe: fc.array(listItem, { maxLength: 3 }), id: listItem }),
      fc.dictionary(headerName, listItem, { maxKeys: 2 }),
      wrongKinds,
    ),
    envelope: fc.oneof(
      { weight: 4, arbitrary: record({ from: one, to: addresses, cc: addresses, bcc: addresses }) },
      { weight: 1, arbitrary: record({ from: one, size: line, use8BitMime: line, dsn }) },
      { weight: 1, arbitrary: wrongKinds },
    ),
    auth: record({
      user: line,
      accessToken: line,
      refreshToken: line,
      accessUrl: reference,
      type: line,
    }),
    ...{ attachments: parts, alternatives: parts, icalEvent: body, amp: body, watchHtml: body },
    attachDataUrls: fc.oneof({ weight: 4, arbitrary: fc.boolean() }, wrongKinds),
    // The caller's own bytes; now and then only, for of these little more than the commands can be judged.
    raw: body,
    ...{ path: reference, href: reference, proxy: reference, ['__proto__']: wrongKinds },
  };
  const names = Object.keys(fields).filter((name) => name !== 'raw');
  const attacks = names.flatMap((name) => {
    const value = fields[name];
    return value === undefined ? [] : [value.map((given): [string, unknown] => [name, given])];
  });
  const attack = fc.oneof(...attacks);
  const good = { to: 'ann@good.example', subject: 'Hello', text: 'How are you?' };
  const overlaid = fc
    .tuple(fc.array(attack, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([chosen, dataUrls]): HostileOptions => ({
      ...good,
      ...(dataUrls ? { attachDataUrls: true } : {}),
      ...Object.fromEntries(chosen),
    }));
  const withRaw = fc.tuple(overlaid, body).map(([options, raw]) => ({ ...options, raw }));
  return fc.oneof({ weight: 40, arbitrary: overlaid }, { weight: 1, arbitrary: withRaw });
};
