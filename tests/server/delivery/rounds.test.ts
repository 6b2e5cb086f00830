/** What goes on by itself, over the rules of the store and the real way of a draft. */
import type { Failure } from '../../../server/contract';
import type { Attempted } from '../../../server/delivery/courier';
import { BESIDE_THE_QUEUE } from '../../../server/delivery/queue';
import { createResender, type Resender } from '../../../server/delivery/resend';
import {
  createRounds,
  type Rounds,
  type RoundsDependencies,
} from '../../../server/delivery/rounds';
import type { OutgoingMessage } from '../../../server/messages/message';
import { HELD } from '../../../server/messages/retry-policy';
import type { MessageRow } from '../../../server/messages/rows';
import type { Delivery } from '../../../server/smtp/transport';
import { aMessage } from '../../support/builders';
import { parse } from '../messages/builders';
import { watchTimers } from '../timers';
import {
  accepted,
  aCount,
  aFailure,
  aLog,
  fateOf,
  notAccepted,
  NOW,
  secondsLater,
  tick,
} from './builders';
import { draftsInMemory } from './drafts-in-memory';

const PAST = secondsLater(-1).toISOString();
const LATER = secondsLater(3600).toISOString();
const DUE = { nextAttemptAt: PAST };

let running: Rounds[] = [];
let timers: ReturnType<typeof watchTimers>;

type Options = Partial<Omit<RoundsDependencies, 'drafts'>> & {
  drafts?: Partial<RoundsDependencies['drafts']>;
  deliver?: (message: OutgoingMessage) => Promise<Delivery | Attempted> | Delivery | Attempted;
};

/** Rounds that have not begun, so that a test can lay drafts ready. */
const someRounds = ({
  drafts = {},
  deliver = (message) => accepted(message),
  ...dependencies
}: Options = {}) => {
  const clock = { now: NOW };
  const [memory, log] = [draftsInMemory({ now: () => clock.now }), aLog()];
  const under = { way: 0, most: 0 };
  const server: { trouble: Failure | undefined } = { trouble: undefined };
  const subjects: string[] = [];
  const counters = aCount();
  const resender = createResender({
    courier: {
      async deliver(message) {
        subjects.push(message.fields.subject);
        under.most = Math.max(under.most, ++under.way);
        try {
          return { tried: true, ...(await deliver(message)) };
        } finally {
          under.way--;
        }
      },
    },
    drafts: memory.drafts,
    fateOf,
    counters,
    parse,
    enter: async () => BESIDE_THE_QUEUE,
    log,
    now: () => clock.now,
  });
  let begun = 0;
  const waiting: (() => void)[] = [];
  const start = () => {
    const rounds = createRounds({
      resender,
      breaker: { trouble: () => server.trouble },
      fateOf,
      counters,
      concurrency: () => 2,
      pollSeconds: 0.02,
      leaseSeconds: 30,
      retentionDays: 30,
      log,
      now: () => clock.now,
      ...dependencies,
      drafts: {
        ...memory.drafts,
        ...drafts,
        recover(recordFor) {
          begun++;
          waiting.splice(0).forEach((resolve) => resolve());
          return (drafts.recover ?? memory.drafts.recover)(recordFor);
        },
      },
    });
    running.push(rounds);
    return rounds;
  };
  /** Resolves when a round that begins from now on is over: the next one has begun. */
  const wholeRound = async () => {
    const last = begun + 2;
    while (begun < last) await new Promise<void>((resolve) => void waiting.push(resolve));
  };
  return {
    ...memory,
    start,
    wholeRound,
    clock,
    server,
    subjects,
    under,
    counted: counters.states,
    log: log.lines,
    /** Drafts that are due, with their number as subject. */
    lay: async (count: number, changes: Partial<MessageRow> = DUE, failure = aFailure()) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) {
        const subject = String(memory.rows.length + 1);
        ids.push(await memory.add(aMessage({ fields: { subject } }), failure, changes));
      }
      return ids;
    },
    states: () => memory.rows.map(({ state }) => state),
  };
};

beforeEach(() => {
  timers = watchTimers();
});

afterEach(async () => {
  for (const rounds of running) {
    await rounds.stop();
    await rounds.close();
  }
  running = [];
  timers.end();
  expect(timers.pending()).toBe(0);
});

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

