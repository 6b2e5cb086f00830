/** What `send()` takes, and what it refuses. */
import { InvalidMessageError } from '../../../server/messages/message';
import { NOW, options, parse, refusal, refused } from './builders';

const PEM = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';

describe('a message', () => {
  it('may have every field of Strapi’s own nodemailer provider', async () => {
    const extras = {
      sender: 'Office <office@example.com>',
      attachments: [
        {
          filename: 'a.txt',
          content: 'aGk=',
          encoding: 'base64',
          contentType: 'text/plain',
          cid: 'a@b',
          contentDisposition: 'inline',
        },
        {
          filename: false,
          content: Buffer.from([0, 255]),
          contentTransferEncoding: false,
          headers: { 'X-A': 'b' },
        },
        { raw: 'Content-Type: text/plain\r\n\r\nraw' },
      ],
      alternatives: [{ contentType: 'text/x-web', content: 'x' }],
      headers: { 'X-Campaign': 'spring', 'X-Many': ['a', 'b'] },
      priority: 'high',
      xMailer: 'Site',
      inReplyTo: '<a@b>',
      references: ['<a@b>', '<c@d>'],
      textEncoding: 'base64',
      encoding: 'utf-8',
      icalEvent: { method: 'REQUEST', content: 'BEGIN:VCALENDAR', filename: 'x.ics' },
      list: {
        unsubscribe: { url: 'https://example.com/u', comment: 'Leave' },
        help: ['a@b', 'c@d'],
      },
      envelope: { from: 'bounce@example.com', to: 'ann@example.com' },
      amp: '<html amp4email></html>',
      dsn: { id: 'x', return: 'headers', notify: ['failure', 'delay'], recipient: 'a@b' },
      dkim: { domainName: 'example.com', keySelector: '2026', privateKey: PEM },
      attachDataUrls: true,
      raw: 'From: a@b\r\n\r\nraw',
      auth: { user: 'u', refreshToken: 'r', accessToken: 'a', expires: 5 },
      watchHtml: '<b>w</b>',
    };
    const message = await parse({
      ...extras,
      from: 'Ann <ann@example.com>',
      to: ['bob@example.com', { name: 'Cy "C" Doe', address: 'cy@example.com' }],
      cc: 'dee@example.com, Eve <eve@example.com>',
      bcc: { name: '', address: 'fay@example.com' },
      replyTo: 'Help <help@example.com>',
      subject: 'Grüße\n',
      text: 'text',
      html: Buffer.from('<b>html</b>'),
      messageId: 'id@example.com',
      date: '2026-01-02T03:04:05Z',
    });
    expect(message.extras).toEqual(extras);
    expect(message.fields).toEqual({
      from: 'Ann <ann@example.com>',
      to: 'bob@example.com, "Cy \\"C\\" Doe" <cy@example.com>',
      cc: 'dee@example.com, Eve <eve@example.com>',
      bcc: 'fay@example.com',
      replyTo: 'Help <help@example.com>',
      subject: 'Grüße',
      text: 'text',
      html: '<b>html</b>',
    });
    expect([message.messageId, message.date]).toEqual([
      '<id@example.com>',
      new Date('2026-01-02T03:04:05Z'),
    ]);
  });

  it('gets what it does not give: sender, reply address, id, date', async () => {
    const message = await parse({ to: 'ann@example.com' }, { replyTo: 'help@example.com' });
    expect(message).toEqual({
      fields: {
        from: 'Site <site@example.com>',
        to: 'ann@example.com',
        cc: '',
        bcc: '',
        replyTo: 'help@example.com',
        subject: '',
        text: '',
        html: '',
      },
      extras: {},
      messageId: '<made@example.com>',
      sensitive: false,
      date: NOW,
      bytes: 0,
    });
  });

  it('takes empty strings, null and undefined for "not given"', async () => {
    for (const nothing of ['', null, undefined]) {
      const { fields, extras } = await parse(
        options({
          from: nothing,
          replyTo: nothing,
          cc: nothing,
          bcc: nothing,
          html: nothing,
          messageId: nothing,
          date: nothing,
          priority: nothing,
          sender: nothing,
        }),
      );
      expect(fields).toMatchObject({
        from: 'Site <site@example.com>',
        cc: '',
        bcc: '',
        replyTo: '',
      });
      expect(extras).toEqual({});
    }
  });

  it.each([undefined, null, 'x', 5, [], Buffer.from('x'), Symbol('x')])(
    'is not %p',
    async (value) => {
      expect(await refused(value)).toEqual(['message']);
    },
  );

  it.each([
    {},
    { to: '' },
    { to: [] },
    { to: ',' },
    { to: 'Undisclosed:;' },
    { to: '()' },
    { envelope: {} },
  ])('without a recipient is refused: %j', async (value) => {
    expect(await refused({ subject: 'x', text: 'x', ...value })).toEqual(['to']);
  });

  it.each(['cc', 'bcc'])('may have its only recipient in %s', async (field) => {
    await expect(parse({ [field]: 'a@b' })).resolves.toBeTruthy();
    await expect(parse({ envelope: { [field]: 'a@b' } })).resolves.toBeTruthy();
  });

  it('is refused with all of its errors at once, and status 400', async () => {
    const error = await refusal({
      to: 'nobody',
      subject: 5,
      html: 5,
      priority: 'urgent',
      headers: 'x',
      attachments: ['x'],
      date: 'soon',
    });
    expect(error.details.errors.map(({ path }) => path.join('.')).sort()).toEqual(
      ['attachments.0', 'date', 'headers', 'html', 'priority', 'subject', 'to'].sort(),
    );
    expect(error.statusCode).toBe(400);
    expect(error.message).toContain('priority must be one of high, normal, low');
  });

  it('counts bytes of every part, and is refused above the limit', async () => {
    const parts = {
      text: 'a'.repeat(400),
      html: Buffer.alloc(300, 'x'),
      attachments: [{ content: 'é'.repeat(150) }],
    };
    expect((await parse({ to: 'a@b', ...parts }, { maxMessageBytes: 1000 })).bytes).toBe(1000);
    const error = await refusal({ to: 'a@b', subject: 5, ...parts }, { maxMessageBytes: 999 });
    expect(error.details.errors.map(({ path }) => path[0])).toEqual(['subject', 'message']);
    expect(error.message).toContain('999 bytes (drafts.maxMessageBytes)');
  });

  it.each([
    ['<id@host>', '<id@host>'],
    ['id@host', '<id@host>'],
    [' <a@b@c> ', '<a@b@c>'],
  ])('takes the id %j', async (given, id) => {
    expect((await parse(options({ messageId: given }))).messageId).toBe(id);
  });

  it.each([
    'x',
    '<x>',
    '<a@b',
    'a@b>',
    '@',
    'a@',
    'a b@c',
    '<a@b>\r\nBcc: e@f',
    'a\0@b',
    'a\x01@b',
    5,
    {},
    `${'@'.repeat(500_000)} x`,
    `a@${'b'.repeat(999)}`,
  ])('refuses the id %p', async (messageId) => {
    expect(await refused(options({ messageId }))).toEqual(['messageId']);
  });

  it('reads letter case of choices as nodemailer does', async () => {
    const { extras } = await parse(options({ priority: 'HIGH', textEncoding: 'Base64' }));
    expect(extras).toEqual({ priority: 'high', textEncoding: 'base64' });
  });

  it('takes one attachment that stands by itself', async () => {
    expect((await parse(options({ attachments: { content: 'x' } }))).extras.attachments).toEqual([
      { content: 'x' },
    ]);
  });

  it('takes the recipients out of its headers, so that nobody is written to unseen', async () => {
    const { fields, extras } = await parse({
      to: 'a@b',
      headers: { Cc: 'c@d', BCC: ['e@f', 'g@h'], To: 'ignored@b', 'X-A': '1' },
    });
    expect(fields).toMatchObject({ to: 'a@b', cc: 'c@d', bcc: 'e@f, g@h' });
    expect(extras.headers).toEqual({ 'X-A': '1' });
    expect(await refused(options({ headers: { Cc: 'nobody' } }))).toEqual(['headers.Cc']);
  });

  it('leaves out what only the site may decide: where DKIM caches, who signs in how', async () => {
    const { extras } = await parse(
      options({
        dkim: { domainName: 'a', cacheDir: '/tmp', keys: [{ domainName: 'b', privateKey: PEM }] },
        auth: { user: 'u', pass: 'p', type: 'LOGIN' },
        disableFileAccess: false,
        disableUrlAccess: false,
        attachDataUrls: false,
      }),
    );
    expect(extras).toEqual({
      dkim: { domainName: 'a', keys: [{ domainName: 'b', privateKey: PEM }] },
      auth: { user: 'u' },
      attachDataUrls: false,
    });
  });
});

