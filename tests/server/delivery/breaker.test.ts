/** The breaker with real timers: when it opens, what it asks of the network, when it closes. */
import type { Failure } from '../../../server/contract';
import {
  type Breaker,
  type BreakerDependencies,
  createBreaker,
} from '../../../server/delivery/breaker';
import { type Delivery, SentBackError } from '../../../server/smtp/transport';
import { aMessage } from '../../support/builders';
import { watchTimers } from '../timers';
import { accepted, aFailure, aLog, notAccepted, NOW, tick } from './builders';

const TROUBLE = aFailure();
const PASSED = undefined;

let breakers: Breaker[] = [];
/** Looks at the server that a test has left without an answer. */
let endLooks: (() => void)[] = [];
let timers: ReturnType<typeof watchTimers>;

interface Probe {
  /** Settles the look at the server. */
  answer(failure: Failure | undefined): void;
  fail(error: Error): void;
  /** Milliseconds since the last look ended, or since the breaker opened. */
  after: number;
  /** What the status had announced, from the moment it was told in. */
  announced: number;
}

/** A breaker whose looks at the server are answered by the test. */
const aBreaker = (options: Partial<BreakerDependencies> = {}) => {
  const log = aLog();
  const probes: Probe[] = [];
  const arrivals: ((probe: Probe) => void)[] = [];
  let since = performance.now();
  const breaker = createBreaker({
    failures: 3,
    firstProbeSeconds: 0.1,
    maxProbeSeconds: 0.1,
    probe: () =>
      new Promise((resolve, reject) => {
        endLooks.push(() => resolve(PASSED));
        const status = breaker.status();
        const probe: Probe = {
          answer(failure) {
            since = performance.now();
            resolve(failure);
          },
          fail: reject,
          after: performance.now() - since,
          announced: status.state === 'open' ? Date.parse(status.nextProbeAt) - NOW.getTime() : NaN,
        };
        const arrived = arrivals.shift();
        if (arrived) arrived(probe);
        else probes.push(probe);
      }),
    log,
    now: () => NOW,
    ...options,
  });
  breakers.push(breaker);
  const changes: string[] = [];
  const waiting: (() => void)[] = [];
  breaker.onChange(() => {
    since = performance.now();
    changes.push(breaker.status().state);
    waiting.splice(0).forEach((resolve) => resolve());
  });
  /** How often a message was really handed to the transport. */
  let asked = 0;
  const attempt = (delivery: Delivery) =>
    breaker.attempt(async () => {
      asked++;
      return delivery;
    });
  return {
    breaker,
    changes,
    log: log.lines,
    asked: () => asked,
    succeed: () => attempt(accepted(aMessage())),
    fail: (failure: Partial<Failure> = {}) => attempt(notAccepted(aFailure(failure))),
    open: async () => {
      while (breaker.trouble() === undefined) await attempt(notAccepted(TROUBLE));
    },
    nextProbe: () =>
      new Promise<Probe>((resolve) => {
        const here = probes.shift();
        if (here) resolve(here);
        else arrivals.push(resolve);
      }),
    unansweredProbes: () => probes.length,
    nextChange: () => new Promise<void>((resolve) => void waiting.push(resolve)),
  };
};

beforeEach(() => {
  timers = watchTimers();
});

afterEach(async () => {
  const closing = breakers.map((breaker) => breaker.close());
  endLooks.forEach((end) => end());
  await Promise.all(closing);
  [breakers, endLooks] = [[], []];
  timers.end();
  expect(timers.pending()).toBe(0);
});

