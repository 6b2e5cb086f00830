/** What lies in the database beside the editable fields comes back as it was. */
import { randomBytes } from 'node:crypto';
import type { MessageExtras } from '../../../server/messages/message';
import { extrasFromChunks, extrasToChunks } from '../../../server/messages/stored-extras';
import { SealUnavailableError } from '../../../server/seal';
import { aSeal } from '../settings/builders';
import { options, parse, refused } from './builders';

const seal = aSeal();

/** A database column holds UTF-8: half a character does not come back from it. */
const throughDatabase = (chunks: string[]): string[] =>
  chunks.map((chunk) => Buffer.from(chunk, 'utf8').toString('utf8'));

const stored = (extras: MessageExtras): MessageExtras =>
  extrasFromChunks(throughDatabase(extrasToChunks(extras, seal)), seal);

/** A row as somebody would write it who knows the form. */
const row = (text: string): string => `${text.length}:${text}`;

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

describe('stored extras', () => {
  it('of a message without any take no row', () => {
    expect(extrasToChunks({}, seal)).toEqual([]);
    expect(extrasFromChunks([], seal)).toEqual({});
  });

  it.each<[string, MessageExtras]>([
    [
      'every byte',
      { attachments: [{ content: EVERY_BYTE, filename: 'a' }], raw: EVERY_BYTE, amp: EVERY_BYTE },
    ],
    ['no byte', { attachments: [{ content: Buffer.alloc(0) }, { content: '' }] }],
    [
      'nested parts',
      {
        watchHtml: { content: EVERY_BYTE },
        icalEvent: { method: 'REQUEST', content: 'x' },
        alternatives: [{ raw: EVERY_BYTE }],
      },
    ],
    [
      'headers and lists',
      {
        headers: { a: 'b', c: ['d', 'e'] },
        list: { help: [{ url: 'x', comment: 'ü' }, [['y']]] },
        references: ['<a@b>'],
      },
    ],
    ['text of every kind', { xMailer: '\u0000 \u2028 ü € 😀 \ud800 "\\', inReplyTo: '' }],
    [
      'switches',
      { xMailer: false, attachDataUrls: true, attachments: [{ filename: false, content: 'x' }] },
    ],
    [
      'objects like our own mark',
      {
        headers: { $bytes: 'aGk=', $$bytes: 'x', $: 'y', $$$bytes: 'z' },
        list: { help: { $bytes: 'aGk=' } },
      },
    ],
    ['objects like a Buffer in JSON', { list: { help: { type: 'Buffer', data: [1, 2] } } }],
    [
      'keys and tokens',
      {
        dkim: { privateKey: 'k', keys: [{ $bytes: 'x' }] },
        auth: { accessToken: 't', expires: 5 },
      },
    ],
    [
      'keys of prototypes',
      { headers: JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string> },
    ],
  ])('bring back %s', (_, extras) => {
    expect(stored(extras)).toEqual(extras);
    expect(JSON.stringify(stored(extras))).toBe(JSON.stringify(extras));
  });

  it('bring back an attachment of 3 MB over several rows, each below the packets of every database', () => {
    const [content, text] = [randomBytes(3 * 1024 * 1024), 'ü€😀'.repeat(200_000)];
    const chunks = extrasToChunks({ attachments: [{ content }, { content: text }] }, seal);
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map((chunk) => Buffer.byteLength(chunk)))).toBeLessThan(
      4 * 1024 * 1024,
    );
    const { attachments = [] } = extrasFromChunks(throughDatabase(chunks), seal);
    expect(content.equals(Buffer.from(attachments[0]?.content ?? ''))).toBe(true);
    expect(attachments[1]?.content === text).toBe(true);
  });

  it('keep a character whole that stands where one row ends and the next begins', () => {
    for (const shift of [0, 1, 2, 3]) {
      const extras = { inReplyTo: 'x'.repeat(shift) + '😀'.repeat(600_000) };
      expect(stored(extras).inReplyTo === extras.inReplyTo).toBe(true);
    }
  });

  it('hold keys and tokens sealed, never in clear', () => {
    const rows = extrasToChunks(
      { dkim: { privateKey: 'PRIVATE-KEY' }, auth: { refreshToken: 'TOKEN-1' }, xMailer: 'open' },
      seal,
    ).join('');
    expect(rows).toContain('open');
    for (const secret of ['PRIVATE-KEY', 'TOKEN-1'])
      for (const form of [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')])
        expect(rows).not.toContain(form);
  });

  it('are refused when there is a secret and no key to seal it with, and only then', () => {
    const keyless = aSeal(null);
    expect(() => extrasToChunks({ auth: { accessToken: 'x' } }, keyless)).toThrow(
      SealUnavailableError,
    );
    expect(extrasFromChunks(extrasToChunks({ xMailer: 'x' }, keyless), keyless)).toEqual({
      xMailer: 'x',
    });
  });

  it('that were sealed with another key are an error, not a message without its signature', () => {
    const chunks = extrasToChunks({ dkim: { privateKey: 'k' } }, seal);
    for (const other of [aSeal(), aSeal(null)])
      expect(() => extrasFromChunks(chunks, other)).toThrow('another encryption key');
  });

  it('that lost a row are an error, not a message with half its attachments', () => {
    const chunks = extrasToChunks({ raw: randomBytes(2 * 1024 * 1024) }, seal);
    for (let lost = 0; lost < chunks.length; lost++)
      expect(() =>
        extrasFromChunks(
          chunks.filter((_, index) => index !== lost),
          seal,
        ),
      ).toThrow();
  });
});

describe('a row that somebody changed', () => {
  it.each([
    'null',
    '5',
    '[]',
    '"x"',
    '{}',
    '{"open":null}',
    '{"open":[]}',
    '{"open":{},"sealed":5}',
    '{"open":{"$bytes":"x"},"sealed":null}',
    '{',
  ])('is an error when it is %s', (text) =>
    expect(() => extrasFromChunks([row(text)], seal)).toThrow(),
  );

  it('is parsed like anything from outside before it is sent', async () => {
    const rows: [string, string][] = [
      ['attachments.0.path', '{"attachments":[{"path":"/etc/passwd"}]}'],
      ['headers.X-A', '{"headers":{"X-A":{"prepared":true,"value":"v\\r\\nBcc: e@f"}}}'],
      ['headers', '{"headers":{"$bytes":"aGk="}}'],
      ['html', '{"html":{"path":"data:no-comma"}}'],
      ['envelope.to', '{"envelope":{"to":"a@b>\\r\\nRSET"}}'],
      ['list.help', '{"list":{"help":{"$bytes":"aGk="}}}'],
    ];
    for (const [path, open] of rows) {
      const extras = extrasFromChunks([row(`{"open":${open},"sealed":null}`)], seal);
      expect((await refused(options(extras)))[0]).toContain(path);
    }
  });

  it('does not reach the prototype, nor switch on what messages may not', async () => {
    const extras = extrasFromChunks(
      [
        row(
          '{"open":{"__proto__":{"polluted":1},"disableFileAccess":false,"to":"evil@c"},"sealed":null}',
        ),
      ],
      seal,
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect((await parse({ ...extras, ...options() })).extras).toEqual({});
  });
});
