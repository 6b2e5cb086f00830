/** Tries settings against the server they name, without sending anything, and reports stage by stage. */
import { hostname } from 'node:os';
import type {
  CheckProgress,
  CheckReport,
  CheckStage,
  CheckStep,
  Failure,
  OfferedFacts,
  ReportFailure,
  SecuredFacts,
} from '../contract';
import { type AddressRule, DEFAULT_ADDRESS_RULE } from './address-rule';
import { type Learned, planCheck } from './check-stages';
import { SmtpProblem, UntrustedCertificate } from './errors';
import { caseOf, failureFrom, passwordUnreadable } from './failure';
import { type Changeable, EVERYTHING, remediesFor } from './remedies';
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
  /** What may be offered as a remedy. */
  changeable?: Changeable;
  /** Ends before anybody signs in. */
  until?: 'sign-in';
  /** Told what is going to be run, and of each stage as it begins and ends; the report may say more of a stage. */
  tell?: (progress: CheckProgress) => void;
}

/**
 * Takes at most `timeoutSeconds` in all, and leaves no connection behind. Never rejects for what the
 * server does. No step contains the password.
 */
export const checkSettings = async (request: CheckRequest): Promise<CheckReport> => {
  const { settings, sender, recipient, now, refuses = DEFAULT_ADDRESS_RULE } = request;
  const { tell = () => {} } = request;
  const { auth, timeoutSeconds } = settings;

  const limit = startLimit(timeoutSeconds * 1000, request.signal);
  const { stages: planned, ...plan } = planCheck({
    settings,
    sender,
    recipient,
    signal: limit.signal,
    refuses,
  });
  const steps: CheckStep[] = [];
  const report = () => reportOf(steps, request, plan.offered());
  const add = (step: CheckStep) => {
    steps.push(step);
    tell({ step: steps.some(isIntroduced) ? step : withoutWords(step) });
  };
  const stages = planned.filter(
    ([stage]) => request.until === undefined || BEFORE_SIGN_IN.includes(stage),
  );
  tell({ stages: stages.map(([stage]) => stage) });
  try {
    if (auth.enabled && !auth.password) {
      add({ stage: 'connect', ok: false, ms: 0, failure: passwordUnreadable() });
      return report();
    }
    for (const [stage, run] of stages) {
      const startedAt = now();
      const ms = () => Math.round(now() - startedAt);
      tell({ begun: stage });
      try {
        const learned = fitToShow(await run(), settings);
        add({ stage, ok: true, ms: ms(), ...learned, ...offeredAt(stage, plan.offered()) });
      } catch (error) {
        const timedOut = limit.expired();
        const failure = failureFrom({ stage, error, timedOut, handedOver: false, settings });
        add({ stage, ok: false, ms: ms(), ...securedBy(error, settings), failure });
        return report();
      }
    }
    await plan.quit();
    return report();
  } finally {
    plan.destroy();
    limit.clear();
  }
};

const BEFORE_SIGN_IN: readonly CheckStage[] = ['connect', 'greeting', 'ehlo', 'tls'];

/** Only a mail server has an answer to EHLO. */
const isIntroduced = ({ stage, ok }: CheckStep): boolean => stage === 'ehlo' && ok;

/** Until then it may be any service: the page must not become a reader for their banners and certificates. */
const withoutWords = ({ stage, ok, ms, failure, ...words }: CheckStep): CheckStep => {
  const isOurs = stage === 'connect';
  return {
    stage,
    ok,
    ms,
    ...(isOurs && words.detail !== undefined ? { detail: words.detail } : {}),
    // A certificate that is not trusted has to be looked at, whoever shows it.
    ...(failure === undefined ? {} : { failure, secured: words.secured }),
  };
};

const fitToShow = ({ detail, secured }: Learned, { auth }: SmtpSettings): Learned => ({
  detail: truncateResponse(detail, auth),
  ...(secured === undefined ? {} : { secured: withoutPassword(secured, auth) }),
});

const securedBy = (error: unknown, { auth }: SmtpSettings) =>
  error instanceof UntrustedCertificate ? { secured: withoutPassword(error.secured, auth) } : {};

const withoutPassword = (secured: SecuredFacts, auth: SmtpSettings['auth']): SecuredFacts => ({
  ...secured,
  subject: truncateResponse(secured.subject, auth),
  issuer: truncateResponse(secured.issuer, auth),
});

const offeredAt = (stage: string, offered: OfferedFacts | undefined) =>
  stage === 'ehlo' && offered !== undefined ? { offered } : {};

const reportOf = (
  steps: CheckStep[],
  { settings, changeable = EVERYTHING }: CheckRequest,
  offered: OfferedFacts | undefined,
): CheckReport => {
  const failure = steps.at(-1)?.failure;
  const shown = steps.map((step) =>
    failure?.code === 'NOT_SMTP'
      ? withoutWords(step)
      : { ...step, ...offeredAt(step.stage, step.ok ? offered : undefined) },
  );
  if (failure === undefined) return { ok: true, steps: shown };
  const trouble = { found: caseOf(failure), settings, offered, hostname: hostname() };
  const remedies = remediesFor(trouble, changeable);
  return { ok: false, steps: shown, failure: { ...inBrief(failure), remedies } };
};

const inBrief = ({ code, field, message, hint, words }: Failure): ReportFailure => ({
  code,
  ...(field === undefined ? {} : { field }),
  message,
  hint,
  words,
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
