import { capabilitiesIn, describeCapabilities } from '../../../server/smtp/ehlo';
import { takeReply } from '../../../server/smtp/reply';

const take = (text: string) => takeReply(Buffer.from(text));

describe('a reply', () => {
  it('is one line, or lines with a hyphen and a last one', () => {
    expect(take('250 ok\r\n')?.reply).toEqual({ code: 250, text: '250 ok', lines: ['ok'] });
    expect(take('250\r\n')?.reply).toEqual({ code: 250, text: '250', lines: [''] });
    expect(take('250-a\r\n250-b\r\n250 c\r\n')?.reply).toEqual({
      code: 250,
      text: '250-a\n250-b\n250 c',
      lines: ['a', 'b', 'c'],
    });
  });

  it('may end with LF alone, and follow an empty line', () => {
    expect(take('\r\n250 ok\n')?.reply.code).toBe(250);
  });

  it('leaves what follows', () => {
    expect(take('220 go\r\n250 injected\r\n')?.rest.toString()).toBe('250 injected\r\n');
  });

  it.each(['', '2', '25', '250', '250 o', '250-a\r\n', '250-a\r\n25', '250 ok\r'])(
    'is waited for after %j',
    (text) => expect(take(text)).toBeUndefined(),
  );

  it.each([
    'HTTP/1.1 400 Bad Request\r\n',
    'SSH-2.0-OpenSSH\r\n',
    'H',
    '\x16\x03\x03',
    '25x',
    '2500 ok\r\n',
    '199 no\r\n',
    '250-a\r\nnonsense\r\n',
    '250-x\r\n'.repeat(300),
    `250 ${'x'.repeat(70_000)}`,
  ])('cannot become of %.40j', (text) => {
    expect(() => take(text)).toThrow('NOT_SMTP');
  });
});

describe('the reply to EHLO', () => {
  const capabilities = (...keywords: string[]) =>
    capabilitiesIn({ code: 250, text: '', lines: ['STARTTLS is my name', ...keywords] });

  it('says what the server can do, in any case, and not in its first line', () => {
    expect(capabilities('size 1048576', 'StartTLS', 'auth PLAIN login')).toEqual({
      startTls: true,
      maxMessageBytes: 1_048_576,
      authMethods: ['PLAIN', 'LOGIN'],
    });
    expect(capabilities('STARTTLSX', 'SIZE', 'AUTHENTIC')).toEqual({ startTls: false });
  });

  it('may name sign-in in the old way, once more', () => {
    expect(capabilities('AUTH LOGIN', 'AUTH=LOGIN PLAIN').authMethods).toEqual(['LOGIN', 'PLAIN']);
  });

  it('has words for people', () => {
    expect(describeCapabilities(capabilities('STARTTLS'))).toBe(
      'TLS (STARTTLS); no size limit named; no sign-in (AUTH)',
    );
  });
});
