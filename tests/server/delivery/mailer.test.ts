/** The story of a send: accepted or a draft, or `send()` rejects. */
import {
  DraftNotStoredError,
  MailNotSentError,
  NotStoredAheadError,
} from '../../../server/delivery/errors';
import type { Attempted, DeliveryOptions } from '../../../server/delivery/courier';
import { createMailer, type MailerDependencies } from '../../../server/delivery/mailer';
import { createDraftLog } from '../../../server/delivery/draft-log';
import { BESIDE_THE_QUEUE } from '../../../server/delivery/queue';
import { createUnderWay } from '../../../server/under-way';
import { DraftsFullError } from '../../../server/messages/capacity';
import { ClaimLostError } from '../../../server/messages/claims';
import { InvalidMessageError, type OutgoingMessage } from '../../../server/messages/message';
import type { Delivery } from '../../../server/smtp/transport';
import { parse } from '../messages/builders';
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

const OPTIONS = { to: 'ann@example.com, bob@example.com', bcc: 'cy@example.com', text: 'hi' };

type Deliver = (
  message: OutgoingMessage,
  options: DeliveryOptions,
) => Delivery | Attempted | Promise<Delivery | Attempted>;

const aMailer = (
  deliver: Deliver,
  {
    drafts = {},
    ...dependencies
  }: Partial<Omit<MailerDependencies, 'drafts'>> & {
    drafts?: Partial<MailerDependencies['drafts']>;
  } = {},
) => {
  const [memory, log, counters] = [draftsInMemory(), aLog(), aCount()];
  const delivered: OutgoingMessage[] = [];
  const mailer = createMailer({
    parse,
    courier: {
      deliver: async (message, options = {}) => {
        delivered.push(message);
        return { tried: true, ...(await deliver(message, options)) };
      },
    },
    drafts: { ...memory.drafts, ...drafts },
    fateOf,
    counters,
    log,
    now: () => NOW,
    storesAhead: () => false,
    enter: async () => BESIDE_THE_QUEUE,
    underWay: createUnderWay(),
    draftLog: createDraftLog(log),
    wantsError: () => false,
    ...dependencies,
  });
  const { count, states } = counters;
  return { mailer, delivered, ...memory, log: log.lines, count, counted: states };
};

describe('a message that the server accepts', () => {
  it('is sent, counted, and leaves no draft', async () => {
    const { mailer, rows, count, delivered } = aMailer((message) => accepted(message));
    expect(await mailer.send(OPTIONS)).toEqual({
      status: 'sent',
      messageId: '<made@example.com>',
      response: '250 queued',
      accepted: ['ann@example.com'],
    });
    expect([rows, count, delivered.length]).toEqual([
      [],
      { sentMessages: 1, draftedMessages: 0 },
      1,
    ]);
  });
});

