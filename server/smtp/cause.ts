/** What was thrown, without what the server had no business to repeat. */

/** An error and those behind it: a cause, one for each recipient. */
const DEPTH = 3;

/**
 * Changes the error itself, which goes to whoever called `send()` and from there into logs: its words and all other
 * text in it. The stack goes where it holds words that were changed.
 */
export const cleanCause = (
  error: unknown,
  clean: (text: string) => string,
  depth = DEPTH,
): unknown => {
  if (!(error instanceof Error) || depth === 0) return error;
  const { message } = error;
  for (const name of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, name);
    if (name !== 'stack' && typeof value === 'string') Reflect.set(error, name, clean(value));
    else if (Array.isArray(value)) value.forEach((item) => cleanCause(item, clean, depth - 1));
    else cleanCause(value, clean, depth - 1);
  }
  if (error.message !== message) error.stack = `${error.name}: ${error.message}`;
  return error;
};
