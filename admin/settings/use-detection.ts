import { useNotification } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { DetectedSettings } from '../../server/contract';
import { useProblemWords } from '../problem-words';
import { useSettingsApi } from './api';
import { useWords } from '../use-words';
import { mistakesIn } from './mistakes';
import type { SettingsForm } from './use-settings-form';

export interface Detection {
  isRunning: boolean;
  found: { host: string; candidates: DetectedSettings[] } | null;
  /** One of them was just put into the form. */
  taken: boolean;
  start: () => void;
  take: (candidate: DetectedSettings) => void;
  close: () => void;
}

type State =
  | { step: 'idle' | 'taken' }
  | { step: 'running' }
  | { step: 'found'; host: string; candidates: DetectedSettings[] };

/** Asks which of the usual ports of a mail server answer, and puts one of them into the form. */
export const useDetection = (form: SettingsForm): Detection => {
  const api = useSettingsApi();
  const say = useWords();
  const sayProblem = useProblemWords();
  const { toggleNotification } = useNotification();
  const [state, setState] = useState<State>({ step: 'idle' });

  const start = async () => {
    const mistake = mistakesIn(form.view, form.values).host;
    if (mistake) return form.refuse({ host: say(mistake.key, mistake.values) });

    const host = form.values.host.trim();
    setState({ step: 'running' });
    const answer = await api.detect({ host });
    if (answer.ok) return setState({ step: 'found', host, candidates: answer.data.candidates });
    if (answer.aborted) return;
    setState({ step: 'idle' });
    const { host: refused } = sayProblem.fields(answer.problem.fields);
    if (refused) return form.refuse({ host: refused });
    const message = sayProblem.problem(answer.problem);
    toggleNotification({ type: 'danger', message });
  };

  return {
    isRunning: state.step === 'running',
    found: state.step === 'found' ? state : null,
    taken: state.step === 'taken',
    start: () => void start(),
    take({ port, encryption }) {
      form.change({ port: String(port), encryption });
      setState({ step: 'taken' });
      form.lead('port');
    },
    close() {
      setState({ step: 'idle' });
      form.lead('host');
    },
  };
};
