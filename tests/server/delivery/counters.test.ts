/** What this process has done. */
import { createCounters } from '../../../server/delivery/counters';

const MINUTE = 60_000;

describe('the counters', () => {
  it('tell the last 60 minutes apart from all there was', () => {
    let now = 1000 * MINUTE;
    const counters = createCounters(() => now);
    counters.sent();
    counters.drafted();
    now += 59 * MINUTE;
    counters.sent();
    expect(counters.lastHour()).toEqual({ sent: 2, drafted: 1 });
    now += MINUTE;
    expect(counters.lastHour()).toEqual({ sent: 1, drafted: 0 });
    expect(counters.messagesAccepted()).toBe(2);
  });

  it('begin a minute anew an hour, and a day, later', () => {
    let now = 0;
    const counters = createCounters(() => now);
    for (let hour = 0; hour < 30; hour++) {
      now = hour * 60 * MINUTE;
      counters.sent();
      expect(counters.lastHour().sent).toBe(1);
    }
    now += 24 * 60 * MINUTE;
    expect(counters.lastHour().sent).toBe(0);
  });

  it('count connections', () => {
    const counters = createCounters(() => 0);
    counters.connected();
    counters.connected();
    expect(counters.connectionsOpened()).toBe(2);
  });
});
