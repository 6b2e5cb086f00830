/** A check as it happens: what has passed, what is under way, what is still to come. Pure. */
import type { CheckProgress, CheckReport, CheckStage, CheckStep } from '../../server/contract';
import type { FormValues } from './fields';

/** `skipped`: something before it failed, so it was never run. */
export type StepState = 'coming' | 'running' | 'passed' | 'failed' | 'skipped';

export interface LiveStep {
  stage: CheckStage;
  state: StepState;
  /** Once it has been run. */
  step?: CheckStep;
}

/** What a check of these settings is going to run, until the server says it. */
export const expectedSteps = ({
  encryption,
  'auth.enabled': signsIn,
}: Pick<FormValues, 'encryption' | 'auth.enabled'>): LiveStep[] =>
  coming([
    'connect',
    ...when(encryption === 'ssl', 'tls'),
    'greeting',
    'ehlo',
    ...when(encryption === 'tls', 'tls'),
    ...when(signsIn, 'auth'),
    'mail',
    'rcpt',
    'rset',
  ]);

/** The steps after one more line of the server's. */
export const withProgress = (steps: LiveStep[], progress: CheckProgress): LiveStep[] => {
  if ('stages' in progress) return coming(progress.stages);
  if ('begun' in progress) return put(steps, { stage: progress.begun, state: 'running' });
  if ('step' in progress) return put(steps, ran(progress.step));
  return steps;
};

/** The steps once the report is there, also where nothing was heard before it. */
export const finishedSteps = (steps: LiveStep[], report: CheckReport): LiveStep[] =>
  report.steps
    .map(ran)
    .reduce(put, steps)
    .map((each) => (each.step === undefined ? { stage: each.stage, state: 'skipped' } : each));

const coming = (stages: CheckStage[]): LiveStep[] =>
  stages.map((stage) => ({ stage, state: 'coming' }));

const ran = (step: CheckStep): LiveStep => ({
  stage: step.stage,
  state: step.ok ? 'passed' : 'failed',
  step,
});

const put = (steps: LiveStep[], one: LiveStep): LiveStep[] =>
  steps.some(({ stage }) => stage === one.stage)
    ? steps.map((each) => (each.stage === one.stage ? one : each))
    : [...steps, one];

const when = (condition: boolean, stage: CheckStage): CheckStage[] => (condition ? [stage] : []);
