/** What a browser is given when somebody downloads an attachment: bytes, and a name that does no harm. */
import fc from 'fast-check';
import { attachmentFile, safeFileName } from '../../../server/messages/attachment-file';

const headersFor = (filename: string | false, contentType?: string) =>
  attachmentFile({ attachments: [{ filename, contentType, content: 'x' }] }, 0)?.headers ?? {};

describe('an attachment to download', () => {
  it('has its bytes, whether it was handed in as bytes, as text or encoded', () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    const attachments = [
      { filename: 'a', content: bytes },
      { filename: 'b', content: bytes.toString('base64'), encoding: 'base64' },
      { filename: 'c', content: 'Grüße' },
      { filename: 'd', raw: 'Content-Type: text/plain\r\n\r\nraw' },
    ];
    const file = (index: number) => attachmentFile({ attachments }, index)?.bytes;
    expect(file(0)).toEqual(bytes);
    expect(file(1)).toEqual(bytes);
    expect(file(2)?.toString()).toBe('Grüße');
    expect(file(3)?.toString()).toContain('raw');
  });

  it('is counted as the Content Manager lists them, the calendar event last', () => {
    const extras = { attachments: [{ content: 'x' }], icalEvent: { content: 'BEGIN:VCALENDAR' } };
    expect(attachmentFile(extras, 0)?.filename).toBe('attachment');
    expect(attachmentFile(extras, 1)?.filename).toBe('invite.ics');
    expect(attachmentFile(extras, 2)).toBeUndefined();
    expect(attachmentFile({}, 0)).toBeUndefined();
  });

  it.each(['text/html', 'image/svg+xml', 'application/pdf', 'text/javascript', 'x', ''])(
    'is bytes to the browser where its sender calls it %j',
    (type) => expect(headersFor('a', type)['content-type']).toBe('application/octet-stream'),
  );

  it('keeps a type of which nothing runs', () =>
    expect(headersFor('a', 'image/png; name="a"')['content-type']).toBe('image/png'));

  it('is saved and not shown, nor guessed at', () =>
    expect(headersFor('a')).toMatchObject({
      'content-disposition': expect.stringMatching(/^attachment;/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox;/),
    }));

  it('has its name in full, and in ASCII for those who read no more', () =>
    expect(headersFor('Grüße (“2026”).pdf')['content-disposition']).toBe(
      `attachment; filename="Gr__e (_2026_).pdf"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%28%E2%80%9C2026%E2%80%9D%29.pdf`,
    ));

  it.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\evil.exe', 'C__Windows_evil.exe'],
    ['a\r\nSet-Cookie: b', 'aSet-Cookie_ b'],
    ['invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['..', 'attachment'],
    ['', 'attachment'],
    [`${'long'.repeat(100)}.pdf`, `${'long'.repeat(100).slice(0, 146)}.pdf`],
  ])('is not saved as %j', (name, safe) => expect(safeFileName(name)).toBe(safe));

  it('has a header of one line in ASCII, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = headersFor(name)['content-disposition'] ?? '';
        expect(header).toMatch(
          /^attachment; filename="[ !#-$&-[\]-~]*"; filename\*=UTF-8''[\w.~%-]*$/,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
