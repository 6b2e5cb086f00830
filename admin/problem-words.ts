/** What stands against a request, in the reader's language. */
import { useCallback } from 'react';
import type { Problem, Refused } from './problem';
import type { FieldErrors } from './settings/fields';
import { useSentences } from './use-words';

type Sentences = ReturnType<typeof useSentences>;

/** English as it came stands in for what no words came with: Strapi's own refusals, and those of another version. */
export const sayRefusal = ({ has, say }: Sentences, { message, words }: Refused): string => {
  const key = `refusal.${words?.key ?? ''}`;
  return words && has(key) ? say(key, words.values) : message;
};

export const useProblemWords = () => {
  const sentences = useSentences();
  const problem = useCallback(
    ({ message, words }: Problem): string =>
      message === null
        ? sentences.say('problem.noAnswer')
        : sayRefusal(sentences, { message, words }),
    [sentences],
  );
  const fields = useCallback(
    (refused: Problem['fields']): FieldErrors =>
      Object.fromEntries(
        Object.entries(refused).map(([field, why]) => [field, sayRefusal(sentences, why)]),
      ),
    [sentences],
  );
  return { problem, fields };
};
