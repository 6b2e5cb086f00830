/** A moment seen from now, in the unit a person would use. Pure; for `formatRelativeTime`. */
export const relativeTime = (
  iso: string,
  now: number,
): { value: number; unit: 'second' | 'minute' | 'hour' | 'day' } => {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return { value: Math.round(seconds / length), unit };
  }
  return { value: seconds, unit: 'second' };
};

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