describe('a message that the server does not accept', () => {
  it('is a draft, and the caller is told so', async () => {
    const { mailer, entry, rows, log, count } = aMailer(() => notAccepted());
    expect(await mailer.send(OPTIONS)).toEqual({
      status: 'draft',
      documentId: 'd1',
      failure: aFailure(),
      messageId: '<made@example.com>',
      accepted: [],
      rejected: ['ann@example.com', 'bob@example.com', 'cy@example.com'],
    });
    expect(entry('d1')).toMatchObject({
      state: 'waiting',
      nextAttemptAt: secondsLater(60).toISOString(),
      outcome: 'not-sent',
      attempts: 1,
      tries: 1,
      to: OPTIONS.to,
      history: [{ by: 'send()' }],
    });
    expect(rows).toHaveLength(1);
    expect(count).toEqual({ sentMessages: 0, draftedMessages: 1 });
    expect(log).toEqual([expect.stringMatching(/^warn .*d1: CONNECTION_REFUSED/)]);
  });

  it.each([
    [notAccepted(), { deferred: 1, held: 0 }],
    [notAccepted(aFailure({ outcome: 'refused' })), { deferred: 0, held: 1 }],
  ])('is counted as what it became', async (delivery, expected) => {
    for (const storesAhead of [false, true]) {
      const { mailer, counted } = aMailer(() => delivery, { storesAhead: () => storesAhead });
      await mailer.send(OPTIONS);
      expect(counted).toEqual(expected);
    }
  });

  it('is left to whoever clears up to be counted when its claim was lost', async () => {
    const { mailer, counted } = aMailer(() => notAccepted(), {
      storesAhead: () => true,
      drafts: { settle: async () => false },
    });
    await mailer.send(OPTIONS);
    expect(counted).toEqual({ deferred: 0, held: 0 });
  });

  it('is tried again at once when it was not tried, and that was no attempt', async () => {
    const { mailer, entry } = aMailer(() => ({ ...notAccepted(), tried: false }));
    await mailer.send(OPTIONS);
    expect(entry('d1')).toMatchObject({
      state: 'waiting',
      nextAttemptAt: NOW.toISOString(),
      attempts: 0,
      tries: 0,
    });
  });

  it.each(['refused', 'uncertain'] as const)(
    'waits for a person when it is %s',
    async (outcome) => {
      const { mailer, entry } = aMailer(() => notAccepted(aFailure({ outcome })));
      await mailer.send(OPTIONS);
      expect(entry('d1')).toMatchObject({ state: 'held', outcome, nextAttemptAt: null });
    },
  );

  it('is a draft and an error where the caller wants one', async () => {
    const cause = new Error('socket');
    const { mailer, rows } = aMailer(() => notAccepted(aFailure(), cause), {
      wantsError: () => true,
    });
    const error: unknown = await mailer.send(OPTIONS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MailNotSentError);
    expect(error).toMatchObject({ documentId: 'd1', failure: aFailure(), cause, statusCode: 400 });
    expect(rows).toHaveLength(1);
  });

  it('is the caller’s again when the draft cannot be stored, with both reasons, and an error in the log', async () => {
    const smtp = new Error('socket');
    const database = new Error('disk full');
    for (const wantsError of [true, false]) {
      const { mailer, log, count } = aMailer(() => notAccepted(aFailure(), smtp), {
        drafts: { create: () => Promise.reject(database) },
        wantsError: () => wantsError,
      });
      const error: unknown = await mailer.send(OPTIONS).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DraftNotStoredError);
      expect(error).toMatchObject({ failure: aFailure(), cause: database });
      expect(database.cause).toBe(smtp);
      expect(log).toEqual([expect.stringMatching(/^error .*<made@example.com>.*disk full/)]);
      expect(count.draftedMessages).toBe(0);
    }
  });
});

describe('a message for which there is no room', () => {
  it('is the caller’s again, who is told what is full', async () => {
    const full = new DraftsFullError('There are 5 drafts already (drafts.maxDrafts).');
    const { mailer, log } = aMailer(() => notAccepted(), {
      drafts: { create: () => Promise.reject(full) },
    });
    await expect(mailer.send(OPTIONS)).rejects.toThrow(/could not be stored.*drafts\.maxDrafts/);
    expect(log).toHaveLength(1);
  });
});

describe('a message that is out of date when it is handed in', () => {
  const LATE = { ...OPTIONS, expiresAt: NOW };

  it('is not sent, and is a draft that says so', async () => {
    const { mailer, delivered, entry, count } = aMailer((message) => accepted(message));
    expect(await mailer.send(LATE)).toMatchObject({
      status: 'draft',
      failure: { code: 'EXPIRED', outcome: 'not-sent' },
    });
    expect([delivered.length, count.sentMessages]).toEqual([0, 0]);
    expect(entry('d1')).toMatchObject({ failureCode: 'EXPIRED', attempts: 0 });
  });

  it('a second before it is sent', async () => {
    const { mailer } = aMailer((message) => accepted(message));
    expect(await mailer.send({ ...LATE, expiresAt: secondsLater(1) })).toMatchObject({
      status: 'sent',
    });
  });
});