describe('drafts that are due', () => {
  it('are sent oldest first, not more at a time than there are connections', async () => {
    const { lay, start, wholeRound, subjects, under, states } = someRounds({
      async deliver(message) {
        await tick();
        return accepted(message);
      },
    });
    await lay(30);
    start();
    await wholeRound();
    expect(subjects).toEqual(numbers(30));
    expect(under.most).toBe(2);
    expect(new Set(states())).toEqual(new Set(['sent']));
  });

  it('are all sent in one round, however many there are, each once', async () => {
    const { lay, start, wholeRound, subjects } = someRounds({ pollSeconds: 0.02 });
    await lay(350);
    start();
    await wholeRound();
    expect(subjects).toEqual(numbers(350));
  });

  it('are sent when their time has come and not before, and held ones never', async () => {
    const { lay, start, wholeRound, subjects, clock } = someRounds();
    await lay(1, { nextAttemptAt: LATER });
    await lay(1, { ...HELD });
    await lay(1, { state: 'sent' });
    start();
    await wholeRound();
    expect(subjects).toEqual([]);
    clock.now = secondsLater(3600);
    await wholeRound();
    expect(subjects).toEqual(['1']);
  });

  it('that fail again are tried once and then wait longer', async () => {
    const { lay, start, wholeRound, subjects, entry } = someRounds({
      deliver: () => notAccepted(),
    });
    const [id = ''] = await lay(1);
    start();
    await wholeRound();
    await wholeRound();
    expect(subjects).toHaveLength(1);
    expect(entry(id)).toMatchObject({
      state: 'waiting',
      tries: 2,
      nextAttemptAt: secondsLater(120).toISOString(),
    });
  });

  it('are looked for once a round when others hold all of them', async () => {
    let looks = 0;
    let rounds = 0;
    const resender: Resender = { resend: async () => ({ status: 'sending' }) };
    const { start, wholeRound } = someRounds({
      resender,
      drafts: {
        async due() {
          looks++;
          return ['d1', 'd2'];
        },
        async recover() {
          rounds++;
          return [];
        },
      },
    });
    start();
    await wholeRound();
    // The last of them may not have come that far.
    expect(looks).toBeLessThanOrEqual(rounds);
  });
});

describe('a server that cannot be used', () => {
  it('is asked for no further draft once that is known', async () => {
    const { lay, start, wholeRound, subjects, server, states } = someRounds({
      async deliver() {
        await tick();
        if (subjects.length === 4) server.trouble = aFailure();
        return notAccepted();
      },
    });
    await lay(20);
    start();
    await wholeRound();
    expect(subjects.length).toBeLessThanOrEqual(5);
    expect(states()).toEqual(Array(20).fill('waiting'));
  });

  it('leaves drafts that were not tried as they are, due', async () => {
    const { lay, start, wholeRound, subjects, server, rows } = someRounds();
    await lay(3);
    server.trouble = aFailure();
    start();
    await wholeRound();
    expect(subjects).toEqual([]);
    expect(rows.map(({ nextAttemptAt, attempts }) => [nextAttemptAt, attempts])).toEqual(
      Array(3).fill([PAST, 1]),
    );
  });

  it('does not keep what is out of date or given up from being held', async () => {
    const { lay, start, wholeRound, server, entry, counted } = someRounds();
    const [old = ''] = await lay(1, { nextAttemptAt: LATER, expiresAt: PAST });
    const [tired = ''] = await lay(1, { nextAttemptAt: LATER, retryUntil: PAST });
    server.trouble = aFailure();
    start();
    await wholeRound();
    expect(entry(old)).toMatchObject({ ...HELD, failureCode: 'EXPIRED' });
    expect(entry(tired)).toMatchObject({ ...HELD, failureCode: 'CONNECTION_REFUSED' });
    await wholeRound();
    expect(counted).toEqual({ deferred: 0, held: 2 });
  });

  it('is asked at once for what only waited for it, when it is back, and for nothing else', async () => {
    const { lay, start, wholeRound, subjects, server } = someRounds();
    await lay(2, { nextAttemptAt: LATER });
    await lay(1, { nextAttemptAt: LATER }, aFailure({ code: 'TEMPORARY_REFUSAL', stage: 'rcpt' }));
    await lay(1, { nextAttemptAt: LATER }, aFailure({ code: 'AUTH_FAILED', stage: 'auth' }));
    server.trouble = aFailure();
    const rounds = start();
    await wholeRound();
    expect(subjects).toEqual([]);
    server.trouble = undefined;
    await wholeRound();
    expect(subjects).toEqual([]);
    rounds.serverIsBack();
    await wholeRound();
    expect(subjects).toEqual(['1', '2', '4']);
  });

  it('is asked without waiting for the next round when it is back', async () => {
    const { lay, start, wholeRound, server } = someRounds({ pollSeconds: 0.02 });
    const slow = someRounds({ pollSeconds: 3600 });
    server.trouble = aFailure();
    await lay(1);
    start();
    await wholeRound();
    const rounds = slow.start();
    await tick();
    await slow.lay(1, { nextAttemptAt: LATER });
    rounds.serverIsBack();
    while (slow.states()[0] !== 'sent') await tick();
    expect(slow.subjects).toEqual(['1']);
  });
});

