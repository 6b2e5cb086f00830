/** Hours of traffic. */
import { firstHourOf, historyOf } from '../../../server/status/hours';

const HOUR = 3_600_000;
const NOW = new Date('2026-11-25T14:20:00.000Z');
const THIS_HOUR = Math.floor(NOW.getTime() / HOUR);

describe.each([
  ['24h', 24, '2026-11-24T15:00:00.000Z'],
  ['7d', 168, '2026-11-18T15:00:00.000Z'],
] as const)('a history of %s', (range, hours, first) => {
  it(`has ${hours} hours, the current one last`, () => {
    const { buckets } = historyOf(range, NOW, []);
    expect(buckets).toHaveLength(hours);
    expect(buckets[0]?.at).toBe(first);
    expect(buckets.at(-1)?.at).toBe('2026-11-25T14:00:00.000Z');
    expect(firstHourOf(range, NOW)).toBe(Date.parse(first) / HOUR);
  });

  it('has zeros where nothing was sent, and every count where it belongs', () => {
    const { buckets } = historyOf(range, NOW, [
      { hour: THIS_HOUR, accepted: 3, deferred: 2, held: 1 },
      { hour: THIS_HOUR - 5, accepted: 1, deferred: 0, held: 0 },
      // Of longer ago than the range shows.
      { hour: THIS_HOUR - 500, accepted: 9, deferred: 9, held: 9 },
    ]);
    const busy = buckets.filter(({ accepted, deferred, held }) => accepted + deferred + held > 0);
    expect(busy).toEqual([
      { at: '2026-11-25T09:00:00.000Z', accepted: 1, deferred: 0, held: 0 },
      { at: '2026-11-25T14:00:00.000Z', accepted: 3, deferred: 2, held: 1 },
    ]);
  });
});
