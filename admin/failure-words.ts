/** A failure in the reader's language: the server says it in English, and by which sentences it says so. */
import { useCallback } from 'react';
import type { FailureWords } from '../server/contract';
import { sayWords, type Sentences } from '../server/failure-texts/say';
import { useSentences } from './use-words';

export interface SaidFailure {
  message: string;
  hint: string;
}

/** English as it was written down stands in for what no words came with, or words of another version. */
export const sayFailure = (
  sentences: Sentences,
  { message, hint, words }: SaidFailure & { words?: FailureWords | null },
): SaidFailure => (words && sayWords(sentences, words)) ?? { message, hint };

export const useFailureWords = () => {
  const sentences = useSentences();
  return useCallback(
    (failure: Parameters<typeof sayFailure>[1]) => sayFailure(sentences, failure),
    [sentences],
  );
};
