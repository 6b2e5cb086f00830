import { describe, expect, it } from '@jest/globals';
import { linesOf } from '../../admin/stream';

/** A body that comes in these pieces; `ended` says whether its reader broke it off. */
const bodyOf = (...pieces: string[]) => {
  const encoder = new TextEncoder();
  const broken = { off: false };
  const queue = pieces.map((piece) => encoder.encode(piece));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = queue.shift();
      if (next) controller.enqueue(next);
      else controller.close();
    },
    cancel() {
      broken.off = true;
    },
  });
  return { body, broken };
};

const all = async (...pieces: string[]) => {
  const lines: string[] = [];
  for await (const line of linesOf(bodyOf(...pieces).body)) lines.push(line);
  return lines;
};

describe('a body line by line', () => {
  it('is cut at line breaks, wherever the pieces end', async () => {
    expect(await all('{"a":1}\n{"b"', ':2}\n', '\n{"c":3}')).toEqual([
      '{"a":1}',
      '{"b":2}',
      '{"c":3}',
    ]);
  });

  it('keeps letters whole that come in two pieces', async () => {
    const bytes = new TextEncoder().encode('"ü"\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, 2));
        controller.enqueue(bytes.slice(2));
        controller.close();
      },
    });
    const lines: string[] = [];
    for await (const line of linesOf(body)) lines.push(line);
    expect(lines).toEqual(['"ü"']);
  });

  it('is broken off by whoever stops reading', async () => {
    const { body, broken } = bodyOf('1\n', '2\n', '3\n');
    for await (const line of linesOf(body)) if (line === '1') break;
    expect(broken.off).toBe(true);
  });
});
