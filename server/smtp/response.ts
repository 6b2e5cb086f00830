/** The server's own words, made fit to be stored and shown. Pure. */

const MAX_LENGTH = 500;

/** Controls, and the invisible characters that turn or hide the text around them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

const oneLine = (text: string): string => text.replace(INVISIBLE, ' ').trim();

/** Every form in which the dialogue carries the password: a server may repeat what it was told. */
const secretsOf = ({ username, password }: Credentials): string[] =>
  password === null || password === ''
    ? []
    : [`\0${username}\0${password}`, password]
        .flatMap((text) => [Buffer.from(text).toString('base64'), text])
        // A base64 text may be repeated without its padding.
        .map((text) => oneLine(text).replace(/=+$/, ''))
        .filter((text) => text !== '');

export interface Credentials {
  username: string;
  password: string | null;
}

/** In one line, without control characters and without the password. */
export const withoutPassword = (text: string, credentials: Credentials): string =>
  secretsOf(credentials).reduce((rest, secret) => rest.replaceAll(secret, '•••'), oneLine(text));

/** The same, of at most 500 characters. */
export const truncateResponse = (text: string, credentials?: Credentials): string => {
  const clean = credentials ? withoutPassword(text, credentials) : oneLine(text);
  if (clean.length <= MAX_LENGTH) return clean;
  // A cut must not leave half of a surrogate pair.
  return `${clean.slice(0, MAX_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};

/** The enhanced status code (RFC 3463) that follows the reply code, such as `5.7.1`. */
export const enhancedStatus = (response: string): string | undefined =>
  /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/m.exec(response)?.[1];
