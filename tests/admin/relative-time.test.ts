import { describe, expect, it } from '@jest/globals';
import { relativeTime } from '../../admin/relative-time';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');

describe('a moment seen from now', () => {
  it.each([
    ['2026-03-01T11:59:58.000Z', { value: -2, unit: 'second' }],
    ['2026-03-01T11:55:00.000Z', { value: -5, unit: 'minute' }],
    ['2026-03-01T14:00:00.000Z', { value: 2, unit: 'hour' }],
    ['2026-02-26T12:00:00.000Z', { value: -3, unit: 'day' }],
  ])('%s is %p', (iso, expected) => {
    expect(relativeTime(iso, NOW)).toEqual(expected);
  });
});
