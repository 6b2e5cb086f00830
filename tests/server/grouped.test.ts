import { grouped } from '../../server/grouped';

it.each([0, 7, 999, 1000, 26_214_400, 2 ** 50, 0.001, 0.5, 1234.5])(
  '%p is written as Intl writes it in English',
  (value) => {
    expect(grouped(value)).toBe(value.toLocaleString('en', { maximumFractionDigits: 20 }));
  },
);
