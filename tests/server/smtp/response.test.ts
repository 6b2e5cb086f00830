import { enhancedStatus, truncateResponse } from '../../../server/smtp/response';

const credentials = { username: 'web', password: 'secret' };

describe('the server’s words', () => {
  it('are one line without control and direction characters', () => {
    expect(truncateResponse('550-a\r\n550 b\u0000\u001b[31m\u202ec\u2028d')).toBe(
      '550-a 550 b [31m c d',
    );
  });

  it('are cut at 500 characters, never within one', () => {
    expect(truncateResponse('x'.repeat(500))).toHaveLength(500);
    expect(truncateResponse('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
    const cut = truncateResponse(`${'x'.repeat(498)}😀${'y'.repeat(9)}`);
    expect(cut).toBe(`${'x'.repeat(498)}…`);
  });

  it.each([
    'you said secret',
    `you said ${Buffer.from('secret').toString('base64')}`,
    `you said ${Buffer.from('\0web\0secret').toString('base64').replace(/=+$/, '')}`,
    `${'x'.repeat(490)} secret`,
  ])('lose the password: %s', (text) => {
    const clean = truncateResponse(text, credentials);
    expect(clean).toContain('•••');
    expect(clean).not.toMatch(/secret|c2VjcmV0|c2Vjcm/);
  });

  it('stay as they are where there is no password', () => {
    expect(truncateResponse('250 ok', { username: '', password: null })).toBe('250 ok');
    expect(truncateResponse('250 ok', { username: '', password: '' })).toBe('250 ok');
  });
});

it.each([
  ['550 5.7.1 no', '5.7.1'],
  ['550-5.7.26 no\n550 5.7.26 really', '5.7.26'],
  ['550 no 5.7.1', undefined],
  ['550 no', undefined],
])('the enhanced status of %j is %s', (response, status) => {
  expect(enhancedStatus(response)).toBe(status);
});
