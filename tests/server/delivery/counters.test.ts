/** What has become of the messages of this process. */
import { createCounters } from '../../../server/delivery/counters';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the counters', () => {
  it('tell the last 60 minutes apart from what was before', () => {
    let now = 1000 * MINUTE;
    const counters = createCounters(() => now);
    counters.sent();
    counters.drafted('waiting');
    now += 59 * MINUTE;
    counters.sent();
    expect(counters.lastHour()).toEqual({ sent: 2, drafted: 1 });
    now += MINUTE;
    expect(counters.lastHour()).toEqual({ sent: 1, drafted: 0 });
  });

  it('begin a minute anew an hour, and a day, later', () => {
    let now = 0;
    const counters = createCounters(() => now);
    for (let hour = 0; hour < 30; hour++) {
      now = hour * HOUR;
      counters.sent();
      expect(counters.lastHour().sent).toBe(1);
    }
    now += 24 * HOUR;
    expect(counters.lastHour().sent).toBe(0);
  });

  it('count by the hour in which something happened', () => {
    let now = 500_000 * HOUR - 1;
    const counters = createCounters(() => now);
    counters.sent();
    counters.drafted('held');
    now += 1;
    counters.sent();
    counters.sent();
    counters.drafted('waiting');
    counters.changed('held', 3);
    counters.changed('waiting', 0);
    expect(counters.unwritten()).toEqual([
      { hour: 499_999, accepted: 1, deferred: 0, held: 1, acceptedAt: now - 1 },
      { hour: 500_000, accepted: 2, deferred: 1, held: 3, acceptedAt: now },
    ]);
  });

  it('do not take a draft that has changed for a new one', () => {
    const counters = createCounters(() => 0);
    counters.changed('held', 2);
    expect(counters.lastHour().drafted).toBe(0);
  });

  it('count nothing of a draft that is being sent', () => {
    const counters = createCounters(() => 0);
    counters.changed('sending');
    expect(counters.unwritten()).toEqual([]);
  });

  it('hand out an hour again, with all that is in it, when it has changed since it was written', () => {
    const counters = createCounters(() => HOUR);
    counters.sent();
    const first = counters.unwritten();
    counters.sent();
    counters.written(first);
    const second = counters.unwritten();
    expect(second).toMatchObject([{ hour: 1, accepted: 2 }]);
    counters.written(second);
    expect(counters.unwritten()).toEqual([]);
    counters.sent();
    expect(counters.unwritten()).toMatchObject([{ hour: 1, accepted: 3 }]);
  });

  it('forget hours that are over once they are written', () => {
    let now = 0;
    const counters = createCounters(() => now);
    counters.sent();
    now = HOUR;
    counters.written(counters.unwritten());
    now = 0;
    counters.sent();
    expect(counters.unwritten()).toMatchObject([{ hour: 0, accepted: 1 }]);
  });
});
