/** `data:` URIs (RFC 2397). Pure. */

export interface DataUri {
  /** Empty: the URI names none. */
  contentType: string;
  content: Buffer;
}

export const isDataUri = (value: unknown): value is string =>
  typeof value === 'string' && /^data:/i.test(value);

/** @returns undefined when there is no comma, and so no data. */
export const decodeDataUri = (uri: string): DataUri | undefined => {
  const comma = uri.indexOf(',');
  if (!isDataUri(uri) || comma === -1) return undefined;
  const parameters = uri.slice('data:'.length, comma).split(';');
  const isBase64 = parameters.at(-1)?.trim().toLowerCase() === 'base64';
  const bytes = percentDecoded(uri.slice(comma + 1));
  return {
    contentType: (isBase64 ? parameters.slice(0, -1) : parameters).join(';'),
    content: isBase64 ? Buffer.from(bytes.toString('latin1'), 'base64') : bytes,
  };
};

/** Bytes, because `decodeURIComponent` throws for every one that is not UTF-8. */
const percentDecoded = (text: string): Buffer =>
  Buffer.from(
    Buffer.from(text)
      .toString('latin1')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
