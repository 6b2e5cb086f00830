import { useEffect, useState } from 'react';
import { loadStatus } from '../api';
import type { Verdict } from './use-verdict';

interface Answered {
  /** The save that the question was asked after. */
  verdict: Verdict;
  /** Drafts that are not sent; null: somebody has answered. */
  count: number | null;
}

/**
 * How many drafts there are once settings were saved that can be used; null: none, or they were spoken of.
 * @param verdict null where the user may not send
 */
export const useWaitingDrafts = (verdict: Verdict | null) => {
  const [answered, setAnswered] = useState<Answered | null>(null);
  const isUsable = verdict !== null && verdict.saved && verdict.report.ok;

  useEffect(() => {
    if (!isUsable) return;
    let hasLeft = false;
    void loadStatus().then((answer) => {
      if (hasLeft || !answer.ok) return;
      const { waiting, held } = answer.data.drafts;
      setAnswered({ verdict, count: waiting + held > 0 ? waiting + held : null });
    });
    return () => {
      hasLeft = true;
    };
  }, [isUsable, verdict]);

  return {
    count: answered !== null && answered.verdict === verdict ? answered.count : null,
    answer: () => verdict && setAnswered({ verdict, count: null }),
  };
};