describe('a message that is stored ahead', () => {
  const ahead = { storesAhead: () => true };

  it('is in the database, claimed by this process, before the server hears of it', async () => {
    const { mailer, rows } = aMailer(async (message) => {
      await tick();
      expect(rows).toMatchObject([
        {
          state: 'sending',
          leaseOwner: 'this process',
          leaseUntil: secondsLater(30).toISOString(),
          dataBegun: false,
          attempts: 0,
          messageId: message.messageId,
        },
      ]);
      return accepted(message);
    }, ahead);
    await mailer.send(OPTIONS);
    expect.assertions(1);
  });

  it('is on record as begun before its first byte leaves', async () => {
    const { mailer, rows } = aMailer(async (message, { beforeData }) => {
      expect(rows[0]?.dataBegun).toBe(false);
      await beforeData?.();
      expect(rows[0]?.dataBegun).toBe(true);
      return accepted(message);
    }, ahead);
    await mailer.send(OPTIONS);
    expect.assertions(2);
  });

  it('is removed once it was accepted, not before', async () => {
    const { mailer, rows, count } = aMailer((message) => accepted(message), ahead);
    expect(await mailer.send(OPTIONS)).not.toHaveProperty('documentId');
    expect([rows, count]).toEqual([[], { sentMessages: 1, draftedMessages: 0 }]);
  });

  it('is the one draft of it when it was not accepted', async () => {
    const { mailer, rows, entry, log } = aMailer(() => notAccepted(), ahead);
    expect(await mailer.send(OPTIONS)).toMatchObject({ status: 'draft', documentId: 'd1' });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ leaseOwner: null, leaseUntil: null, dataBegun: false });
    expect(entry('d1')).toMatchObject({
      state: 'waiting',
      failureCode: 'CONNECTION_REFUSED',
      attempts: 1,
      history: [{ by: 'send()', code: 'CONNECTION_REFUSED' }],
    });
    expect(log).toEqual([expect.stringMatching(/^warn .*d1/)]);
  });

  it('stays a draft when the result cannot be written, and nothing keeps its claim alive', async () => {
    const abandoned: string[] = [];
    const { mailer, rows, log } = aMailer(() => notAccepted(), {
      ...ahead,
      drafts: {
        settle: () => Promise.reject(new Error('disk full')),
        abandon: (token) => void abandoned.push(token),
      },
    });
    expect(await mailer.send(OPTIONS)).toMatchObject({ status: 'draft', documentId: 'd1' });
    expect([abandoned, rows.length]).toEqual([['claim 1 of this process'], 1]);
    expect(log[0]).toMatch(/^error .*d1.*disk full/);
  });

  it('is a draft of somebody else’s when its claim ran out, and did not leave', async () => {
    const { mailer, rows, drafts } = aMailer(async (_, { beforeData }) => {
      Object.assign(rows[0] ?? {}, { state: 'held', leaseOwner: null });
      const error: unknown = await beforeData?.().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ClaimLostError);
      return notAccepted(aFailure({ code: 'INTERRUPTED' }), error);
    }, ahead);
    expect(await mailer.send(OPTIONS)).toMatchObject({ status: 'draft', documentId: 'd1' });
    expect(rows).toMatchObject([{ state: 'held', attempts: 0 }]);
    expect(await drafts.count('held')).toBe(1);
  });

  it('that cannot be stored is not sent at all', async () => {
    const cause = new Error('insert into messages (text) values (secret) - disk full');
    const { mailer, delivered, rows, count, log } = aMailer((message) => accepted(message), {
      ...ahead,
      drafts: { writeAhead: () => Promise.reject(cause) },
    });
    const error: unknown = await mailer.send(OPTIONS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotStoredAheadError);
    expect(error).toMatchObject({ cause });
    expect([delivered, rows]).toEqual([[], []]);
    expect(count).toEqual({ sentMessages: 0, draftedMessages: 0 });
    expect(log).toEqual([expect.stringMatching(/^error .*<made@example.com>: disk full$/)]);
  });

  it('that some are refused for is a draft for those and no other', async () => {
    const bounced = aFailure({ code: 'RECIPIENT_REFUSED', outcome: 'refused' });
    const { mailer, rows } = aMailer(
      (message) => accepted(message, { 'bob@example.com': bounced }),
      ahead,
    );
    const result = await mailer.send(OPTIONS);
    expect(rows).toMatchObject([{ to: 'bob@example.com', cc: '', bcc: '', state: 'held' }]);
    expect(result).toMatchObject({ status: 'sent', documentId: rows[0]?.documentId });
  });

  it('that some are refused for is not kept for the others when the draft cannot be stored', async () => {
    const bounced = aFailure({ code: 'RECIPIENT_REFUSED', outcome: 'refused' });
    const abandoned: string[] = [];
    const { mailer, rows } = aMailer(
      (message) => accepted(message, { 'bob@example.com': bounced }),
      {
        ...ahead,
        drafts: {
          create: () => Promise.reject(new Error('disk full')),
          abandon: (token) => void abandoned.push(token),
        },
      },
    );
    await expect(mailer.send(OPTIONS)).rejects.toThrow(DraftNotStoredError);
    // Either nothing is left, or its claim runs out: no row may be renewed for as long as the process lives.
    expect(
      rows
        .map(({ leaseToken }) => leaseToken)
        .filter((token) => !abandoned.includes(String(token))),
    ).toEqual([]);
  });

  it('is asked for each message, because some callers are in a transaction', async () => {
    const answers = [true, false];
    const stored: number[] = [];
    const { mailer, rows } = aMailer(
      (message) => {
        stored.push(rows.length);
        return accepted(message);
      },
      { storesAhead: () => answers.shift() ?? false },
    );
    await mailer.send(OPTIONS);
    await mailer.send(OPTIONS);
    expect(stored).toEqual([1, 0]);
  });
});

