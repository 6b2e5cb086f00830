import { useNotification } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { Failure } from '../../server/contract';
import { useProblemWords } from '../problem-words';
import { useSettingsApi } from './api';
import { useWords } from '../use-words';

export type TestMessageState =
  | { step: 'idle' | 'sending' }
  | { step: 'invalid'; message: string }
  | { step: 'sent'; to: string; response: string }
  | { step: 'failed'; failure: Failure };

/** Has one real message sent, and keeps what the mail server said to it. */
export const useTestMessage = () => {
  const api = useSettingsApi();
  const say = useWords();
  const sayProblem = useProblemWords();
  const { toggleNotification } = useNotification();
  const [state, setState] = useState<TestMessageState>({ step: 'idle' });

  const send = async (typed: string): Promise<void> => {
    const to = typed.trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(to)) {
      return setState({ step: 'invalid', message: say('testMessage.invalid') });
    }
    setState({ step: 'sending' });
    const answer = await api.sendTestMessage({ to });
    if (answer.ok) {
      return setState(
        answer.data.status === 'sent'
          ? { step: 'sent', to, response: answer.data.response }
          : { step: 'failed', failure: answer.data.failure },
      );
    }
    if (answer.aborted) return;
    setState({ step: 'idle' });
    const message = sayProblem.problem(answer.problem);
    toggleNotification({ type: 'danger', message });
  };

  return { state, send };
};
