/** Sending a draft again. */
import { createResender, type ResenderDependencies } from '../../../server/delivery/resend';
import { InvalidMessageError, type OutgoingMessage } from '../../../server/messages/message';
import type { Delivery } from '../../../server/smtp/transport';
import { aMessage } from '../../support/builders';
import { parse } from '../messages/builders';
import { accepted, aCount, aFailure, draftsInMemory, notAccepted, NOW } from './builders';

const MINUTE = 60_000;

const aResender = (
  deliver: (message: OutgoingMessage) => Delivery | Promise<Delivery> = (message) =>
    accepted(message),
  dependencies: Partial<ResenderDependencies> = {},
) => {
  const [memory, counters] = [draftsInMemory(), aCount()];
  const delivered: OutgoingMessage[] = [];
  const clock = { now: NOW };
  const resender = createResender({
    courier: {
      deliver: async (message) => {
        delivered.push(message);
        return deliver(message);
      },
    },
    drafts: memory.drafts,
    counters,
    parse,
    leaseMs: () => MINUTE,
    interrupted: () => aFailure({ code: 'INTERRUPTED', outcome: 'uncertain' }),
    now: () => clock.now,
    ...dependencies,
  });
  const send = (documentId: string, mayDuplicate = false) =>
    resender.resend({ documentId, by: 'Ann', mayDuplicate });
  return { send, delivered, clock, count: counters.count, ...memory };
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
    expect(entry(id)).toMatchObject({ state: 'held', failureCode: 'AUTH_FAILED', attempts: 2 });
    expect([rows.length, count.sentMessages]).toEqual([1, 0]);
  });

  it('goes out as editors corrected it', async () => {
    const { send, add, rows, delivered } = aResender();
    const id = await add(aMessage());
    Object.assign(rows[0]?.entry ?? {}, { to: 'right@example.com', subject: null });
    await send(id);
    expect(delivered[0]?.fields).toMatchObject({ to: 'right@example.com', subject: '' });
  });

  it('is sent once when two press Send', async () => {
    const { send, add, delivered } = aResender(async (message) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
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
    Object.assign(rows[0]?.entry ?? {}, { history: null, attempts: null, outcome: null });
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
    expect(await send(id, true)).toMatchObject({ status: 'sent' });
  });

  it('is one whose sender died: after its lease, not before', async () => {
    const { send, add, drafts, entry, clock, delivered } = aResender();
    const id = await add(aMessage());
    await drafts.claim(id, new Date(NOW.getTime() + MINUTE));
    expect(await send(id)).toEqual({ status: 'sending' });
    clock.now = new Date(NOW.getTime() + MINUTE + 1);
    expect(await send(id)).toEqual({ status: 'in-doubt' });
    expect(entry(id)).toMatchObject({
      state: 'held',
      outcome: 'uncertain',
      failureCode: 'INTERRUPTED',
      attempts: 2,
    });
    expect(delivered).toHaveLength(0);
  });

  it('stays claimed for as long as a send may take', async () => {
    const { send, add, rows } = aResender((message) => {
      expect(rows[0]?.leaseUntil).toEqual(new Date(NOW.getTime() + MINUTE));
      return accepted(message);
    });
    await send(await add(aMessage()));
    expect.assertions(1);
  });
});

describe('a draft that cannot be sent as it is', () => {
  it.each(['held', 'waiting'] as const)(
    'is an error, no attempt, and %s as before',
    async (state) => {
      const { send, add, rows, entry, delivered } = aResender();
      const id = await add(aMessage(), aFailure(), { state });
      Object.assign(rows[0]?.entry ?? {}, { to: 'nobody' });
      await expect(send(id)).rejects.toThrow(InvalidMessageError);
      expect([entry(id).state, entry(id).attempts, delivered.length]).toEqual([state, 1, 0]);
    },
  );

  it('is free again when what is stored beside it cannot be read', async () => {
    const memory = draftsInMemory();
    const { send } = aResender(undefined, {
      drafts: {
        ...memory.drafts,
        claim: async (...parameters) =>
          ({
            ...(await memory.drafts.claim(...parameters)),
            extras: () => Promise.reject(new Error('another encryption key')),
          }) as never,
      },
    });
    const id = await memory.add(aMessage());
    await expect(send(id)).rejects.toThrow('another encryption key');
    expect(memory.entry(id)).toMatchObject({ state: 'held', attempts: 1 });
  });
});

describe('a draft that some recipients are refused for', () => {
  it('is sent, and a new draft for the refused ones', async () => {
    const bounced = aFailure({ code: 'RECIPIENT_REFUSED', outcome: 'refused' });
    const { send, add, entry, rows } = aResender((message) =>
      accepted(message, { 'bob@example.com': bounced }),
    );
    const id = await add(aMessage({ fields: { to: 'ann@example.com, bob@example.com' } }));
    expect(await send(id)).toMatchObject({ status: 'sent' });
    expect(entry(id).state).toBe('sent');
    expect(rows).toHaveLength(2);
    expect(entry('d2')).toMatchObject({
      state: 'held',
      to: 'bob@example.com',
      failureCode: 'RECIPIENT_REFUSED',
    });
  });
});
