import { useNotification } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { SendJob } from '../../server/contract';
import { useMessagesApi, type Answer } from '../api';
import { useWords } from '../use-words';
import { useRefresh } from './refresh';

const POLL_EVERY_MS = 700;
const READING_TIME_MS = 10_000;

/** Has drafts sent in the background of the server and follows that job to its end. */
export const useSendMany = ({ onDone }: { onDone: () => void }) => {
  const api = useMessagesApi();
  const refresh = useRefresh();
  const say = useWords();
  const { toggleNotification } = useNotification();
  const [progress, setProgress] = useState<string | null>(null);

  const sendMany = async (documentIds: string[]): Promise<void> => {
    setProgress(say('sendMany.starting'));
    const outcome = await follow(documentIds);
    // Whoever left the list ended the requests with it; the job goes on without being watched.
    if (!outcome.ok && outcome.aborted) return;
    setProgress(null);
    if (outcome.ok) tell(outcome.data);
    else {
      const message = outcome.problem.message ?? say('problem.noAnswer');
      toggleNotification({ type: 'danger', message });
    }
    refresh(documentIds);
    onDone();
  };

  const follow = async (documentIds: string[]): Promise<Answer<SendJob>> => {
    const started = await api.sendMany({ documentIds });
    if (!started.ok) return started;
    for (;;) {
      const answer = await api.job(started.data.jobId);
      if (!answer.ok || answer.data.done) return answer;
      const { total, remaining } = answer.data;
      setProgress(say('sendMany.progress', { done: total - remaining, total }));
      await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
    }
  };

  const tell = ({ sent, failed, skipped }: SendJob) => {
    const summary = say('sendMany.summary', { sent, failed, skipped });
    toggleNotification({
      type: failed + skipped === 0 ? 'success' : 'warning',
      title: say('sendMany.title'),
      message: skipped === 0 ? summary : `${summary} ${say('sendMany.skipped')}`,
      timeout: READING_TIME_MS,
    });
  };

  return { sendMany, progress };
};
