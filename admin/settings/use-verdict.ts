import { useNotification } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { CheckReport, CheckSettingsRequest } from '../../server/contract';
import { useSettingsApi, type Answer } from '../api';
import { useWords } from '../use-words';
import type { SettingsForm } from './use-settings-form';
import { inputOf, numberErrors } from './values';

/** What the user pressed. */
export type Request = 'save' | 'saveAnyway' | 'check';

/** The outcome of a test, and whether the settings were saved with it. */
export interface Verdict {
  report: CheckReport;
  saved: boolean;
}

type Consent = Pick<CheckSettingsRequest, 'confirmClearText'>;

/** Sends the form away and brings back the verdict. */
export const useVerdict = (form: SettingsForm) => {
  const api = useSettingsApi();
  const say = useWords();
  const { toggleNotification } = useNotification();
  const [running, setRunning] = useState<Request | null>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);

  /** The request that the server will not run before somebody has confirmed it. */
  const [unconfirmed, setUnconfirmed] = useState<Request | null>(null);

  const ask = async (request: Request, consent: Consent): Promise<Answer<Verdict>> => {
    const sent = form.values;
    const input = { ...inputOf(form.view, sent), ...consent };
    if (request === 'check') {
      const answer = await api.check(input);
      return answer.ok ? { ok: true, data: { report: answer.data.report, saved: false } } : answer;
    }
    const answer = await api.save(
      request === 'saveAnyway' ? { ...input, saveAnyway: true } : input,
    );
    if (answer.ok && answer.data.saved) form.accept(answer.data.settings, sent);
    return answer;
  };

  const show = ({ report, saved }: Verdict) => {
    setVerdict({ report, saved });
    if (saved) {
      toggleNotification(
        report.ok
          ? { type: 'success', message: say('saved.ok') }
          : { type: 'warning', message: say('saved.anyway'), timeout: 8000 },
      );
    } else if (report.failure?.field) {
      form.refuse({ [report.failure.field]: report.failure.message });
    }
  };

  const run = async (request: Request, consent: Consent = {}) => {
    const mistyped = numberErrors(form.values, say('problem.number'));
    if (Object.keys(mistyped).length > 0) return form.refuse(mistyped);

    setRunning(request);
    setVerdict(null);
    form.refuse({});
    const answer = await ask(request, consent);
    setRunning(null);
    if (answer.ok) return show(answer.data);
    if (answer.aborted) return;
    if (answer.problem.asksForClearText) return setUnconfirmed(request);

    form.refuse(answer.problem.fields);
    const marked = Object.keys(answer.problem.fields).length > 0;
    const invalid = request === 'check' ? 'problem.invalidCheck' : 'problem.invalid';
    toggleNotification({
      type: 'danger',
      message: marked ? say(invalid) : (answer.problem.message ?? say('problem.noAnswer')),
    });
  };

  const question =
    unconfirmed === null
      ? null
      : {
          confirm() {
            setUnconfirmed(null);
            void run(unconfirmed, { confirmClearText: true });
          },
          cancel() {
            setUnconfirmed(null);
            form.lead('encryption');
          },
        };

  return { run, running, verdict, question };
};
