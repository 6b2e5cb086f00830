/**
 * The message as it goes over the wire, from nodemailer's own tree of MIME parts. nodemailer writes it through half a dozen
 * streams in a dozen pieces, each of them a write of its own to the socket, and holds an attachment four times over while it
 * encodes it. Here a small message is one piece, and of a large one there is one piece at a time.
 *
 * Byte for byte what nodemailer writes: tests/server/smtp/mime.test.ts holds the two together.
 */
import type MimeNode from 'nodemailer/lib/mime-node';
import { encode as quoted, wrap as wrapQuoted } from 'nodemailer/lib/qp';
import { Readable } from 'node:stream';

/** Bytes of one piece: what is small stays in one, and the buffers of a connection hold a few of them. */
const PIECE = 64 * 1024;
/** RFC 2045, 6.8. */
const LINE = 76;
const BYTES_OF_LINE = (LINE / 4) * 3;
const LINES_AT_ONCE = 768;
/** Pieces after which everything else has its turn: a connection that takes all at once would stop the process. */
const PIECES_IN_A_ROW = 8;
const CR = 0x0d;
const LF = 0x0a;

/** Whether all of it is in memory, and in a form that is written here; the rest is left to nodemailer. */
export const canWrite = (node: MimeNode): boolean =>
  !node.newline &&
  // A part that is handed in ready-made; nodemailer has no other word for it.
  Reflect.get(node, '_raw') === false &&
  isInMemory(node) &&
  node.childNodes.every(canWrite);

const isInMemory = (node: MimeNode): boolean => {
  const { content } = node;
  if (content === undefined) return true;
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) return false;
  if (node.getTransferEncoding() !== 'quoted-printable') return true;
  const type: unknown = node.getHeader('Content-Type');
  const isText = typeof type === 'string' && /^text\//i.test(type);
  // Quoted-printable is made as one text.
  return isText && content.length <= PIECE;
};

/** @param mayBegin nothing is read before it has resolved; when it rejects, nothing is. */
export const createMessageStream = (root: MimeNode, mayBegin?: Promise<void>): Readable => {
  let pieces: Iterator<Buffer, undefined> | undefined = inPieces(wholeMessage(root));
  let waitFor = mayBegin;
  let inARow = 0;
  return new Readable({
    highWaterMark: PIECE,
    read() {
      const next = () => {
        if (this.destroyed) return;
        // The message is made only when it is wanted, and what cannot be made is an error of its own.
        try {
          const piece = pieces?.next().value;
          // The stream may be kept for longer than what it was made of; see lane.ts.
          if (piece === undefined) pieces = undefined;
          this.push(piece ?? null);
        } catch (error) {
          this.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      };
      if (waitFor !== undefined) {
        const opened = waitFor;
        waitFor = undefined;
        opened.then(next, (error: Error) => this.destroy(error));
      } else if ((inARow = (inARow + 1) % PIECES_IN_A_ROW) === 0) setImmediate(next);
      else next();
    },
  });
};

type Piece = string | Buffer;

/** Joins what is small. */
function* inPieces(parts: Iterable<Piece>): Generator<Buffer, undefined> {
  let small: Piece[] = [];
  let size = 0;
  for (const part of parts) {
    if (size > 0 && size + part.length > PIECE) {
      yield joined(small);
      small = [];
      size = 0;
    }
    small.push(part);
    size += part.length;
  }
  if (size > 0) yield joined(small);
  return undefined;
}

const joined = (pieces: Piece[]): Buffer => {
  const [only] = pieces;
  if (pieces.length === 1 && Buffer.isBuffer(only)) return only;
  return pieces.every((piece) => typeof piece === 'string')
    ? Buffer.from(pieces.join(''))
    : Buffer.concat(pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : Buffer.from(piece))));
};

/** With a line break at its end, as every line of a mail has one. */
function* wholeMessage(root: MimeNode): Generator<Piece, undefined> {
  let last: Piece = '';
  for (const piece of write(root)) {
    last = piece;
    yield piece;
  }
  const ends = typeof last === 'string' ? last.endsWith('\n') : last.at(-1) === LF;
  if (ends) return undefined;
  const isHalf = typeof last === 'string' ? last.endsWith('\r') : last.at(-1) === CR;
  yield isHalf ? '\n' : '\r\n';
  return undefined;
}

function* write(node: MimeNode): Generator<Piece, undefined> {
  yield `${node.buildHeaders()}\r\n\r\n`;
  yield* contentOf(node);
  if (!node.multipart) return undefined;
  for (const [index, child] of node.childNodes.entries()) {
    yield `${index === 0 ? '' : '\r\n'}--${node.boundary || ''}\r\n`;
    yield* write(child);
  }
  yield `\r\n--${node.boundary || ''}--\r\n`;
  return undefined;
}

function* contentOf(node: MimeNode): Generator<Piece, undefined> {
  const { content } = node;
  if (!content || (typeof content !== 'string' && !Buffer.isBuffer(content))) return undefined;
  const encoding = node.getTransferEncoding();
  if (encoding === 'quoted-printable') yield wrapQuoted(quoted(content), LINE);
  else if (encoding === 'base64') yield* inBase64(content);
  else yield* slicesOf(content);
  return undefined;
}

/** Views of a buffer, not copies. */
function* slicesOf(content: Piece): Generator<Piece, undefined> {
  if (typeof content === 'string' && content.length <= PIECE) {
    yield content;
    return undefined;
  }
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let start = 0; start < bytes.length; start += PIECE)
    yield bytes.subarray(start, start + PIECE);
  return undefined;
}

/** In lines (RFC 2045, 6.8), with nothing after the last. */
function* inBase64(content: Piece): Generator<Piece, undefined> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const step = LINES_AT_ONCE * BYTES_OF_LINE;
  for (let start = 0; start < bytes.length; start += step) {
    const text = bytes.toString('base64', start, Math.min(start + step, bytes.length));
    const isLast = start + step >= bytes.length;
    yield inLines(text, isLast);
  }
  return undefined;
}

const inLines = (text: string, isLast: boolean): Buffer => {
  const lines = Math.ceil(text.length / LINE);
  const breaks = isLast ? lines - 1 : lines;
  const output = Buffer.allocUnsafe(text.length + 2 * breaks);
  // All of it at the end, and then line by line to where it belongs: four times as fast as a piece of text for each line.
  let from = 2 * breaks;
  let at = 0;
  output.write(text, from, 'latin1');
  for (let line = 0; line < lines; line++) {
    const end = Math.min(from + LINE, output.length);
    output.copyWithin(at, from, end);
    at += end - from;
    from = end;
    if (line < breaks) {
      output[at++] = CR;
      output[at++] = LF;
    }
  }
  return output;
};
