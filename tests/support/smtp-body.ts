/** The message between DATA and the final dot (RFC 5321, 4.5.2). */

const END_OF_DATA = '\r\n.\r\n';

/** Where the body ends and what follows begins; an empty message is a dot alone. */
export const bodyEnd = (input: Buffer): { body: number; next: number } | undefined => {
  if (input.subarray(0, 3).toString() === '.\r\n') return { body: 0, next: 3 };
  const end = input.indexOf(END_OF_DATA);
  return end === -1 ? undefined : { body: end + 2, next: end + END_OF_DATA.length };
};

export const unstuffed = (body: Buffer): Buffer =>
  Buffer.from(body.toString('latin1').replace(/^\.\./gm, '.'), 'latin1');
