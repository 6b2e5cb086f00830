/** The message between DATA and the final dot (RFC 5321, 4.5.2). */

const END_OF_DATA = '\r\n.\r\n';

export interface BodyReader {
  /** The message, dot-stuffing undone, and what follows it; undefined while it is incomplete. */
  feed(chunk: Buffer): { raw: Buffer; rest: Buffer } | undefined;
}

/** Looks only at what is new: messages of many megabytes come in hundreds of chunks. */
export const createBodyReader = (): BodyReader => {
  const chunks: Buffer[] = [];
  // The line break after DATA counts: an empty message is a dot alone.
  let tail = Buffer.from('\r\n') as Buffer;
  let seen = -tail.length;

  return {
    feed(chunk) {
      const window = Buffer.concat([tail, chunk]);
      chunks.push(chunk);
      const end = window.indexOf(END_OF_DATA);
      if (end === -1) {
        tail = window.subarray(-(END_OF_DATA.length - 1));
        seen += window.length - tail.length;
        return undefined;
      }
      const all = Buffer.concat(chunks);
      return {
        raw: unstuffed(all.subarray(0, seen + end + 2)),
        rest: all.subarray(seen + end + END_OF_DATA.length),
      };
    },
  };
};

const unstuffed = (body: Buffer): Buffer =>
  Buffer.from(body.toString('latin1').replace(/^\.\./gm, '.'), 'latin1');
