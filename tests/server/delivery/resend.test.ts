/** Sending a draft again: a person asks for it, or its time has come. */
import type { Attempted, DeliveryOptions } from '../../../server/delivery/courier';
import {
  createResender,
  type ResenderDependencies,
  type ResendRequest,
} from '../../../server/delivery/resend';
import { BESIDE_THE_QUEUE } from '../../../server/delivery/queue';
import { ClaimLostError } from '../../../server/messages/claims';
import { InvalidMessageError, type OutgoingMessage } from '../../../server/messages/message';
import { HELD } from '../../../server/messages/retry-policy';
import { type Delivery, SentBackError } from '../../../server/smtp/transport';
import { aMessage } from '../../support/builders';
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

type Deliver = (
  message: OutgoingMessage,
  options: DeliveryOptions,
) => Delivery | Attempted | Promise<Delivery | Attempted>;

const aResender = (
  deliver: Deliver = (message) => accepted(message),
  {
    drafts = {},
    ...dependencies
  }: Partial<Omit<ResenderDependencies, 'drafts'>> & {
    drafts?: Partial<ResenderDependencies['drafts']>;
  } = {},
) => {
  const clock = { now: NOW };
  const [memory, counters, log] = [draftsInMemory({ now: () => clock.now }), aCount(), aLog()];
  const delivered: OutgoingMessage[] = [];
  const resender = createResender({
    courier: {
      deliver: async (message, options = {}) => {
        delivered.push(message);
        return { tried: true, ...(await deliver(message, options)) };
      },
    },
    drafts: { ...memory.drafts, ...drafts },
    fateOf,
    counters,
    parse,
    enter: async () => BESIDE_THE_QUEUE,
    log,
    now: () => clock.now,
    ...dependencies,
  });
  const send = (documentId: string, request: Partial<ResendRequest> = {}) =>
    resender.resend({ documentId, by: 'Ann', ...request });
  const retry = (documentId: string) => send(documentId, { by: 'retry', byMachine: true });
  const { count, states } = counters;
  return { send, retry, delivered, clock, count, counted: states, log: log.lines, ...memory };
};

