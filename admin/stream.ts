/** Bodies that come line by line. Knows nothing of requests: `api.ts` makes those. */

/** The lines of a body as they arrive; empty ones are left out. Whoever stops reading ends the request. */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let begun = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (begun + decoder.decode(value, { stream: !done })).split('\n');
      begun = done ? '' : (lines.pop() ?? '');
      yield* lines.filter((line) => line.trim() !== '');
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}
