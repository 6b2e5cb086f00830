/** The document in which the HTML of a message is previewed. Pure. */

/** Nothing is loaded from anywhere, and nothing runs; the frame forbids the second as well. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

/**
 * What stands first holds for all that follows, and what follows cannot take it back. For an `iframe` with an empty
 * `sandbox` only: the HTML is that of whoever wrote the message.
 */
export const previewDocument = (html: string): string =>
  `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
  '<meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer">' +
  `<meta charset="utf-8"></head><body>${html}</body></html>`;
