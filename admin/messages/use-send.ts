import { useNotification } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { SendDraftRequest } from '../../server/contract';
import { useMessagesApi } from '../api';
import { useFailureWords } from '../failure-words';
import { useProblemWords } from '../problem-words';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { jobsChanged } from './job-events';
import { useRefresh } from './refresh';

/** Long enough to read two sentences. */
const READING_TIME_MS = 10_000;

/** Sends one draft, says what became of it, and shows the message as it is afterwards. */
export const useSend = () => {
  const api = useMessagesApi();
  const refresh = useRefresh();
  const say = useWords();
  const together = useTogether();
  const sayFailure = useFailureWords();
  const sayProblem = useProblemWords();
  const { toggleNotification } = useNotification();
  const [isSending, setSending] = useState(false);

  /** @returns why another recipient was refused, for the field where it was entered. */
  const send = async (
    documentId: string,
    request: SendDraftRequest = {},
  ): Promise<string | undefined> => {
    setSending(true);
    const answer = await api.send(documentId, request);
    setSending(false);
    if (!answer.ok && answer.aborted) return undefined;
    if (!answer.ok && request.to !== undefined)
      return answer.problem.refusesAddress
        ? say('sendElsewhere.noAddress')
        : sayProblem.problem(answer.problem);

    if (answer.ok && answer.data.status === 'sent') {
      const { response } = answer.data;
      toggleNotification({
        type: 'success',
        message: say('send.done', { response }),
        timeout: READING_TIME_MS,
      });
    } else {
      toggleNotification({
        type: 'danger',
        title: say('send.failed'),
        message: reasonOf(answer),
        timeout: READING_TIME_MS,
      });
    }
    refresh([documentId]);
    jobsChanged();
    return undefined;
  };

  const reasonOf = (answer: Awaited<ReturnType<typeof api.send>>): string => {
    if (!answer.ok) return sayProblem.problem(answer.problem);
    if (answer.data.status === 'sent') return '';
    const { message, hint } = sayFailure(answer.data.failure);
    return together(message, hint);
  };

  return { send, isSending };
};