describe('a draft that is sent again', () => {
  it('is accepted: published as sent, with its history', async () => {
    const { send, add, entry, delivered, count } = aResender();
    const id = await add(aMessage({ messageId: '<same@example.com>' }));
    expect(await send(id)).toEqual({
      status: 'sent',
      messageId: '<same@example.com>',
      response: '250 queued',
    });
    expect(entry(id)).toMatchObject({
      state: 'sent',
      outcome: null,
      attempts: 2,
      history: [{ by: 'send()' }, { by: 'Ann', result: 'sent' }],
    });
    expect([delivered.length, count.sentMessages]).toEqual([1, 1]);
  });

  it('fails again: the same draft, one attempt more', async () => {
    const { send, add, entry, rows, count } = aResender(() =>
      notAccepted(aFailure({ code: 'AUTH_FAILED' })),
    );
    const id = await add(aMessage());
    expect(await send(id)).toMatchObject({ status: 'draft', failure: { code: 'AUTH_FAILED' } });
    expect(entry(id)).toMatchObject({
      state: 'waiting',
      failureCode: 'AUTH_FAILED',
      attempts: 2,
      tries: 2,
      nextAttemptAt: secondsLater(120).toISOString(),
      retryUntil: secondsLater(24 * 3600).toISOString(),
    });
    expect([rows.length, count.sentMessages]).toEqual([1, 0]);
  });

  it('is counted when it waits for something else than before, and only then', async () => {
    let failure = aFailure();
    const { send, add, counted } = aResender(() => notAccepted(failure));
    const id = await add(aMessage());
    await send(id);
    expect(counted).toEqual({ deferred: 0, held: 0 });
    failure = aFailure({ outcome: 'refused' });
    await send(id);
    await send(id);
    expect(counted).toEqual({ deferred: 0, held: 1 });
  });

  it('goes out as editors corrected it', async () => {
    const { send, add, rows, delivered } = aResender();
    const id = await add(aMessage());
    Object.assign(rows[0] ?? {}, { to: 'right@example.com', subject: null });
    await send(id);
    expect(delivered[0]?.fields).toMatchObject({ to: 'right@example.com', subject: '' });
  });

  it('is sent once when two press Send', async () => {
    const { send, add, delivered } = aResender(async (message) => {
      await tick();
      return accepted(message);
    });
    const id = await add(aMessage());
    const results = await Promise.all([send(id), send(id), send(id)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['sending', 'sending', 'sent']);
    expect(await send(id)).toEqual({ status: 'sent-before' });
    expect(delivered).toHaveLength(1);
  });

  it('that is gone is missing', async () => {
    expect(await aResender().send('nowhere')).toEqual({ status: 'missing' });
  });

  it('that an editor wrote and nobody tried is sent', async () => {
    const { send, add, rows, entry } = aResender();
    const id = await add(aMessage());
    Object.assign(rows[0] ?? {}, { history: null, attempts: null, outcome: null });
    expect(await send(id)).toMatchObject({ status: 'sent' });
    expect(entry(id)).toMatchObject({ state: 'sent', attempts: 1 });
  });
});

describe('a draft that may have been accepted', () => {
  it('is sent only by somebody who knows that it may arrive twice', async () => {
    const { send, add, entry, delivered } = aResender();
    const id = await add(aMessage(), aFailure({ outcome: 'uncertain' }));
    expect(await send(id)).toEqual({ status: 'in-doubt' });
    expect([delivered.length, entry(id).state]).toEqual([0, 'held']);
    expect(await send(id, { mayDuplicate: true })).toMatchObject({ status: 'sent' });
  });

  it.each(['not-sent', 'refused'] as const)(
    'still may have been when it is sent again and that is %s',
    async (outcome) => {
      const { send, add, entry } = aResender(() => notAccepted(aFailure({ outcome })));
      const id = await add(aMessage(), aFailure({ outcome: 'uncertain' }));
      expect(await send(id, { mayDuplicate: true })).toMatchObject({ status: 'draft' });
      expect(entry(id)).toMatchObject({ ...HELD, outcome: 'uncertain', attempts: 2 });
      expect(await send(id)).toEqual({ status: 'in-doubt' });
    },
  );

  it('is never sent by a machine', async () => {
    const { retry, add, delivered, entry } = aResender();
    const held = await add(aMessage(), aFailure({ outcome: 'uncertain' }));
    // No way leads there, and none may lead on from there.
    const waiting = await add(aMessage(), aFailure({ outcome: 'uncertain' }), {
      state: 'waiting',
      retryUntil: secondsLater(3600).toISOString(),
    });
    expect(await retry(held)).toEqual({ status: 'sending' });
    expect(await retry(waiting)).toEqual({ status: 'in-doubt' });
    expect([delivered, entry(held).state]).toEqual([[], 'held']);
  });
});

describe('a draft that is being sent', () => {
  it('is on record as begun before its first byte leaves, and as nobody’s afterwards', async () => {
    const { send, add, row } = aResender(async (_, { beforeData }) => {
      expect(row('d1')).toMatchObject({
        state: 'sending',
        leaseOwner: 'this process',
        leaseUntil: secondsLater(30).toISOString(),
        dataBegun: false,
      });
      await beforeData?.();
      expect(row('d1').dataBegun).toBe(true);
      return notAccepted(aFailure({ outcome: 'uncertain' }));
    });
    await send(await add(aMessage()));
    expect(row('d1')).toMatchObject({
      state: 'held',
      leaseOwner: null,
      leaseUntil: null,
      dataBegun: false,
    });
    expect.assertions(3);
  });

  it('makes room for the next one before what became of it is written', async () => {
    let left = 0;
    const leftWhenWritten: number[] = [];
    const { send, add } = aResender(undefined, {
      enter: async () => ({ ...BESIDE_THE_QUEUE, leave: () => void left++ }),
      drafts: {
        settleAccepted: async () => void leftWhenWritten.push(left),
      },
    });
    await send(await add(aMessage()));
    expect(leftWhenWritten).toEqual([1]);
    expect(left).toBe(1);
  });

  it('does not leave once its claim has run out and somebody else has it', async () => {
    const { send, add, entry, row } = aResender(async (_, { beforeData }) => {
      Object.assign(row('d1'), { leaseToken: 'another claim' });
      const error: unknown = await beforeData?.().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ClaimLostError);
      return notAccepted(aFailure({ code: 'INTERRUPTED' }), error);
    });
    await send(await add(aMessage()));
    expect(entry('d1')).toMatchObject({ state: 'sending', attempts: 1, history: [{}] });
    expect.assertions(2);
  });

  it('is told as being sent when it was taken over meanwhile: what becomes of it is not known here', async () => {
    const { send, add, row } = aResender(() => {
      Object.assign(row('d1'), { leaseToken: 'another claim' });
      return notAccepted();
    });
    expect(await send(await add(aMessage()))).toEqual({ status: 'sending' });
  });

  it('is on record as accepted even then: that is true whoever holds it', async () => {
    const { send, add, row, entry } = aResender((message) => {
      Object.assign(row('d1'), { state: 'held', leaseOwner: null });
      return accepted(message);
    });
    expect(await send(await add(aMessage()))).toMatchObject({ status: 'sent' });
    expect(entry('d1').state).toBe('sent');
  });

  it.each<[string, Deliver, keyof ResenderDependencies['drafts']]>([
    ['an acceptance', (message) => accepted(message), 'settleAccepted'],
    ['a failure', () => notAccepted(), 'settle'],
    [
      'the draft of those who were refused',
      (message) => accepted(message, { 'ann@example.com': aFailure({ outcome: 'refused' }) }),
      'create',
    ],
  ])(
    'is let go by a claim that runs out when %s cannot be written',
    async (_, deliver, failing) => {
      const abandoned: string[] = [];
      const { send, add, entry } = aResender(deliver, {
        drafts: {
          [failing]: () => Promise.reject(new Error('disk full')),
          abandon: (token) => void abandoned.push(token),
        },
      });
      const id = await add(aMessage());
      await expect(send(id)).rejects.toThrow('disk full');
      expect([abandoned, entry(id).state]).toEqual([['claim 1 of this process'], 'sending']);
    },
  );

  it('is let go by a claim that runs out when what became of it cannot be said', async () => {
    const abandoned: string[] = [];
    const { send, add, entry } = aResender(() => Promise.reject(new Error('a bug')), {
      drafts: { abandon: (token) => void abandoned.push(token) },
    });
    const id = await add(aMessage());
    await expect(send(id)).rejects.toThrow('a bug');
    expect([abandoned, entry(id).state]).toEqual([['claim 1 of this process'], 'sending']);
  });

  it('asks a server that could not be used just before only when a person insists', async () => {
    const asked: unknown[] = [];
    const { send, retry, add } = aResender((_, { insist }) => {
      asked.push(insist);
      return notAccepted();
    });
    const id = await add(aMessage());
    await send(id, { insist: true });
    await send(id);
    await retry(id);
    expect(asked).toEqual([true, false, false]);
  });

  it('is as it was when nobody wants it sent any more before its turn comes', async () => {
    const { send, add, row } = aResender(() => Promise.reject(new SentBackError()));
    const id = await add(aMessage(), aFailure(), HELD);
    const before = { ...row(id) };
    await expect(send(id, { isWanted: () => false })).rejects.toThrow(SentBackError);
    expect(row(id)).toEqual(before);
  });

  it('has no attempt more when the server was not asked', async () => {
    const { retry, add, entry } = aResender(() => ({ ...notAccepted(), tried: false }));
    const id = await add(aMessage());
    expect(await retry(id)).toMatchObject({ status: 'draft' });
    expect(entry(id)).toMatchObject({
      state: 'waiting',
      attempts: 1,
      tries: 1,
      nextAttemptAt: NOW.toISOString(),
    });
  });
});

