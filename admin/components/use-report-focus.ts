import { useEffect, useRef } from 'react';
import type { Running, Verdict } from '../settings/use-verdict';

/**
 * Brings the report into view when a test begins, and leads to it: the button that was pressed is disabled or gone while the
 * test runs. Whoever pressed Enter in a field stays there, unless the test ends badly.
 * @returns for the heading
 */
export const useReportFocus = (running: Running | null, verdict: Verdict | null) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const isRunning = running !== null;
  useEffect(() => {
    if (!isRunning) return;
    heading.current?.scrollIntoView({ block: 'nearest' });
    if (!isTyping()) heading.current?.focus({ preventScroll: true });
  }, [isRunning]);

  const failed = verdict !== null && !verdict.report.ok;
  useEffect(() => {
    if (verdict !== null && (failed || !isTyping())) heading.current?.focus();
  }, [verdict, failed]);
  return heading;
};

const isTyping = (): boolean => document.activeElement?.matches('input, textarea') === true;
