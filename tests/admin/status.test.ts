/** What the status page makes of what the server says. */
import { describe, expect, it } from '@jest/globals';
import {
  CLOSE_REASONS,
  HEALTH_REASONS,
  HEALTH_STATES,
  HISTORY_RANGES,
} from '../../server/contract';
import { listOf } from '../../admin/status/places';
import { SERIES, sumOf } from '../../admin/status/series';
import { ticksOf } from '../../admin/status/ticks';
import english from '../../admin/translations/en.json';

const HOUR = 3_600_000;
const buckets = (count: number) => {
  const first = Date.parse('2026-11-18T00:00:00.000Z');
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(first + index * HOUR).toISOString(),
    accepted: 2,
    deferred: 1,
    held: index === 0 ? 1 : 0,
  }));
};

it('has words for everything that the server may say', () => {
  const keys = [
    ...HEALTH_STATES.map((state) => `status.state.${state}`),
    ...HEALTH_REASONS.map((reason) => `status.reason.${reason}`),
    ...CLOSE_REASONS.map((reason) => `pool.closed.${reason}`),
    ...HISTORY_RANGES.flatMap((range) => [`traffic.range.${range}`, `traffic.summary.${range}`]),
    ...SERIES.flatMap(({ count }) => [`traffic.${count}`, `traffic.${count}.words`]),
  ];
  expect(keys.filter((key) => !(key in english))).toEqual([]);
});

it('adds up all hours', () => {
  expect(sumOf(buckets(24))).toEqual({ accepted: 48, deferred: 24, held: 1 });
  expect(sumOf([])).toEqual({ accepted: 0, deferred: 0, held: 0 });
});

describe('under the chart', () => {
  it('stands every third hour of a day', () => {
    const hours = ticksOf('24h', buckets(24)).map((at) => new Date(at).getHours() % 3);
    expect(hours).toEqual(Array(8).fill(0));
  });

  it('stands every midnight of a week', () => {
    const hours = ticksOf('7d', buckets(168)).map((at) => new Date(at).getHours());
    expect(hours).toEqual(Array(7).fill(0));
  });
});

it('leads to the list of the drafts in a state', () => {
  const [place, query] = listOf('held').split('?');
  expect(place).toBe('/content-manager/collection-types/plugin::outgoing-mail.message');
  expect(new URLSearchParams(query).get('filters[$and][0][state][$eq]')).toBe('held');
});

describe('the colours of the chart', () => {
  it('are never told apart by colour alone', () => {
    const patterns = SERIES.map(({ pattern }) => pattern);
    expect(new Set(patterns).size).toBe(patterns.length);
  });
});
