import { useEffect, useRef } from 'react';
import type { Running, Verdict } from '../settings/use-verdict';

/**
 * Brings the report into view when a test begins, and leads to it when it ended badly, or when it was begun from inside of
 * it: the button that was pressed is gone then.
 * @returns for the heading
 */
export const useReportFocus = (running: Running | null, verdict: Verdict | null) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const isRunning = running !== null;
  useEffect(() => {
    if (!isRunning) return;
    heading.current?.scrollIntoView({ block: 'nearest' });
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [isRunning]);

  const failed = verdict !== null && !verdict.report.ok;
  useEffect(() => {
    if (failed || document.activeElement === document.body) heading.current?.focus();
  }, [verdict, failed]);
  return heading;
};
