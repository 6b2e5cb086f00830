import { describe, expect, it } from '@jest/globals';
import type { CheckProgress, CheckReport, CheckStep } from '../../server/contract';
import {
  expectedSteps,
  finishedSteps,
  withProgress,
  type LiveStep,
} from '../../admin/settings/live-check';

const PLAIN = { encryption: 'none', 'auth.enabled': false } as const;
const connected: CheckStep = { stage: 'connect', ok: true, ms: 3 };
const silent: CheckStep = { stage: 'greeting', ok: false, ms: 30 };
const FAILED: CheckReport = { ok: false, steps: [connected, silent] };

const states = (steps: LiveStep[]) =>
  Object.fromEntries(steps.map(({ stage, state }) => [stage, state]));
const after = (lines: CheckProgress[], steps = expectedSteps(PLAIN)) =>
  lines.reduce(withProgress, steps);

describe('a check as it happens', () => {
  it.each([
    [PLAIN, 'connect greeting ehlo mail rcpt rset'],
    [{ encryption: 'tls', 'auth.enabled': true }, 'connect greeting ehlo tls auth mail rcpt rset'],
    [{ encryption: 'ssl', 'auth.enabled': false }, 'connect tls greeting ehlo mail rcpt rset'],
  ] as const)('has its steps from the start, for %p', (values, stages) => {
    const steps = expectedSteps(values);
    expect(steps.map(({ stage }) => stage).join(' ')).toBe(stages);
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(['coming']));
  });

  it('takes the stages that the server names', () => {
    expect(states(after([{ stages: ['connect', 'greeting'] }]))).toEqual({
      connect: 'coming',
      greeting: 'coming',
    });
  });

  it('shows what has passed, what is under way and what is still to come', () => {
    const lines: CheckProgress[] = [
      { begun: 'connect' },
      { step: connected },
      { begun: 'greeting' },
    ];
    expect(states(after(lines))).toEqual({
      connect: 'passed',
      greeting: 'running',
      ehlo: 'coming',
      mail: 'coming',
      rcpt: 'coming',
      rset: 'coming',
    });
  });

  it('ends with what was run and what was not', () => {
    const steps = finishedSteps(after([{ begun: 'connect' }, { step: connected }]), FAILED);
    expect(states(steps)).toMatchObject({ connect: 'passed', greeting: 'failed', ehlo: 'skipped' });
    expect(steps[1]?.step).toBe(silent);
  });

  it('comes to the same where the answer came at once', () => {
    expect(finishedSteps(expectedSteps(PLAIN), FAILED)).toEqual(
      finishedSteps(after([{ step: connected }, { begun: 'greeting' }]), FAILED),
    );
  });
});