describe('a draft whose time has come', () => {
  it('is sent by the machine, and its history says so', async () => {
    const { retry, add, entry } = aResender();
    const id = await add(aMessage());
    expect(await retry(id)).toMatchObject({ status: 'sent' });
    expect(entry(id).history).toMatchObject([{ by: 'send()' }, { by: 'retry', result: 'sent' }]);
  });

  it.each(['held', 'sending', 'sent'] as const)(
    'is left alone by the machine when it is %s by now',
    async (state) => {
      const { retry, add, entry, delivered } = aResender();
      const id = await add(aMessage(), aFailure(), { state, leaseOwner: 'another process' });
      expect(await retry(id)).toEqual({ status: state === 'sent' ? 'sent-before' : 'sending' });
      expect([delivered, entry(id).state]).toEqual([[], state]);
    },
  );

  it('is given up after as many tries as there may be', async () => {
    const { retry, add, entry } = aResender(() => notAccepted());
    const id = await add(aMessage());
    const states: string[] = [];
    for (let index = 0; index < 3; index++) {
      await retry(id);
      states.push(entry(id).state);
    }
    expect(states).toEqual(['waiting', 'waiting', 'held']);
    expect(entry(id)).toMatchObject({ ...HELD, outcome: 'not-sent', attempts: 4 });
  });

  it('begins a new row of tries when a person sends it after that', async () => {
    const { send, add, entry, clock } = aResender(() => notAccepted());
    const id = await add(aMessage(), aFailure(), { ...HELD, attempts: 50 });
    clock.now = secondsLater(48 * 3600);
    await send(id);
    expect(entry(id)).toMatchObject({
      state: 'waiting',
      tries: 1,
      attempts: 51,
      retryUntil: secondsLater(72 * 3600).toISOString(),
    });
  });

  it('is held when it is out of date, and no attempt', async () => {
    const { retry, add, entry, delivered } = aResender();
    const late = await add(aMessage({ expiresAt: NOW }));
    const inTime = await add(aMessage({ expiresAt: secondsLater(1) }));
    expect(await retry(late)).toMatchObject({ status: 'draft', failure: { code: 'EXPIRED' } });
    expect(entry(late)).toMatchObject({
      ...HELD,
      failureCode: 'EXPIRED',
      attempts: 1,
      history: [{}, { by: 'retry', code: 'EXPIRED' }],
    });
    expect(delivered).toEqual([]);
    expect(await retry(inTime)).toMatchObject({ status: 'sent' });
  });

  it('is sent by a person all the same when it is out of date', async () => {
    const { send, add } = aResender();
    expect(await send(await add(aMessage({ expiresAt: NOW })))).toMatchObject({ status: 'sent' });
  });

  it('is held when what editors made of it cannot be sent, with the reason, and no attempt', async () => {
    const { retry, add, rows, entry, delivered, log } = aResender();
    const id = await add(aMessage());
    Object.assign(rows[0] ?? {}, { to: 'nobody' });
    expect(await retry(id)).toMatchObject({
      status: 'draft',
      failure: { code: 'MESSAGE_REFUSED', outcome: 'refused' },
    });
    expect(entry(id)).toMatchObject({
      ...HELD,
      outcome: 'refused',
      attempts: 1,
      failureMessage: expect.stringContaining('to '),
    });
    expect(delivered).toEqual([]);
    expect(log).toEqual([expect.stringMatching(/^error .*d1/)]);
  });

  it('is held when what is stored beside it cannot be read', async () => {
    const { retry, add, entry } = aResender(undefined, {
      drafts: { extrasOf: () => Promise.reject(new Error('another encryption key')) },
    });
    const id = await add(aMessage());
    expect(await retry(id)).toMatchObject({ status: 'draft' });
    expect(entry(id)).toMatchObject({
      state: 'held',
      failureMessage: expect.stringContaining('another encryption key'),
    });
  });
});

