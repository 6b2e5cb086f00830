import type { Verdict } from '../settings/use-verdict';
import type { MessageKey } from '../dictionary';

/** What a test came to, in one sentence. */
export const headlineOf = ({ report: { ok }, saved }: Verdict): MessageKey => {
  if (ok) return saved ? 'report.passed' : 'report.passedUnsaved';
  return saved ? 'report.failedSaved' : 'report.failed';
};
