/** What goes over the wire is nodemailer's message, byte for byte, made with less ado. */
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import MailComposer, { type MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { canWrite, createMessageStream } from '../../../server/smtp/mime';

const MESSAGE: MailComposerOptions = {
  from: 'Site <site@example.com>',
  to: 'ann@example.com',
  subject: 'Hello',
  messageId: '<1@example.com>',
  date: new Date('2026-11-01T12:00:00Z'),
};

const compile = (options: MailComposerOptions) =>
  new MailComposer({ ...MESSAGE, ...options }).compile();

const both = async (options: MailComposerOptions): Promise<[string, string]> => {
  const message = compile(options);
  const theirs = await buffer(message.createReadStream());
  expect(canWrite(message)).toBe(true);
  const ours = await buffer(createMessageStream(message));
  return [ours.toString('latin1'), theirs.toString('latin1')];
};

const LONG = 'The quick brown fox jumps over the lazy dog. '.repeat(40);

describe('the same bytes as nodemailer', () => {
  it.each<[string, MailComposerOptions]>([
    ['text', { text: 'How are you?' }],
    ['nothing', {}],
    ['text that ends in a line break', { text: 'How are you?\r\n' }],
    ['text that ends in half of one', { text: 'How are you?\r' }],
    ['lines that begin with dots', { text: '.\n..\r\n.\r\n' }],
    ['text and HTML', { text: LONG, html: `<p>${LONG}</p>` }],
    ['text of all languages', { text: 'Grüße, 你好, 😀 '.repeat(50) }],
    ['text that is more than half foreign', { text: '你好'.repeat(500) }],
    ['an attachment of bytes', { text: LONG, attachments: [{ content: randomBytes(1000) }] }],
    ['an empty attachment', { attachments: [{ filename: 'a.txt', content: '' }] }],
    [
      'a picture that the HTML shows',
      { html: '<img src="cid:a">', attachments: [{ cid: 'a', content: randomBytes(57) }] },
    ],
    [
      'an attachment as it is',
      {
        attachments: [{ content: 'a\nb', contentTransferEncoding: '7bit', contentType: 'text/x' }],
      },
    ],
    [
      'a mail in a mail',
      { attachments: [{ contentType: 'message/rfc822', content: 'A: b\n\nc' }] },
    ],
    [
      'a calendar event',
      { text: 'Come', icalEvent: { content: 'BEGIN:VCALENDAR', method: 'REQUEST' } },
    ],
    ['text in base64', { text: LONG, textEncoding: 'base64' }],
  ])('%s', async (_, options) => {
    const [ours, theirs] = await both(options);
    expect(ours).toBe(theirs);
  });

  it.each([76, 57 * 768, 57 * 768 + 1, 57 * 768 * 3 - 1, 64 * 1024, 1_000_003])(
    'an attachment of %s bytes',
    async (size) => {
      const [ours, theirs] = await both({ attachments: [{ content: randomBytes(size) }] });
      expect(ours === theirs).toBe(true);
    },
  );

  it('any text, HTML and attachment', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => !/[ \t]$/.test(text)),
        fc.string({ maxLength: 3000 }).filter((text) => !/[ \t]$/.test(text)),
        fc.uint8Array({ maxLength: 300 }),
        async (text, html, bytes) => {
          const [ours, theirs] = await both({
            text,
            html,
            attachments: [{ filename: 'a.bin', content: Buffer.from(bytes) }],
          });
          expect(ours).toBe(theirs);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('one piece after another', () => {
  const piecesOf = async (options: MailComposerOptions) => {
    const pieces: Buffer[] = [];
    for await (const piece of createMessageStream(compile(options))) pieces.push(piece as Buffer);
    return pieces.map(({ length }) => length);
  };

  it('is a single one when the message is small', async () => {
    const attachments = [{ content: randomBytes(1000) }, { content: 'text' }];
    expect(await piecesOf({ text: LONG, html: LONG, attachments })).toHaveLength(1);
  });

  it('is none that is as large as the attachment', async () => {
    const sizes = await piecesOf({ attachments: [{ content: randomBytes(5_000_000) }] });
    expect(Math.max(...sizes)).toBeLessThan(256 * 1024);
  });

  it('lets everything else have its turn meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await piecesOf({ attachments: [{ content: randomBytes(20_000_000) }] });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('what is left to nodemailer', () => {
  it.each<[string, MailComposerOptions]>([
    ['a message that is handed in whole', { raw: 'A: b\r\n\r\nc' }],
    ['a part that is', { attachments: [{ raw: 'A: b\r\n\r\nc' }] }],
    ['text that is too long for one piece', { text: `é${LONG.repeat(100)}` }],
    ['line breaks to order', { text: 'a', newline: 'win' }],
    [
      'bytes in quoted-printable',
      { attachments: [{ content: 'a', contentTransferEncoding: 'quoted-printable' }] },
    ],
  ])('%s', (_, options) => {
    expect(canWrite(compile(options))).toBe(false);
  });
});

describe('a message that may not begin', () => {
  it('is not read, and fails with the reason', async () => {
    const stream = createMessageStream(compile({ text: 'a' }), Promise.reject(new Error('lost')));
    await expect(buffer(stream)).rejects.toThrow('lost');
    expect(stream.readableDidRead).toBe(false);
  });
});
