import type { LastFailure } from '../../server/contract';
import { useFailureWords, type SaidFailure } from '../failure-words';
import { parseFailureWords } from '../messages/parse-failure-words';

/** Says the last error in the reader's language. Its words may come from a draft, where they were stored. */
export const useLastError = (): ((failure: LastFailure) => SaidFailure) => {
  const inWords = useFailureWords();
  return (failure) => inWords({ ...failure, words: parseFailureWords(failure.words) });
};
