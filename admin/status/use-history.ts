import { useEffect, useState } from 'react';
import type { HistoryRange, StatusHistoryResponse } from '../../server/contract';
import { useHistoryApi } from '../api';
import type { Watched } from './watch';
import { whileVisible } from './while-visible';

export type History = StatusHistoryResponse['data'];

const ASK_EVERY_MS = 60_000;
const NOTHING: Omit<Watched<History>, 'at'> = { data: null, problem: null };

/** The messages by the hour, kept up to date while the tab is looked at. */
export const useHistory = (range: HistoryRange): Omit<Watched<History>, 'at'> => {
  const api = useHistoryApi();
  const [history, setHistory] = useState(NOTHING);
  useEffect(() => {
    const ask = async () => {
      const answer = await api.load(range);
      if (answer.ok) setHistory({ data: answer.data, problem: null });
      else if (!answer.aborted) {
        setHistory(({ data }) => ({ data, problem: answer.problem }));
      }
    };
    return whileVisible(ask, { everyMs: ASK_EVERY_MS });
  }, [api, range]);
  return history;
};