describe('the breaker opens', () => {
  it('after so many failures in a row and not before', async () => {
    const { breaker, fail, changes, log } = aBreaker();
    await fail();
    await fail();
    expect([breaker.status(), breaker.trouble(), changes]).toEqual([
      { state: 'closed' },
      undefined,
      [],
    ]);
    expect(await fail()).toMatchObject({ accepted: false });
    expect(breaker.trouble()).toEqual(TROUBLE);
    expect(breaker.status()).toEqual({
      state: 'open',
      since: NOW.toISOString(),
      failure: TROUBLE,
      nextProbeAt: new Date(NOW.getTime() + 100).toISOString(),
    });
    expect(changes).toEqual(['open']);
    expect(log).toEqual([expect.stringMatching(/^warn .*CONNECTION_REFUSED/)]);
  });

  it('never when it is told so', async () => {
    const { breaker, fail, asked } = aBreaker({ failures: 0 });
    for (let index = 0; index < 50; index++) await fail();
    expect([breaker.status(), asked()]).toEqual([{ state: 'closed' }, 50]);
  });

  it('not when the server took a message in between', async () => {
    const { breaker, succeed, fail, changes } = aBreaker();
    for (let index = 0; index < 5; index++) {
      await fail();
      await fail();
      await succeed();
    }
    expect([breaker.status().state, changes]).toEqual(['closed', []]);
  });

  it.each<[string, Partial<Failure>]>([
    ['a refused recipient', { code: 'RECIPIENT_REFUSED', stage: 'rcpt', outcome: 'refused' }],
    ['a refused message', { code: 'MESSAGE_REFUSED', stage: 'reply', outcome: 'refused' }],
    ['a server that wants it later', { code: 'TEMPORARY_REFUSAL', stage: 'reply' }],
    ['a message that we stopped ourselves', { code: 'INTERRUPTED', stage: 'data' }],
  ])('not for %s, however often', async (_, failure) => {
    const { breaker, fail, asked } = aBreaker();
    for (let index = 0; index < 10; index++) await fail(failure);
    expect([breaker.status().state, asked()]).toEqual(['closed', 10]);
  });

  it.each<[string, Partial<Failure>]>([
    ['sign-in', { code: 'AUTH_FAILED', stage: 'auth', outcome: 'refused' }],
    ['certificate', { code: 'CERTIFICATE_EXPIRED', stage: 'tls' }],
    ['password', { code: 'PASSWORD_UNREADABLE', stage: 'settings' }],
    ['connections that are lost in mid-message', { code: 'CONNECTION_CLOSED', stage: 'reply' }],
    ['silence', { code: 'RESPONSE_TIMEOUT', stage: 'mail' }],
  ])('for %s too', async (_, failure) => {
    const { breaker, fail } = aBreaker();
    for (let index = 0; index < 3; index++) await fail(failure);
    expect(breaker.trouble()).toMatchObject(failure);
  });

  it('not for messages that are given back before they were begun', async () => {
    const { breaker, fail } = aBreaker({ failures: 2 });
    await fail();
    for (let index = 0; index < 5; index++)
      await expect(breaker.attempt(() => Promise.reject(new SentBackError()))).rejects.toThrow(
        SentBackError,
      );
    expect(breaker.status().state).toBe('closed');
    await fail();
    expect(breaker.status().state).toBe('open');
  });

  it('once, though many messages were under way', async () => {
    const { breaker, changes, log } = aBreaker();
    const answers: ((delivery: Delivery) => void)[] = [];
    const underWay: Promise<unknown>[] = [];
    await new Promise<void>((allBegun) => {
      for (let count = 1; count <= 10; count++)
        underWay.push(
          breaker.attempt(() => {
            if (count === 10) allBegun();
            return new Promise((resolve) => void answers.push(resolve));
          }),
        );
    });
    answers.forEach((answer) => answer(notAccepted()));
    expect(await Promise.all(underWay)).toHaveLength(10);
    expect([changes, log.length]).toEqual([['open'], 1]);
  });
});

describe('while the breaker is open', () => {
  it('nothing touches the network', async () => {
    const { open, fail, succeed, asked } = aBreaker();
    await open();
    expect([await fail(), await succeed(), asked()]).toEqual([undefined, undefined, 3]);
  });

  it('a message that was under way and is accepted does not close it', async () => {
    const { breaker, open, changes } = aBreaker();
    let answer: (delivery: Delivery) => void = () => {};
    const underWay = breaker.attempt(() => new Promise((resolve) => void (answer = resolve)));
    await open();
    answer(accepted(aMessage()));
    expect(await underWay).toMatchObject({ accepted: true });
    expect([breaker.status().state, changes]).toEqual(['open', ['open']]);
  });

  it('tells what the last look at the server found, and since when it lasts', async () => {
    const clock = { now: NOW };
    const { breaker, open, nextProbe } = aBreaker({ now: () => clock.now });
    await open();
    clock.now = new Date(NOW.getTime() + 60_000);
    (await nextProbe()).answer(aFailure({ code: 'AUTH_FAILED', stage: 'auth' }));
    await nextProbe();
    expect(breaker.status()).toMatchObject({
      since: NOW.toISOString(),
      failure: { code: 'AUTH_FAILED' },
      nextProbeAt: new Date(clock.now.getTime() + 100).toISOString(),
    });
  });

  it('looks for the server after twice as long each time, up to a bound', async () => {
    const { open, nextProbe } = aBreaker({ firstProbeSeconds: 0.1, maxProbeSeconds: 0.3 });
    await open();
    const announced: number[] = [];
    for (let index = 0; index < 4; index++) {
      const probe = await nextProbe();
      announced.push(probe.announced);
      expect(probe.after).toBeGreaterThanOrEqual(probe.announced - 1);
      probe.answer(TROUBLE);
    }
    expect(announced).toEqual([100, 200, 300, 300]);
  });

  it('begins with the first wait again when it opens anew', async () => {
    const { breaker, open, nextProbe } = aBreaker({ maxProbeSeconds: 10 });
    for (let index = 0; index < 2; index++) {
      await open();
      const probe = await nextProbe();
      expect(probe.announced).toBe(100);
      probe.answer(TROUBLE);
      breaker.reset();
    }
  });
});

