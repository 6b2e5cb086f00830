/** How the two sentences of a failure are put together, in any language. Pure, and without the sentences themselves. */
import type { FailureWords } from '../contract';
import type { Values } from '../fill-in';

/** The sentences of one language. */
export interface Sentences {
  has(key: string): boolean;
  /** One sentence by its key, with the values in it. */
  say(key: string, values: Values): string;
}

/** undefined where the words are not known here, because another version wrote them. */
export const sayWords = (
  { has, say }: Sentences,
  { key, values, within, hint }: FailureWords,
): { message: string; hint: string } | undefined => {
  const keys = {
    message: `failure.${key}.message`,
    hint: hint === undefined ? `failure.${key}.hint` : `failure.hint.${hint}`,
    around: within === undefined ? undefined : `failure.within.${within}`,
    during: values.stage === undefined ? undefined : `during.${values.stage}`,
  };
  if (!Object.values(keys).every((one) => one === undefined || has(one))) return undefined;
  const all = keys.during === undefined ? values : { ...values, during: say(keys.during, {}) };
  const message = say(keys.message, all);
  return {
    message: keys.around === undefined ? message : say(keys.around, { ...all, message }),
    hint: say(keys.hint, all),
  };
};