describe('drafts of a process that is gone', () => {
  const gone = { state: 'sending', leaseOwner: 'another process', leaseUntil: PAST } as const;

  it('may have been accepted when the server was about to get them, and wait for a person', async () => {
    const { lay, start, wholeRound, subjects, row, log } = someRounds();
    const [id = ''] = await lay(1, { ...gone, dataBegun: true });
    start();
    await wholeRound();
    expect(row(id)).toMatchObject({
      ...HELD,
      outcome: 'uncertain',
      failureCode: 'INTERRUPTED',
      attempts: 2,
      leaseOwner: null,
      leaseUntil: null,
      dataBegun: false,
      history: [{ by: 'send()' }, { by: 'restart', result: 'uncertain' }],
    });
    expect(subjects).toEqual([]);
    expect(log).toEqual([expect.stringMatching(/^warn 1 messages/)]);
  });

  it.each([false, null])('are tried again when it was not (%p)', async (dataBegun) => {
    const { lay, start, wholeRound, subjects, row, clock } = someRounds();
    const [id = ''] = await lay(1, { ...gone, dataBegun });
    start();
    await wholeRound();
    expect(row(id)).toMatchObject({
      state: 'waiting',
      outcome: 'not-sent',
      failureCode: 'INTERRUPTED',
      leaseOwner: null,
    });
    clock.now = secondsLater(600);
    await wholeRound();
    expect(subjects).toEqual(['1']);
  });

  it('stay in doubt when they had been before, however far they got this time', async () => {
    const { lay, start, wholeRound, row } = someRounds();
    const [id = ''] = await lay(1, { ...gone, dataBegun: false, outcome: 'uncertain' });
    start();
    await wholeRound();
    expect(row(id)).toMatchObject({ ...HELD, outcome: 'uncertain' });
  });

  it('are counted when they were no drafts before, or wait for a person now', async () => {
    const { lay, start, wholeRound, counted } = someRounds();
    const first = { ...gone, attempts: 0, history: [], retryUntil: null };
    await lay(1, { ...first, dataBegun: false });
    await lay(1, { ...first, dataBegun: true });
    await lay(1, { ...gone, dataBegun: false, retryUntil: LATER });
    await lay(1, { ...gone, dataBegun: true, retryUntil: LATER });
    start();
    await wholeRound();
    expect(counted).toEqual({ deferred: 1, held: 2 });
  });

  it('that were given up long ago are not begun again', async () => {
    const { lay, start, wholeRound, row } = someRounds();
    const [id = ''] = await lay(1, { ...gone, dataBegun: false, retryUntil: PAST });
    start();
    await wholeRound();
    expect(row(id)).toMatchObject({ ...HELD, outcome: 'not-sent' });
  });

  it('that are out of date by now are held for that', async () => {
    const { lay, start, wholeRound, row, subjects } = someRounds();
    const [id = ''] = await lay(1, { ...gone, dataBegun: false, expiresAt: PAST });
    start();
    await wholeRound();
    expect(row(id)).toMatchObject({ ...HELD, failureCode: 'EXPIRED' });
    expect(subjects).toEqual([]);
  });

  it('are not taken from one that gives signs of life', async () => {
    const { lay, start, wholeRound, row } = someRounds();
    const [id = ''] = await lay(1, { ...gone, leaseUntil: secondsLater(1).toISOString() });
    start();
    await wholeRound();
    expect(row(id)).toMatchObject({ state: 'sending', leaseOwner: 'another process' });
  });
});

