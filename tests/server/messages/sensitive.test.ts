/** Messages that carry a secret: which they are, which are the same, what is shown of them. */
import type { MessageFields } from '../../../server/messages/message';
import { fingerprintOf, carriesSecret } from '../../../server/messages/sensitive';
import { aMessage } from '../../support/builders';

const token = (letter: string) => letter.repeat(40);
const KEY = 'the key of one site';
const reset = (fields: Partial<MessageFields> = {}, key = KEY) =>
  fingerprintOf(
    aMessage({
      fields: {
        to: 'Ann <ann@example.com>',
        subject: 'Reset password',
        text: `Hello Ann,\nopen https://www.example.com/reset-password?code=${token('a')} now.`,
        html: `<p>Open <a href="https://www.example.com/reset-password?code=${token('a')}">this</a></p>`,
        ...fields,
      },
    }).fields,
    key,
  );

describe('messages are the same', () => {
  it.each<[string, Partial<MessageFields>]>([
    ['letter for letter', {}],
    [
      'with another link',
      {
        text: `Hello Ann,\nopen https://www.example.com/reset-password?code=${token('b')} now.`,
        html: `<p>Open <a href="https://www.example.com/reset-password?code=${token('b')}">this</a></p>`,
      },
    ],
    [
      'with a longer link',
      {
        text: `Hello Ann,\nopen https://www.example.com/reset-password?code=x&lang=de#top now.`,
      },
    ],
    // A row that told 123456 from 654321 would give the code away to whoever tries them all.
    [
      'with another code to type in',
      {
        subject: 'Reset password',
        text: `Hello Ann,\nopen https://www.example.com/reset-password?code=654321 now.`,
      },
    ],
    ['with the address in capitals', { to: 'ANN@EXAMPLE.COM' }],
    ['with another name to the address', { to: '"Ann B." <ann@example.com>' }],
    ['with the address in another field', { to: '', bcc: 'ann@example.com' }],
  ])('%s', (_, fields) => expect(reset(fields)).toBe(reset()));

  it('with a token in the path of the link', () => {
    const withPath = (letter: string) =>
      reset({ text: `https://www.example.com/reset/${token(letter)}` });
    expect(withPath('a')).toBe(withPath('b'));
  });

  it('to the same people in another order', () => {
    expect(reset({ to: 'a@example.com, b@example.com' })).toBe(
      reset({ to: 'b@example.com', cc: 'a@example.com' }),
    );
  });
});

describe('messages are not the same', () => {
  it.each<[string, Partial<MessageFields>]>([
    ['to another person', { to: 'bob@example.com' }],
    ['to one person more', { cc: 'bob@example.com' }],
    ['with another subject', { subject: 'Confirm your address' }],
    ['from another sender', { from: 'Shop <shop@example.com>' }],
    [
      'with other words',
      { text: `Hello Bob,\nopen https://www.example.com/reset-password?code=x now.` },
    ],
    [
      'with one word more',
      { html: '<p>Open <a href="https://www.example.com/reset-password?code=x">this</a>!</p>' },
    ],
    [
      'on another page',
      { text: `Hello Ann,\nopen https://shop.example.com/reset-password?code=${token('a')} now.` },
    ],
    ['with a short code of their own', { text: 'Your code is 123456' }],
  ])('%s', (_, fields) => expect(reset(fields)).not.toBe(reset()));

  it('to two people whose addresses are long runs of letters', () => {
    const to = (letter: string) => `${letter.repeat(60)}@example.com`;
    expect(reset({ to: to('a') })).not.toBe(reset({ to: to('b') }));
    expect(reset({ to: `news+${token('a')}@example.com` })).not.toBe(
      reset({ to: `news+${token('b')}@example.com` }),
    );
  });

  it('when what stands in one field stands in the next', () => {
    expect(reset({ subject: 'x', text: 'y', html: '' })).not.toBe(
      reset({ subject: 'x', text: '', html: 'y' }),
    );
    expect(reset({ subject: 'xy', text: '' })).not.toBe(reset({ subject: 'x', text: 'y' }));
  });
});

describe('the fingerprint', () => {
  it('cannot be made by whoever has a copy of the database and guesses the words', () => {
    expect(reset({}, 'the key of another site')).not.toBe(reset());
  });

  it('tells nothing of whom it is for, and fits its column', () => {
    expect(reset()).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a message carries a secret', () => {
  const { fields } = aMessage({ fields: { text: 'PIN: 12', html: '<b>Code</b>' } });

  it.each<[string, RegExp[], boolean]>([
    ['its text fits a pattern', [/nothing/, /pin: \d/i], true],
    ['its HTML does', [/<b>code/i], true],
    ['nothing fits', [/nothing/], false],
    ['there is no pattern', [], false],
  ])('%s', (_, patterns, expected) => {
    // A pattern that remembers where it was would answer every other time.
    for (let index = 0; index < 3; index++) expect(carriesSecret(fields, patterns)).toBe(expected);
  });
});
