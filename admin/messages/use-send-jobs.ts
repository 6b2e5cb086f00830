import { useNotification } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import type { SendJobsResponse, SendManyRequest } from '../../server/contract';
import { useMessagesApi, type Answer } from '../api';
import { whileVisible } from '../status/while-visible';
import { useProblemWords } from '../problem-words';
import { jobsChanged, onJobsChanged } from './job-events';

const WHILE_SENDING_MS = 1000;
const OTHERWISE_MS = 30_000;

/**
 * The jobs of the server that send drafts, whoever started them, and how many drafts there are to send; null until
 * they were asked for, or when they may not be. Follows them as long as it is shown: leaving the page ends nothing.
 *
 * @param isAllowed to ask: the right to send messages.
 */
export const useSendJobs = (isAllowed: boolean): SendJobsResponse['data'] | null => {
  const api = useMessagesApi();
  const [seen, setSeen] = useState<SendJobsResponse['data'] | null>(null);
  const isSending = seen?.jobs.some(({ done }) => !done) ?? false;
  useEffect(() => {
    if (!isAllowed) return;
    let hasLeft = false;
    const look = async (): Promise<void> => {
      const answer = await api.jobs();
      if (answer.ok && !hasLeft) setSeen(answer.data);
    };
    const ends = [
      whileVisible(look, { everyMs: isSending ? WHILE_SENDING_MS : OTHERWISE_MS }),
      onJobsChanged(() => void look()),
    ];
    return () => {
      hasLeft = true;
      ends.forEach((end) => end());
    };
  }, [api, isAllowed, isSending]);
  return seen;
};

/** Starts and stops jobs; what does not work is said. */
export const useSendJobActions = () => {
  const api = useMessagesApi();
  const sayProblem = useProblemWords();
  const { toggleNotification } = useNotification();
  const [isBusy, setBusy] = useState(false);

  const tell = async (request: Promise<Answer<unknown>>): Promise<void> => {
    setBusy(true);
    const answer = await request;
    setBusy(false);
    if (!answer.ok && !answer.aborted) {
      const message = sayProblem.problem(answer.problem);
      toggleNotification({ type: 'danger', message });
    }
    jobsChanged();
  };

  return {
    isBusy,
    start: (request: SendManyRequest) => tell(api.sendMany(request)),
    stop: (jobId: string) => tell(api.stop(jobId)),
  };
};
