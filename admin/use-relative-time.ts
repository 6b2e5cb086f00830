import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { relativeTime } from './relative-time';

const TICK_MS = 15_000;

type RelativeTime = (iso: string, tense: 'past' | 'future', style?: 'long' | 'short') => string;

/**
 * “5 minutes ago”, “in 2 minutes”; goes on while the page stays open. What is `past` is never said to
 * come: the clock of the server may be ahead of the browser's.
 */
export const useRelativeTime = (): RelativeTime => {
  const intl = useIntl();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);

  return (iso, tense, style = 'long') => {
    const nearest = tense === 'past' ? Math.max : Math.min;
    const { value, unit } = relativeTime(iso, nearest(now, Date.parse(iso)));
    return intl.formatRelativeTime(value, unit, { numeric: 'auto', style });
  };
};
