/** Text of a language that runs from the right, in a panel that runs from left to right in every language. Pure. */
const LANGUAGES: readonly string[] = ['ar'];

export const isRightToLeft = (locale: string): boolean => LANGUAGES.includes(locale);

/**
 * A text says for itself which way it runs (Unicode's right-to-left isolate), or a host name in the midst of it, or the
 * stop at its end, would stand at the wrong side.
 */
export const inItsDirection = (locale: string, text: string): string =>
  text !== '' && isRightToLeft(locale) ? `\u2067${text}\u2069` : text;