describe('a draft that cannot be sent as it is', () => {
  it.each(['refused', 'not-sent'] as const)(
    'is an error, no attempt, and as before (%s)',
    async (outcome) => {
      const { send, add, row, delivered } = aResender();
      const id = await add(aMessage(), aFailure({ outcome }));
      Object.assign(row(id), { to: 'nobody' });
      const before = { ...row(id) };
      await expect(send(id)).rejects.toThrow(InvalidMessageError);
      expect(row(id)).toEqual(before);
      expect(delivered).toHaveLength(0);
    },
  );

  it('is free again when what is stored beside it cannot be read', async () => {
    const { send, add, row } = aResender(undefined, {
      drafts: { extrasOf: () => Promise.reject(new Error('another encryption key')) },
    });
    const id = await add(aMessage());
    const before = { ...row(id) };
    await expect(send(id)).rejects.toThrow('another encryption key');
    expect(row(id)).toEqual(before);
  });
});

describe('a draft that some recipients are refused for', () => {
  const bounced = aFailure({ code: 'RECIPIENT_REFUSED', outcome: 'refused' });
  const toTwo = () =>
    aMessage({ fields: { to: 'ann@example.com, bob@example.com', bcc: 'cy@example.com' } });
  const refusing =
    (refused: Record<string, ReturnType<typeof aFailure>>): Deliver =>
    (message) => {
      const all = ['ann@example.com', 'bob@example.com', 'cy@example.com'];
      const delivery = accepted(message, refused);
      if (delivery.accepted) delivery.info.accepted = all.filter((address) => !refused[address]);
      return delivery;
    };

  it('is sent, and a new draft for the refused ones', async () => {
    const { send, add, entry, rows, drafts } = aResender(refusing({ 'bob@example.com': bounced }));
    const id = await add(toTwo());
    expect(await send(id)).toMatchObject({ status: 'sent' });
    expect(rows).toHaveLength(2);
    expect(entry('d2')).toMatchObject({
      state: 'held',
      to: 'bob@example.com',
      cc: '',
      bcc: '',
      failureCode: 'RECIPIENT_REFUSED',
      attempts: 2,
      history: [{ by: 'send()' }, { by: 'Ann', code: 'RECIPIENT_REFUSED' }],
    });
    expect(await drafts.extrasOf({ documentId: 'd2' })).toEqual({});
  });

  it('is a record that names only those who have it', async () => {
    const { send, add, entry } = aResender(refusing({ 'bob@example.com': bounced }));
    const id = await add(toTwo());
    await send(id);
    expect(entry(id)).toMatchObject({
      state: 'sent',
      to: 'ann@example.com',
      cc: '',
      bcc: 'cy@example.com',
    });
  });

  it('stays as a record what it was when nobody was', async () => {
    const { send, add, entry } = aResender();
    const id = await add(toTwo());
    await send(id);
    expect(entry(id)).toMatchObject({ to: toTwo().fields.to, bcc: 'cy@example.com' });
  });

  it('waits for the machine when they may be taken later, and for a person when one may not', async () => {
    const later = aFailure({ code: 'TEMPORARY_REFUSAL' });
    const { send, add, entry } = aResender(
      refusing({ 'ann@example.com': later, 'bob@example.com': later }),
    );
    await send(await add(toTwo()));
    expect(entry('d2')).toMatchObject({ state: 'waiting', outcome: 'not-sent' });
    const both = aResender(refusing({ 'ann@example.com': later, 'bob@example.com': bounced }));
    await both.send(await both.add(toTwo()));
    expect(both.entry('d2')).toMatchObject({ state: 'held', outcome: 'refused' });
  });

  it('that may have been accepted before may have been by those who were refused now: no machine repeats it', async () => {
    const later = aFailure({ code: 'TEMPORARY_REFUSAL' });
    const { send, add, entry } = aResender(refusing({ 'bob@example.com': later }));
    const id = await add(toTwo(), aFailure({ outcome: 'uncertain' }));
    await send(id, { mayDuplicate: true });
    expect(entry('d2')).toMatchObject({ to: 'bob@example.com', ...HELD, outcome: 'uncertain' });
  });
});

