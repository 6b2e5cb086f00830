/** Streams that are handed in: read once, within the limit, closed on every path. */
import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { options, parse, refusal, refused } from './builders';

const endless = (): Readable =>
  new Readable({
    read() {
      this.push(Buffer.alloc(16 * 1024));
    },
  });
const never = (): Readable => new Readable({ read() {} });
const saying = (...chunks: string[]): Readable =>
  Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('a stream', () => {
  it('is read wherever content may stand', async () => {
    const message = await parse({
      to: 'a@b',
      text: saying('a', 'b'),
      html: { content: saying('<b>') },
      attachments: [{ content: saying('c', 'd') }, { raw: saying('r') }],
      alternatives: [{ content: saying('e') }],
      icalEvent: saying('f'),
      amp: saying('g'),
      watchHtml: { content: saying('h') },
      raw: saying('i'),
    });
    expect(message.fields).toMatchObject({ text: 'ab', html: '<b>' });
    expect(message.extras).toEqual({
      attachments: [{ content: Buffer.from('cd') }, { raw: Buffer.from('r') }],
      alternatives: [{ content: Buffer.from('e') }],
      icalEvent: { content: Buffer.from('f') },
      amp: Buffer.from('g'),
      watchHtml: { content: Buffer.from('h') },
      raw: Buffer.from('i'),
    });
    expect(message.bytes).toBe('ab<b>cdrefghi'.length);
  });

  it('keeps characters whole across its chunks', async () => {
    const bytes = Buffer.from('ä€😀');
    const stream = Readable.from([...bytes].map((byte) => Buffer.from([byte])));
    expect((await parse({ to: 'a@b', text: stream })).fields.text).toBe('ä€😀');
  });

  it('of the package readable-stream is one too', async () => {
    const inner = saying('x');
    const foreign = {
      pipe: () => undefined,
      on: () => foreign,
      destroy: () => inner.destroy(),
      [Symbol.asyncIterator]: () => inner[Symbol.asyncIterator](),
    };
    expect(
      (await parse(options({ attachments: [{ content: foreign }] }))).extras.attachments,
    ).toEqual([{ content: Buffer.from('x') }]);
    expect(inner.destroyed).toBe(true);
  });

  it('is cut off at the limit, and all the others are closed', async () => {
    const streams = [endless(), never(), never()];
    const error = await refusal(
      {
        to: 'a@b',
        attachments: [{ content: streams[0] }, { content: streams[1] }],
        html: 'x',
        raw: streams[2],
      },
      { maxMessageBytes: 100_000 },
    );
    expect(error.details.errors.map(({ path }) => path)).toEqual([['message']]);
    expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
  });

  it('is closed when another field is wrong, but not one that is no content of ours', async () => {
    const streams = [saying('x'), saying('y'), saying('z')];
    const [text, content, stray] = streams;
    expect(
      await refused({ to: 'nobody', text, attachments: [{ content }], request: stray }),
    ).toEqual(['to']);
    expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, true, false]);
  });

  it('is closed when it was read', async () => {
    const stream = saying('x');
    await parse(options({ html: stream }));
    expect(stream.destroyed).toBe(true);
  });

  it('that fails is refused by the name of its field, with the error as cause', async () => {
    const other = never();
    const failing = new Readable({
      read() {
        this.destroy(new Error('disk gone'));
      },
    });
    const error = await refusal(
      options({ attachments: [{ content: 'x' }, { content: failing }, { content: other }] }),
    );
    expect(error.details.errors).toEqual([
      {
        path: ['attachments', '1', 'content'],
        message: 'is a stream that could not be read: disk gone',
      },
    ]);
    expect(error.cause).toEqual(new Error('disk gone'));
    expect(other.destroyed).toBe(true);
  });

  it('that fails while another one is being read does not end the process', async () => {
    const slow = new PassThrough();
    setTimeout(() => slow.end('x'), 100);
    const missing = createReadStream('/does/not/exist');
    expect(
      await refused(options({ attachments: [{ content: slow }, { content: missing }] })),
    ).toEqual(['attachments.1.content']);
  });

  it('that was read already is refused, because it would be sent as nothing', async () => {
    const stream = saying('x');
    await parse(options({ attachments: [{ content: stream }] }));
    expect(await refused(options({ attachments: [{ content: stream }] }))).toEqual([
      'attachments.0.content',
    ]);
    const same = saying('x');
    expect(await refused(options({ attachments: [{ content: same }, { content: same }] }))).toEqual(
      ['attachments.1.content'],
    );
  });

  it('that gives no bytes is refused', async () => {
    expect(await refused(options({ html: Readable.from([5, {}]) }))).toEqual(['html']);
  });
});

describe('bytes', () => {
  it('come as Buffer, as typed array, and as a Buffer that went through JSON', async () => {
    const bytes = Buffer.from([0, 1, 254, 255]);
    const json: unknown = JSON.parse(JSON.stringify(bytes));
    const { extras } = await parse(
      options({
        attachments: [{ content: bytes }, { content: new Uint8Array(bytes) }, { content: json }],
      }),
    );
    expect(extras.attachments).toEqual([
      { content: bytes },
      { content: bytes },
      { content: bytes },
    ]);
    expect(
      (await parse(options({ html: JSON.parse(JSON.stringify(Buffer.from('<b>'))) as unknown })))
        .fields.html,
    ).toBe('<b>');
  });

  it('of text in an encoding are text', async () => {
    const { fields, extras } = await parse({
      to: 'a@b',
      html: { content: 'PGI+', encoding: 'base64' },
      raw: { content: '7261', encoding: 'hex' },
    });
    expect([fields.html, extras.raw]).toEqual(['<b>', Buffer.from('ra')]);
  });
});
