/** Whether mail works, from what is known. */
import { healthOf, type HealthFacts } from '../../../server/status/health';

const NOW = new Date('2026-11-25T14:00:00.000Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const DAY = 24 * 60;

const health = (facts: Partial<HealthFacts>) =>
  healthOf({
    now: NOW,
    awaySince: null,
    unreadableSince: null,
    insecureSince: null,
    failure: null,
    failedCheckAt: null,
    newestHeldAt: null,
    proofs: [],
    ...facts,
  });
const since = (minutes: number) => ago(minutes).toISOString();
const serverTrouble = (minutes: number) => ({ at: ago(minutes), isServerTrouble: true });
const refusal = (minutes: number) => ({ at: ago(minutes), isServerTrouble: false });

describe('the health of mail', () => {
  it('is untested before anything was tried', () => {
    expect(health({})).toEqual({ state: 'untested', since: null, reasons: [] });
  });

  it('is working since it was first seen to work', () => {
    expect(health({ proofs: [ago(3), ago(90), ago(40)] })).toEqual({
      state: 'working',
      since: since(90),
      reasons: [],
    });
  });

  it('is down while the server is away, since the breaker opened', () => {
    expect(
      health({ awaySince: ago(5), failure: serverTrouble(1), proofs: [ago(60)] }),
    ).toMatchObject({ state: 'down', since: since(5), reasons: ['SERVER_AWAY', 'ATTEMPT_FAILED'] });
  });

  it('is down while the password cannot be read', () => {
    expect(health({ unreadableSince: ago(10), proofs: [ago(1)] })).toEqual({
      state: 'down',
      since: since(10),
      reasons: ['PASSWORD_UNREADABLE'],
    });
  });

  it('is down since the first of two reasons', () => {
    const both = health({ unreadableSince: ago(10), awaySince: ago(20) });
    expect(both).toMatchObject({
      since: since(20),
      reasons: ['SERVER_AWAY', 'PASSWORD_UNREADABLE'],
    });
  });

  it.each([1, 30, 10 * DAY])(
    'is degraded while the last that is known is that the server could not be used, %i minutes ago',
    (minutes) => {
      expect(health({ failure: serverTrouble(minutes), proofs: [ago(minutes + 5)] })).toEqual({
        state: 'degraded',
        since: since(minutes),
        reasons: ['ATTEMPT_FAILED'],
      });
    },
  );

  it('is working again when something went through after a failure, since then', () => {
    expect(health({ failure: serverTrouble(10), proofs: [ago(90), ago(8), ago(2)] })).toMatchObject(
      { state: 'working', since: since(8) },
    );
  });

  it('is degraded for a quarter of an hour by a message that was refused', () => {
    expect(health({ failure: refusal(15), proofs: [ago(60)] }).state).toBe('degraded');
    expect(health({ failure: refusal(16), proofs: [ago(60)] }).state).toBe('working');
  });

  it('is working when all that is known is that the server refused a message, long ago', () => {
    expect(health({ failure: refusal(60) })).toMatchObject({ state: 'working', since: null });
  });

  it('is degraded while the last check failed and nothing has gone through since', () => {
    expect(health({ failedCheckAt: ago(30), proofs: [ago(40)] })).toMatchObject({
      state: 'degraded',
      since: since(30),
      reasons: ['CHECK_FAILED'],
    });
    expect(health({ failedCheckAt: ago(30), proofs: [ago(20)] }).state).toBe('working');
  });

  it('is degraded for a day by messages that wait for a person', () => {
    const facts = { proofs: [ago(1)] };
    expect(health({ ...facts, newestHeldAt: ago(DAY) })).toMatchObject({
      state: 'degraded',
      reasons: ['MESSAGES_HELD'],
    });
    expect(health({ ...facts, newestHeldAt: ago(DAY + 1) }).state).toBe('working');
  });

  it('is degraded while something is sent or taken on trust that should not be', () => {
    expect(health({ insecureSince: ago(500), proofs: [ago(1)] })).toMatchObject({
      state: 'degraded',
      reasons: ['NOT_SECURE'],
    });
  });

  it('names every reason, and the first of them gives the time', () => {
    expect(health({ failure: refusal(1), newestHeldAt: ago(2), failedCheckAt: ago(3) })).toEqual({
      state: 'degraded',
      since: since(3),
      reasons: ['ATTEMPT_FAILED', 'CHECK_FAILED', 'MESSAGES_HELD'],
    });
  });
});
