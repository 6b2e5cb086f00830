/** How the words of a failure are put together, in any language. Pure; the admin panel does it by this too. */
import type { FailureWords } from './contract';

export type Values = FailureWords['values'];
export type SentenceKey = `failure.${string}` | `during.${string}`;

/** One sentence by its key, with the values in it; undefined where the key is not known. */
export type Say = (key: SentenceKey, values: Values) => string | undefined;

/** The two sentences of a failure; undefined where its words are not known, because another version wrote them. */
export const sayWords = (
  say: Say,
  { key, values, within, hint }: FailureWords,
): { message: string; hint: string } | undefined => {
  const during = values.stage === undefined ? '' : say(`during.${values.stage}`, {});
  if (during === undefined) return undefined;
  const all = { ...values, during };
  const message = say(`failure.${key}.message`, all);
  const whatToDo = say(hint === undefined ? `failure.${key}.hint` : `failure.hint.${hint}`, all);
  if (message === undefined || whatToDo === undefined) return undefined;
  if (within === undefined) return { message, hint: whatToDo };
  const around = say(`failure.within.${within}`, { ...all, message });
  return around === undefined ? undefined : { message: around, hint: whatToDo };
};
