import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { relativeTime } from './relative-time';

const TICK_MS = 15_000;

/**
 * “5 minutes ago”, “in 2 minutes”; goes on while the page stays open. What is `past` is never said to
 * come: the clock of the server may be ahead of the browser's.
 */
export const useRelativeTime = (): ((iso: string, tense: 'past' | 'future') => string) => {
  const intl = useIntl();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);

  return (iso, tense) => {
    const nearest = tense === 'past' ? Math.max : Math.min;
    const { value, unit } = relativeTime(iso, nearest(now, Date.parse(iso)));
    return intl.formatRelativeTime(value, unit, { numeric: 'auto' });
  };
};
