/** Lists of addresses are read as nodemailer reads them, whichever way is taken. */
import fc from 'fast-check';
import addressparser from 'nodemailer/lib/addressparser';
import { parseAddresses } from '../../../server/smtp/addresses';

it('a bare address is read as nodemailer reads it', () => {
  const pieces = fc.constantFrom(
    'a',
    'Z',
    '0',
    '_',
    '+',
    '-',
    '.',
    '@',
    ',',
    ' ',
    '"',
    '<',
    '>',
    ':',
  );
  fc.assert(
    fc.property(fc.string({ unit: pieces, maxLength: 12 }), (list) => {
      expect(parseAddresses(list)).toEqual(
        addressparser(list, { flatten: true }).map(({ name, address }) => ({ name, address })),
      );
    }),
    { numRuns: 5000 },
  );
});
