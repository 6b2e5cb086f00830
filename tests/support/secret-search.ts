/** Looks for a secret in every form in which it may have got somewhere. */

/** Of one base64 text inside another: the part that is the same wherever it begins in a group of three bytes. */
const base64Cores = (secret: Buffer): string[] =>
  [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(shift === 0 ? 0 : shift + 1, -2);
  });

/** The same secret as it is, escaped, encoded, and as a sign-in carries it. */
export const formsOf = (secret: string, username = ''): Record<string, string> => {
  const bytes = Buffer.from(secret);
  const [first = '', second = '', third = ''] = base64Cores(bytes);
  return {
    clear: secret,
    'JSON-escaped': JSON.stringify(secret).slice(1, -1),
    'JSON-escaped twice': JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    'percent-encoded': encodeURIComponent(secret),
    hex: bytes.toString('hex'),
    base64: first,
    'base64, one byte further': second,
    'base64, two bytes further': third,
    base64url: bytes.toString('base64url'),
    'AUTH PLAIN': Buffer.from(`\0${username}\0${secret}`).toString('base64').replace(/=+$/, ''),
  };
};

/** Which forms are in which of these texts. */
export const findings = (forms: Record<string, string>, places: Record<string, string>): string[] =>
  Object.entries(places).flatMap(([place, text]) =>
    Object.entries(forms).flatMap(([form, needle]) =>
      text.includes(needle) || (form === 'hex' && text.toLowerCase().includes(needle))
        ? [`${form} in ${place}`]
        : [],
    ),
  );
