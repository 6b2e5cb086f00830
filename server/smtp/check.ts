/** Tries settings against the server they name, without sending anything, and reports stage by stage. */
import type { CheckReport, CheckStep, Failure } from '../contract';
import { type AddressRule, DEFAULT_ADDRESS_RULE } from './address-rule';
import { planCheck } from './check-stages';
import { SmtpProblem } from './errors';
import { failureFrom, passwordUnreadable } from './failure';
import { truncateResponse } from './response';
import type { SmtpSettings } from './settings';

export interface CheckRequest {
  settings: SmtpSettings;
  /** Bare addresses, as they go into MAIL FROM and RCPT TO. */
  sender: string;
  recipient: string;
  /** Monotonic, milliseconds. */
  now: () => number;
  /** Breaks it off; the stage that was under way then fails as INTERRUPTED. */
  signal?: AbortSignal;
  /** Addresses that are not connected to. */
  refuses?: AddressRule;
}

/**
 * Takes at most `timeoutSeconds` in all, and leaves no connection behind. Never rejects for what the
 * server does. No step contains the password.
 */
export const checkSettings = async (request: CheckRequest): Promise<CheckReport> => {
  const { settings, sender, recipient, now, refuses = DEFAULT_ADDRESS_RULE } = request;
  const { auth, timeoutSeconds } = settings;
  if (auth.enabled && !auth.password) {
    return reportOf([{ stage: 'connect', ok: false, ms: 0, failure: passwordUnreadable() }]);
  }

  const limit = startLimit(timeoutSeconds * 1000, request.signal);
  const plan = planCheck({ settings, sender, recipient, signal: limit.signal, refuses });
  const steps: CheckStep[] = [];
  try {
    for (const [stage, run] of plan.stages) {
      const startedAt = now();
      const ms = () => Math.round(now() - startedAt);
      try {
        const detail = truncateResponse(await run(), auth);
        steps.push({ stage, ok: true, ms: ms(), detail });
      } catch (error) {
        const timedOut = limit.expired();
        const failure = failureFrom({ stage, error, timedOut, handedOver: false, settings });
        steps.push({ stage, ok: false, ms: ms(), failure });
        return reportOf(failure.code === 'NOT_SMTP' ? steps.map(withoutGreeting) : steps);
      }
    }
    await plan.quit();
    return reportOf(steps);
  } finally {
    plan.destroy();
    limit.clear();
  }
};

/** The page must not become a reader for other services' banners. */
const withoutGreeting = (step: CheckStep): CheckStep =>
  step.stage === 'greeting' ? { ...step, detail: undefined } : step;

const reportOf = (steps: CheckStep[]): CheckReport => {
  const failure = steps.at(-1)?.failure;
  return failure === undefined
    ? { ok: true, steps }
    : { ok: false, steps, failure: inBrief(failure) };
};

const inBrief = ({ code, field, message, hint }: Failure): CheckReport['failure'] => ({
  code,
  ...(field === undefined ? {} : { field }),
  message,
  hint,
});

/** One signal for the time limit and for the caller's own. */
const startLimit = (ms: number, outer: AbortSignal | undefined) => {
  const controller = new AbortController();
  let expired = false;
  const interrupt = () => controller.abort(new SmtpProblem('INTERRUPTED'));
  // Not AbortSignal.timeout: its timer would outlive a check that is done sooner.
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new SmtpProblem('RESPONSE_TIMEOUT'));
  }, ms);
  if (outer?.aborted) interrupt();
  outer?.addEventListener('abort', interrupt);
  return {
    signal: controller.signal,
    expired: () => expired,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', interrupt);
    },
  };
};
