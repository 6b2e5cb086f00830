import type { TrafficCounts } from '../../server/contract';

/**
 * What is drawn, from the bottom up, in colours of the theme. They differ in lightness too, and two of them have a
 * pattern, so that nobody has to tell them apart by colour.
 */
export const SERIES = [
  { count: 'accepted', colour: 'primary600', pattern: null },
  { count: 'deferred', colour: 'warning500', pattern: 'stripes' },
  { count: 'held', colour: 'danger700', pattern: 'dots' },
] as const satisfies { count: keyof TrafficCounts; colour: string; pattern: string | null }[];

export type Series = (typeof SERIES)[number];

export const sumOf = (buckets: readonly TrafficCounts[]): TrafficCounts =>
  buckets.reduce<TrafficCounts>(
    (sum, { accepted, deferred, held }) => ({
      accepted: sum.accepted + accepted,
      deferred: sum.deferred + deferred,
      held: sum.held + held,
    }),
    { accepted: 0, deferred: 0, held: 0 },
  );

export const totalOf = ({ accepted, deferred, held }: TrafficCounts): number =>
  accepted + deferred + held;