describe('values of the wrong kind', () => {
  const wrong: Record<string, unknown> = {
    from: 5,
    to: {},
    cc: [[]],
    bcc: true,
    replyTo: Buffer.from('a@b'),
    sender: Symbol('x'),
    subject: Buffer.from('x'),
    text: 5,
    html: [],
    attachments: 'x',
    alternatives: 5,
    headers: 'x',
    priority: {},
    messageId: [],
    date: {},
    xMailer: 5,
    inReplyTo: {},
    references: {},
    textEncoding: 'hex',
    encoding: 5,
    icalEvent: 5,
    list: 'x',
    envelope: 'a@b',
    amp: 5,
    dsn: [],
    dkim: 'x',
    attachDataUrls: 'yes',
    raw: 5,
    auth: 'x',
    watchHtml: true,
  };
  it.each(Object.entries(wrong))('are refused in %s by its name', async (field, value) => {
    expect((await refused(options({ [field]: value }))).map((path) => path.split('.')[0])).toEqual([
      field,
    ]);
  });

  it.each([() => 'x', Symbol('x'), 10n, new Date(NaN)])(
    'are refused where text is expected: %p',
    async (value) => {
      for (const more of [
        { subject: value },
        { text: value },
        { headers: { 'X-A': value } },
        { inReplyTo: value },
        { dsn: { id: value } },
        { attachments: [{ filename: value, content: 'x' }] },
      ]) {
        if (value instanceof Date && 'dsn' in more) continue;
        await expect(parse(options(more))).rejects.toThrow(InvalidMessageError);
      }
    },
  );

  it.each<[string, object]>([
    ['icalEvent', { icalEvent: {} }],
    ['amp', { amp: { contentType: 'text/x-amp-html' } }],
    ['watchHtml', { watchHtml: Object.create(null) as object }],
    ['attachments.0.encoding', { attachments: [{ encoding: 'unheard-of' }] }],
    ['dkim.keys.0.domainName', { dkim: { keys: [{ domainName: { toString: 1 } }] } }],
    ['inReplyTo', { inReplyTo: `<${'ü'.repeat(80)}\u2029X-A: b@example.com>` }],
    ['references', { references: ['<a@b>', '<a\u00a0@b>'] }],
    ['list.help.url', { list: { help: { url: { x: 'a@b' } } } }],
    ['list.help.comment', { list: { help: [[{ url: 'a@b', comment: { x: 'y' } }]] } }],
  ])(
    'are refused in %s, where nodemailer would fail on it or write it wrong',
    async (path, more) => {
      expect(await refused(options(more))).toEqual([path]);
    },
  );

  it('are refused where a body has no content, which would be sent as nothing', async () => {
    expect(await refused(options({ html: {} }))).toEqual(['html']);
    expect(await refused(options({ raw: { filename: 'x' } }))).toEqual(['raw']);
    expect(await refused(options({ text: { raw: 'x' } }))).toEqual(['text']);
  });

  it.each<[string, object]>([
    ['dkim.headerFieldNames', { dkim: { headerFieldNames: 5 } }],
    ['dkim.keys', { dkim: { keys: [null] } }],
    ['dkim.keys', { dkim: { keys: 'x' } }],
    ['attachments.0.encoding', { attachments: [{ content: 'x', encoding: 'rot13' }] }],
  ])('are refused at %s where nodemailer would fail on them each time anew', async (path, more) => {
    expect(await refused(options(more))).toEqual([path]);
  });

  it('are refused where a body holds NUL, which no mail may hold and PostgreSQL cannot keep', async () => {
    expect(await refused(options({ text: 'a\0b' }))).toEqual(['text']);
  });
});
