import { describe, expect, it } from '@jest/globals';
import { isAborted, problemOf } from '../../admin/problem';
import { sayRefusal } from '../../admin/problem-words';
import { firstWithError } from '../../admin/settings/fields';
import english from '../../admin/translations/en.json';
import { sentencesOf } from '../../admin/use-words';

const refusal = (errors: unknown) => ({
  response: { data: { error: { message: 'Invalid settings', details: { errors } } } },
});

describe('a refusal by the server', () => {
  it('marks the fields it names', () => {
    const errors = [
      { path: ['port'], message: 'must be a whole number' },
      { path: ['auth', 'password'], message: 'is missing' },
    ];
    expect(problemOf(refusal(errors))).toEqual({
      message: 'Invalid settings',
      fields: {
        port: { message: 'must be a whole number' },
        'auth.password': { message: 'is missing' },
      },
      asksForClearText: false,
      refusesAddress: false,
    });
  });

  it('is said in the words of the panel where it came with words that are known here', () => {
    const german = sentencesOf(
      { ...english, 'refusal.TOO_LONG': 'Höchstens {max, number} Zeichen.' },
      'de',
    );
    const message = 'is longer than 1,024 characters';
    const { fields, words } = problemOf({
      response: {
        data: {
          error: {
            message: 'Too many',
            details: {
              words: { key: 'TOO_MANY_CHECKS', values: { seconds: 5 } },
              errors: [
                { path: ['host'], message, words: { key: 'TOO_LONG', values: { max: 1024 } } },
                { path: ['port'], message, words: { key: 'TOMORROW', values: {} } },
                { path: ['ehloName'], message, words: 'nonsense' },
              ],
            },
          },
        },
      },
    });
    expect(words).toEqual({ key: 'TOO_MANY_CHECKS', values: { seconds: 5 } });
    expect(sayRefusal(german, fields.host!)).toBe('Höchstens 1.024 Zeichen.');
    expect(sayRefusal(german, fields.port!)).toBe(message);
    expect(fields.ehloName).toEqual({ message });
  });

  it('is told from a question', () => {
    const errors = [{ path: ['confirmClearText'], message: 'must be true' }];
    expect(problemOf(refusal(errors))).toMatchObject({ fields: {}, asksForClearText: true });
  });

  it('tells an address that is none', () => {
    const errors = [{ path: ['to'], message: 'must be one e-mail address' }];
    expect(problemOf(refusal(errors))).toMatchObject({ refusesAddress: true });
  });

  it('keeps the first sentence about a field and ignores fields that the page does not have', () => {
    const errors = [
      { path: ['port'], message: 'first' },
      { path: ['port'], message: 'second' },
      { path: ['__proto__'], message: 'nonsense' },
      { path: ['port'] },
      null,
    ];
    expect(problemOf(refusal(errors)).fields).toEqual({ port: { message: 'first' } });
  });

  it.each([undefined, null, 'text', new TypeError('Failed to fetch'), { response: {} }])(
    'has no message when nobody answered: %p',
    (thrown) => {
      expect(problemOf(thrown)).toEqual({
        message: null,
        fields: {},
        asksForClearText: false,
        refusesAddress: false,
      });
    },
  );

  it('is told from a request that ended because the page was left', () => {
    expect(isAborted(Object.assign(new Error(), { name: 'AbortError' }))).toBe(true);
    expect(isAborted(new Error())).toBe(false);
  });
});

describe('the field to look at first', () => {
  it('is the topmost on the page', () => {
    expect(firstWithError({ 'tls.ca': 'x', port: 'y' })).toBe('port');
    expect(firstWithError({})).toBeUndefined();
  });
});
