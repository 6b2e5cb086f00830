/** One reason for all who were refused while others were accepted. */
import type { Failure } from '../../../server/contract';
import { refusalOf } from '../../../server/delivery/partial-refusal';
import { aFailure } from './builders';

const later = aFailure({ code: 'TEMPORARY_REFUSAL', stage: 'rcpt', message: 'Later.' });
const never = aFailure({
  code: 'RECIPIENT_REFUSED',
  stage: 'rcpt',
  outcome: 'refused',
  message: 'Never.',
});
const all = (...failures: Failure[]) =>
  failures.map((failure, index) => ({ address: `${index}@example.com`, failure }));

describe('a partial refusal', () => {
  it('is none when nobody was refused', () => expect(refusalOf([])).toBeUndefined());

  it('of one is that one’s, word for word', () => {
    expect(refusalOf(all(later))).toEqual(later);
    expect(refusalOf(all(never))).toEqual(never);
  });

  it('of several who may be taken later is not for good', () => {
    expect(refusalOf(all(later, later, later))).toEqual({
      ...later,
      message: 'Later. (3 recipients were refused; the others have the message.)',
    });
  });

  it.each<[string, Failure[]]>([
    ['the first', [never, later]],
    ['the last', [later, later, never]],
  ])('is for good when %s is: a machine that repeats it would be refused again', (_, failures) => {
    expect(refusalOf(all(...failures))).toMatchObject({
      code: 'RECIPIENT_REFUSED',
      outcome: 'refused',
      message: `Never. (${failures.length} recipients were refused; the others have the message.)`,
    });
  });
});