describe('a message that some recipients are refused for', () => {
  const bounced = aFailure({ code: 'RECIPIENT_REFUSED', outcome: 'refused' });

  it('is sent, and a draft for the refused ones only; never an error, or the others would get it twice', async () => {
    const { mailer, entry, rows, count } = aMailer(
      (message) => accepted(message, { 'bob@example.com': bounced, 'cy@example.com': bounced }),
      { wantsError: () => true },
    );
    expect(await mailer.send(OPTIONS)).toMatchObject({
      status: 'sent',
      documentId: 'd1',
      failure: { ...bounced, message: expect.stringMatching(/^Nothing listens\..*2 recipients/) },
    });
    expect(entry('d1')).toMatchObject({
      to: 'bob@example.com',
      bcc: 'cy@example.com',
      outcome: 'refused',
      failureMessage: expect.stringContaining('2 recipients'),
    });
    expect([rows.length, count]).toEqual([1, { sentMessages: 1, draftedMessages: 1 }]);
  });

  it('rejects when the draft for them cannot be stored', async () => {
    const { mailer, log } = aMailer(
      (message) => accepted(message, { 'bob@example.com': bounced }),
      { drafts: { create: () => Promise.reject(new Error('disk full')) } },
    );
    await expect(mailer.send(OPTIONS)).rejects.toMatchObject({
      failure: { code: 'RECIPIENT_REFUSED' },
      cause: { message: 'disk full' },
    });
    expect(log[0]).toMatch(/^error /);
  });
});

describe('a message that can never be sent', () => {
  it('is refused before anything happens', async () => {
    const { mailer, rows, delivered, log } = aMailer((message) => accepted(message));
    await expect(mailer.send({ to: 'nobody' })).rejects.toThrow(InvalidMessageError);
    expect([rows, delivered, log]).toEqual([[], [], []]);
  });
});