describe('signs of life', () => {
  it('are given three times in a lease, until nothing is under way any more', async () => {
    let signs = 0;
    let told = (): void => {};
    const { start } = someRounds({
      leaseSeconds: 0.15,
      drafts: {
        async renew() {
          signs++;
          told();
        },
      },
    });
    const after = (count: number) =>
      new Promise<void>((resolve) => {
        told = () => {
          if (signs >= count) resolve();
        };
      });
    const began = performance.now();
    const rounds = start();
    await after(4);
    expect(performance.now() - began).toBeGreaterThanOrEqual(3 * 50 - 5);
    await rounds.stop();
    await after(signs + 2);
    await rounds.close();
    expect(timers.pending()).toBe(0);
  });
});

describe('records of accepted messages', () => {
  it('are removed after the days for which they are kept, drafts never', async () => {
    const { lay, start, wholeRound, states, log } = someRounds({ retentionDays: 2 });
    const day = 86_400;
    const sentAt = (days: number) => ({
      state: 'sent' as const,
      sentAt: secondsLater(-days * day - 1).toISOString(),
    });
    await lay(2, sentAt(2));
    await lay(1, sentAt(1));
    await lay(1, { ...HELD, lastAttemptAt: secondsLater(-90 * day).toISOString() });
    start();
    await wholeRound();
    expect(states()).toEqual(['sent', 'held']);
    expect(log).toEqual([expect.stringMatching(/^info Removed 2 /)]);
  });
});

describe('an error of the database', () => {
  it('is in the log once while it lasts, and the rounds go on', async () => {
    let isDown = true;
    const { lay, start, wholeRound, log, subjects } = someRounds({
      drafts: {
        async expire() {
          if (isDown) throw new Error('gone away');
          return 0;
        },
      },
    });
    await lay(1);
    start();
    await wholeRound();
    await wholeRound();
    expect(log).toEqual([expect.stringMatching(/^error .*gone away/)]);
    expect(subjects).toEqual([]);
    isDown = false;
    await wholeRound();
    expect(subjects).toEqual(['1']);
  });

  it('over one draft does not lose sight of those that are under way', async () => {
    const finish: (() => void)[] = [];
    const under = { way: 0, most: 0 };
    const resender: Resender = {
      async resend({ documentId }) {
        if (documentId === 'd1') throw new Error('gone away');
        under.most = Math.max(under.most, ++under.way);
        await new Promise<void>((resolve) => void finish.push(resolve));
        under.way--;
        return { status: 'sent', messageId: '', response: '' };
      },
    };
    const { start, log } = someRounds({
      resender,
      drafts: { due: async () => ['d1', 'd2', 'd3', 'd4'] },
    });
    const rounds = start();
    while (finish.length === 0) await tick();
    await tick();
    let isStopped = false;
    const stopped = rounds.stop().then(() => (isStopped = true));
    await tick();
    expect([isStopped, under]).toEqual([false, { way: 1, most: 1 }]);
    finish.splice(0).forEach((done) => done());
    await stopped;
    expect(under).toEqual({ way: 0, most: 1 });
    expect(log).toEqual([expect.stringMatching(/^error .*gone away/)]);
  });

  it('over one draft does not keep the others from being sent', async () => {
    const { lay, start, wholeRound, states, rows } = someRounds({
      deliver(message) {
        if (message.fields.subject === '2') throw new Error('gone away');
        return accepted(message);
      },
      concurrency: () => 1,
    });
    await lay(4);
    start();
    await wholeRound();
    await wholeRound();
    expect(states()).toEqual(['sent', 'sending', 'sent', 'sent']);
    expect(rows[1]).toMatchObject({ leaseOwner: 'this process' });
  });
});

describe('when Strapi stops', () => {
  it('no further draft is taken, and those under way are finished', async () => {
    const finish: (() => void)[] = [];
    const { lay, start, states, subjects } = someRounds({
      deliver: (message) =>
        new Promise((resolve) => void finish.push(() => resolve(accepted(message)))),
    });
    await lay(10);
    const rounds = start();
    while (finish.length < 2) await tick();
    let isStopped = false;
    const stopped = rounds.stop().then(() => (isStopped = true));
    await tick();
    expect(isStopped).toBe(false);
    finish.splice(0).forEach((done) => done());
    await stopped;
    expect(subjects).toEqual(['1', '2']);
    expect(states()).toEqual(['sent', 'sent', ...Array<string>(8).fill('waiting')]);
  });
});
