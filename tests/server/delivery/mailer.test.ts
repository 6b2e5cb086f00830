/** The story of a send: accepted or a draft, or `send()` rejects. */
import { DraftNotStoredError, MailNotSentError } from '../../../server/delivery/errors';
import { createMailer, type MailerDependencies } from '../../../server/delivery/mailer';
import { InvalidMessageError, type OutgoingMessage } from '../../../server/messages/message';
import type { Delivery } from '../../../server/smtp/transport';
import { parse } from '../messages/builders';
import { accepted, aCount, aFailure, aLog, draftsInMemory, notAccepted, NOW } from './builders';

const OPTIONS = { to: 'ann@example.com, bob@example.com', bcc: 'cy@example.com', text: 'hi' };

const aMailer = (
  deliver: (message: OutgoingMessage) => Delivery,
  dependencies: Partial<MailerDependencies> = {},
) => {
  const [memory, log, counters] = [draftsInMemory(), aLog(), aCount()];
  const delivered: OutgoingMessage[] = [];
  const mailer = createMailer({
    parse,
    courier: {
      deliver: async (message) => {
        delivered.push(message);
        return deliver(message);
      },
    },
    drafts: memory.drafts,
    counters,
    log,
    now: () => NOW,
    wantsError: () => false,
    ...dependencies,
  });
  return { mailer, delivered, ...memory, log: log.lines, count: counters.count };
};

describe('a message that the server accepts', () => {
  it('is sent, counted, and leaves no draft', async () => {
    const { mailer, rows, count, delivered } = aMailer((message) => accepted(message));
    expect(await mailer.send(OPTIONS)).toEqual({
      status: 'sent',
      messageId: '<made@example.com>',
      response: '250 queued',
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
      state: 'held',
      outcome: 'not-sent',
      attempts: 1,
      to: OPTIONS.to,
      history: [{ by: 'send()' }],
    });
    expect(rows).toHaveLength(1);
    expect(count).toEqual({ sentMessages: 0, draftedMessages: 1 });
    expect(log).toEqual([expect.stringMatching(/^warn .*d1: CONNECTION_REFUSED/)]);
  });

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
      failure: bounced,
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
