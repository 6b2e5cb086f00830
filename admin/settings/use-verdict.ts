import { useNotification } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { CheckReport, CheckSettingsRequest } from '../../server/contract';
import { type Answer } from '../api';
import { useSettingsApi, type OnProgress } from './api';
import { useFailureWords } from '../failure-words';
import { useProblemWords } from '../problem-words';
import { useWords } from '../use-words';
import type { FieldErrors, FormValues } from './fields';
import { expectedSteps, finishedSteps, withProgress, type LiveStep } from './live-check';
import { mistakesIn, type Mistakes } from './mistakes';
import type { SettingsForm } from './use-settings-form';
import { inputOf, typedSince } from './values';

/** What the user pressed. */
export type Request = 'save' | 'saveAnyway' | 'check';

/** A test that is going on. */
export interface Running {
  request: Request;
  steps: LiveStep[];
}

/** The outcome of a test, and whether the settings were saved with it. */
export interface Verdict {
  report: CheckReport;
  saved: boolean;
  steps: LiveStep[];
  /** ISO 8601, by this browser's clock. */
  at: string;
  /** What the form held. */
  tested: FormValues;
}

type Consent = Pick<CheckSettingsRequest, 'confirmClearText'>;
type Result = Pick<Verdict, 'report' | 'saved'>;

/** Sends the form away, shows how far the test is, and brings back the verdict. */
export const useVerdict = (form: SettingsForm) => {
  const api = useSettingsApi();
  const say = useWords();
  const sayFailure = useFailureWords();
  const sayProblem = useProblemWords();
  const { toggleNotification } = useNotification();
  const [running, setRunning] = useState<Running | null>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);

  /** The request that the server will not run before somebody has confirmed it. */
  const [unconfirmed, setUnconfirmed] = useState<{ request: Request; values: FormValues } | null>(
    null,
  );

  const ask = async (
    request: Request,
    values: FormValues,
    consent: Consent,
    onProgress: OnProgress,
  ): Promise<Answer<Result>> => {
    const input = { ...inputOf(form.view, values), ...consent };
    if (request === 'check') {
      const answer = await api.check(input, onProgress);
      return answer.ok ? { ok: true, data: { report: answer.data.report, saved: false } } : answer;
    }
    const body = request === 'saveAnyway' ? { ...input, saveAnyway: true } : input;
    const answer = await api.save(body, onProgress);
    if (answer.ok && answer.data.saved) form.accept(answer.data.settings, values);
    return answer;
  };

  const tell = ({ report, saved }: Result) => {
    if (saved) {
      toggleNotification(
        report.ok
          ? { type: 'success', message: say('saved.ok') }
          : { type: 'warning', message: say('saved.anyway'), timeout: 8000 },
      );
    } else if (report.failure?.field) {
      form.mark({ [report.failure.field]: sayFailure(report.failure).message });
    }
  };

  /** @param values where the form was changed by the same click, and does not hold them yet */
  const run = async (request: Request, values = form.values, consent: Consent = {}) => {
    const mistakes = mistakesIn(form.view, values);
    if (Object.keys(mistakes).length > 0) return form.refuse(inWords(mistakes));

    let steps = expectedSteps(values);
    setRunning({ request, steps });
    setVerdict(null);
    form.mark({});
    const answer = await ask(request, values, consent, (progress) => {
      steps = withProgress(steps, progress);
      setRunning({ request, steps });
    });
    if (!answer.ok && answer.aborted) return;
    setRunning(null);
    if (answer.ok) {
      const { report, saved } = answer.data;
      const at = new Date().toISOString();
      setVerdict({ report, saved, steps: finishedSteps(steps, report), at, tested: values });
      return tell(answer.data);
    }
    if (answer.problem.asksForClearText) return setUnconfirmed({ request, values });

    form.refuse(sayProblem.fields(answer.problem.fields));
    const marked = Object.keys(answer.problem.fields).length > 0;
    const invalid = request === 'check' ? 'problem.invalidCheck' : 'problem.invalid';
    toggleNotification({
      type: 'danger',
      message: marked ? say(invalid) : sayProblem.problem(answer.problem),
    });
  };

  const inWords = (mistakes: Mistakes): FieldErrors =>
    Object.fromEntries(
      Object.entries(mistakes).map(([field, { key, values }]) => [field, say(key, values)]),
    );

  const question =
    unconfirmed === null
      ? null
      : {
          confirm() {
            setUnconfirmed(null);
            void run(unconfirmed.request, unconfirmed.values, { confirmClearText: true });
          },
          cancel() {
            setUnconfirmed(null);
            form.lead('encryption');
          },
        };

  const isStale = verdict !== null && isOutdated(verdict, form.values);
  return { run, running, verdict, isStale, question };
};

/** A password that was saved is no longer in the form; that it is gone is no change. */
const isOutdated = ({ tested, saved }: Verdict, values: FormValues): boolean => {
  const changed = typedSince(tested, values);
  if (saved && values['auth.password'] === '') delete changed['auth.password'];
  return Object.keys(changed).length > 0;
};