describe('one sending to another recipient', () => {
  const ORIGINAL = { to: 'ann@example.com', cc: 'carl@example.com', bcc: 'bob@example.com' };
  const anEnvelope = { from: 'bounces@example.com', to: 'list@example.com' };

  it('goes there and to nobody else, whatever the envelope of the message says', async () => {
    const { send, add, delivered } = aResender();
    const id = await add(aMessage({ fields: ORIGINAL, extras: { envelope: anEnvelope } }));
    expect(await send(id, { to: 'boss@example.com' })).toMatchObject({ status: 'sent' });
    expect(delivered).toMatchObject([
      {
        fields: { to: 'boss@example.com', cc: '', bcc: '' },
        extras: { envelope: { from: 'bounces@example.com', to: 'boss@example.com' } },
      },
    ]);
  });

  it('goes to the one recipient of the message too, where its envelope names others', async () => {
    const { send, add, delivered } = aResender();
    const extras = { envelope: anEnvelope };
    const id = await add(aMessage({ fields: { to: 'ann@example.com' }, extras }));
    await send(id, { to: 'ann@example.com' });
    expect(delivered[0]?.extras.envelope?.to).toBe('ann@example.com');
  });

  it('is on record: who has it, in place of whom, and who asked', async () => {
    const { send, add, entry } = aResender();
    const id = await add(aMessage({ fields: ORIGINAL }));
    await send(id, { to: 'boss@example.com', by: 'Eddie' });
    expect(entry(id)).toMatchObject({ state: 'sent', to: 'boss@example.com', cc: '', bcc: '' });
    expect(entry(id).history?.at(-1)).toMatchObject({
      result: 'sent',
      by: 'Eddie',
      to: 'boss@example.com',
      insteadOf: 'ann@example.com, carl@example.com, bob@example.com',
    });
  });

  it('that fails leaves the draft as it was, but for its history', async () => {
    const refusal = aFailure({
      code: 'RECIPIENT_REFUSED',
      outcome: 'refused',
      message: 'No such.',
    });
    const { send, add, entry } = aResender(() => notAccepted(refusal));
    const id = await add(aMessage({ fields: ORIGINAL }));
    const before = structuredClone(entry(id));
    expect(before.state).toBe('waiting');
    expect(await send(id, { to: 'boss@example.com' })).toMatchObject({ status: 'draft' });
    const { history, attempts, lastAttemptAt, ...rest } = entry(id);
    expect(before).toMatchObject(rest);
    expect(attempts).toBe(2);
    expect(lastAttemptAt).toBe(NOW.toISOString());
    expect(history?.at(-1)).toMatchObject({ result: 'refused', to: 'boss@example.com' });
  });

  it('is refused for a message that carries a secret, stored as one or not, and nothing is tried', async () => {
    const { send, add, entry, delivered } = aResender(undefined, {
      parse: async (options) => ({ ...(await parse(options)), sensitive: true }),
    });
    const sealed = await add(aMessage(), aFailure(), { content: 'secret' });
    const unsealed = await add(aMessage());
    for (const id of [sealed, unsealed]) {
      expect(await send(id, { to: 'thief@example.com' })).toEqual({ status: 'secret' });
      expect(entry(id)).toMatchObject({ state: 'waiting', attempts: 1 });
    }
    expect(delivered).toEqual([]);
    // To its own recipients it is sent.
    expect(await send(unsealed)).toMatchObject({ status: 'sent' });
  });

  it('asks first when the message may have been accepted, like any other', async () => {
    const { send, add } = aResender();
    const id = await add(aMessage(), aFailure({ outcome: 'uncertain' }));
    expect(await send(id, { to: 'boss@example.com' })).toEqual({ status: 'in-doubt' });
    expect(await send(id, { to: 'boss@example.com', mayDuplicate: true })).toMatchObject({
      status: 'sent',
    });
  });
});