describe('the breaker closes', () => {
  it('when the server is found well twice in a row', async () => {
    const { breaker, open, nextProbe, nextChange, changes, log, succeed } = aBreaker();
    await open();
    const closed = nextChange();
    (await nextProbe()).answer(PASSED);
    const second = await nextProbe();
    expect(second.after).toBeGreaterThanOrEqual(99);
    expect([breaker.status().state, changes]).toEqual(['open', ['open']]);
    second.answer(PASSED);
    await closed;
    expect([breaker.status(), breaker.trouble(), changes]).toEqual([
      { state: 'closed' },
      undefined,
      ['open', 'closed'],
    ]);
    expect(log).toEqual([expect.stringMatching(/^warn /), expect.stringMatching(/^info /)]);
    expect(await succeed()).toMatchObject({ accepted: true });
  });

  it('not when it is found well once and away again: nothing flaps', async () => {
    const { breaker, open, nextProbe, changes, log } = aBreaker();
    await open();
    for (let index = 0; index < 3; index++) {
      (await nextProbe()).answer(PASSED);
      (await nextProbe()).answer(TROUBLE);
    }
    await nextProbe();
    expect([breaker.status().state, changes, log.length]).toEqual(['open', ['open'], 1]);
  });

  it('when the look ends at something that is no trouble of the server’s', async () => {
    const { open, nextProbe, nextChange, changes } = aBreaker();
    await open();
    const closed = nextChange();
    (await nextProbe()).answer(aFailure({ code: 'SENDER_REFUSED', stage: 'mail' }));
    await closed;
    expect(changes).toEqual(['open', 'closed']);
  });

  it('not when the look itself fails: that says nothing of the server', async () => {
    const { breaker, open, nextProbe, changes, asked, fail } = aBreaker();
    await open();
    (await nextProbe()).fail(new Error('no memory'));
    await nextProbe();
    expect([breaker.status().state, changes]).toEqual(['open', ['open']]);
    await fail();
    expect(asked()).toBe(3);
  });

  it('and counts anew', async () => {
    const { breaker, open, nextProbe, nextChange, fail } = aBreaker();
    await open();
    const closed = nextChange();
    (await nextProbe()).answer(PASSED);
    (await nextProbe()).answer(PASSED);
    await closed;
    await fail();
    await fail();
    expect(breaker.status().state).toBe('closed');
    await fail();
    expect(breaker.status().state).toBe('open');
  });

  it('by a check that was saved, at once, and looks no more', async () => {
    const { breaker, open, changes, fail } = aBreaker();
    await open();
    breaker.reset();
    expect([breaker.status(), changes]).toEqual([{ state: 'closed' }, ['open', 'closed']]);
    expect(timers.pending()).toBe(0);
    await fail();
    await fail();
    expect(breaker.status().state).toBe('closed');
  });

  it('by a check that was saved, whatever a look that is under way finds', async () => {
    const { breaker, open, nextProbe, changes } = aBreaker();
    await open();
    const probe = await nextProbe();
    breaker.reset();
    probe.answer(TROUBLE);
    await tick();
    expect([breaker.status(), changes]).toEqual([{ state: 'closed' }, ['open', 'closed']]);
    expect(timers.pending()).toBe(0);
  });

  it('and a message sent with the settings of before does not open it again alone', async () => {
    const { breaker, open } = aBreaker();
    let answer: (delivery: Delivery) => void = () => {};
    const underWay = breaker.attempt(() => new Promise((resolve) => void (answer = resolve)));
    await open();
    breaker.reset();
    answer(notAccepted());
    await underWay;
    expect(breaker.status().state).toBe('closed');
  });

  it('tells nobody that it does when it was not open', () => {
    const { breaker, changes, log } = aBreaker();
    breaker.reset();
    expect([changes, log]).toEqual([[], []]);
  });
});

describe('when Strapi stops', () => {
  it('no timer is left', async () => {
    const { breaker, open } = aBreaker();
    await open();
    await breaker.close();
    expect(timers.pending()).toBe(0);
  });

  it.each([
    ['well', PASSED],
    ['away', TROUBLE],
  ])(
    'a look under way is waited for and is the last, though it finds the server %s',
    async (_, answer) => {
      const { breaker, open, nextProbe, unansweredProbes } = aBreaker();
      await open();
      const probe = await nextProbe();
      let isClosed = false;
      const closing = breaker.close().then(() => (isClosed = true));
      await tick();
      expect(isClosed).toBe(false);
      probe.answer(answer);
      await closing;
      await tick();
      expect([timers.pending(), unansweredProbes()]).toEqual([0, 0]);
    },
  );

  it('between two looks it is at once, and says nothing of a server that is back', async () => {
    const { breaker, open, nextProbe, changes, log } = aBreaker();
    await open();
    (await nextProbe()).answer(PASSED);
    await tick();
    await breaker.close();
    expect([breaker.status().state, changes]).toEqual(['open', ['open']]);
    expect(log).toEqual([expect.stringMatching(/^warn /)]);
  });
});
