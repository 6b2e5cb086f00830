/** When the panel says of itself that something is wrong with mail. */
import { describe, expect, it } from '@jest/globals';
import {
  dismissedWith,
  noticeOf,
  parseDismissed,
  type Dismissed,
} from '../../admin/status/notice-rule';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-25T14:00:00.000Z');
const SINCE = '2026-11-25T13:00:00.000Z';
const HELD_AT = '2026-11-25T13:30:00.000Z';

type Status = Parameters<typeof noticeOf>[0];
const status = (changes: Partial<Status> = {}): Status => ({
  health: { state: 'working', since: SINCE, reasons: [] },
  drafts: { waiting: 0, held: 0, sending: 0 },
  newestHeldAt: null,
  ...changes,
});
const down = (since = SINCE) =>
  status({ health: { state: 'down', since, reasons: ['SERVER_AWAY'] } });
const held = (newestHeldAt = HELD_AT) =>
  status({
    health: { state: 'degraded', since: newestHeldAt, reasons: ['MESSAGES_HELD'] },
    drafts: { waiting: 0, held: 2, sending: 0 },
    newestHeldAt,
  });

describe('a notice', () => {
  it('is not there while mail works, or is degraded by something else', () => {
    expect(noticeOf(status(), {}, NOW)).toBeNull();
    const health = { state: 'degraded', since: SINCE, reasons: ['NOT_SECURE'] } as const;
    expect(
      noticeOf(status({ health: { ...health, reasons: ['NOT_SECURE'] } }), {}, NOW),
    ).toBeNull();
  });

  it('is there while mail is down, before held messages', () => {
    expect(noticeOf({ ...held(), health: down().health }, {}, NOW)).toBe('down');
  });

  it('is there for messages that were held lately', () => {
    expect(noticeOf(held(), {}, NOW)).toBe('held');
  });

  it('is not there for held messages that are no news any more', () => {
    expect(noticeOf({ ...held(), health: status().health }, {}, NOW)).toBeNull();
  });

  it('stays away for one outage, and is there for the next', () => {
    const dismissed = dismissedWith('down', down(), {}, NOW);
    expect(noticeOf(down(), dismissed, NOW + 10 * HOUR)).toBeNull();
    expect(noticeOf(down('2026-11-26T08:00:00.000Z'), dismissed, NOW + 20 * HOUR)).toBe('down');
  });

  it('can be put away when nobody knows since when mail is down', () => {
    const unknown = status({ health: { state: 'down', since: null, reasons: [] } });
    expect(noticeOf(unknown, {}, NOW)).toBe('down');
    expect(noticeOf(unknown, dismissedWith('down', unknown, {}, NOW), NOW)).toBeNull();
  });

  it('comes back for newer held messages, but once an hour at most', () => {
    const dismissed = dismissedWith('held', held(), {}, NOW);
    const newer = held('2026-11-25T14:10:00.000Z');
    expect(noticeOf(held(), dismissed, NOW + 2 * HOUR)).toBeNull();
    expect(noticeOf(newer, dismissed, NOW + HOUR - 1)).toBeNull();
    expect(noticeOf(newer, dismissed, NOW + HOUR)).toBe('held');
  });

  it('that was put away for one reason comes for the other', () => {
    const dismissed = dismissedWith('held', held(), dismissedWith('down', down(), {}, NOW), NOW);
    expect(noticeOf(held(), dismissed, NOW)).toBeNull();
    expect(noticeOf(down(), dismissed, NOW)).toBeNull();
    expect(noticeOf(held(), dismissedWith('down', down(), {}, NOW), NOW)).toBe('held');
  });
});

describe('what the browser has stored', () => {
  it('comes back as it was', () => {
    const stored: Dismissed = { down: null, held: { newest: HELD_AT, at: NOW } };
    expect(parseDismissed(JSON.stringify(stored))).toEqual(stored);
  });

  it.each([null, '', 'no JSON', 'null', '[]', '7', '{"down":7,"held":{"newest":1,"at":"x"}}'])(
    'is nothing when it is %j',
    (text) => {
      expect(parseDismissed(text)).toEqual({});
    },
  );
});
