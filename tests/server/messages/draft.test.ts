/** How a message becomes a draft and comes back. */
import type { Failure } from '../../../server/contract';
import { summarizeAttachments } from '../../../server/messages/attachment-summary';
import {
  afterAcceptance,
  afterFailure,
  type DraftEntry,
  type FateOf,
  forRecipients,
  NEVER_TRIED,
  newDraft,
  optionsOf,
} from '../../../server/messages/draft';
import type { MessageExtras, OutgoingMessage } from '../../../server/messages/message';
import { fateAfter, HELD, type RetryPolicy } from '../../../server/messages/retry-policy';
import { aMessage } from '../../support/builders';
import { parse } from './builders';

const AT = new Date('2026-11-01T12:00:00.000Z');
const facts = { at: AT, by: 'Ann', tried: true };

const POLICY: RetryPolicy = {
  maxAttempts: 5,
  firstDelaySeconds: 60,
  maxDelaySeconds: 3600,
  giveUpAfterHours: 24,
};
const fateOf: FateOf = (result, before, at) => fateAfter(result, before, POLICY, at, 0);

const aFailure = (failure: Partial<Failure> = {}): Failure => ({
  code: 'AUTH_FAILED',
  stage: 'auth',
  outcome: 'not-sent',
  field: 'auth.password',
  message: 'Refused.',
  hint: 'Look.',
  words: { key: 'AUTH_FAILED', values: { server: 'mail.example.org:25' } },
  smtpCode: 535,
  response: '535 no',
  ...failure,
});

/** The row that was written for a message. */
const entryOf = (message: OutgoingMessage, changes: Partial<DraftEntry> = {}): DraftEntry => ({
  ...newDraft(message, 'send()'),
  ...afterFailure(NEVER_TRIED, aFailure(), facts, fateOf),
  documentId: 'doc',
  ...changes,
});

describe('the record of a draft', () => {
  it('says after a failure what happened, and when it is tried again', () => {
    expect(afterFailure(NEVER_TRIED, aFailure(), facts, fateOf)).toEqual({
      state: 'waiting',
      nextAttemptAt: '2026-11-01T12:01:00.000Z',
      retryUntil: '2026-11-02T12:00:00.000Z',
      tries: 1,
      outcome: 'not-sent',
      failureCode: 'AUTH_FAILED',
      failureStage: 'auth',
      failureField: 'auth.password',
      failureMessage: 'Refused.',
      failureHint: 'Look.',
      failureWords: { key: 'AUTH_FAILED', values: { server: 'mail.example.org:25' } },
      response: '535 no',
      attempts: 1,
      lastAttemptAt: AT.toISOString(),
      sentAt: null,
      history: [
        {
          at: AT.toISOString(),
          by: 'Ann',
          result: 'not-sent',
          code: 'AUTH_FAILED',
          message: 'Refused.',
          words: { key: 'AUTH_FAILED', values: { server: 'mail.example.org:25' } },
          response: '535 no',
        },
      ],
    });
  });

  it('says after acceptance nothing of a failure any more, but keeps the history, oldest first', () => {
    const failed = afterFailure(
      NEVER_TRIED,
      aFailure({ field: undefined, response: undefined }),
      facts,
      fateOf,
    );
    expect(failed).toMatchObject({ failureField: null, response: null });
    expect(afterAcceptance(failed, '250 ok', facts)).toEqual({
      state: 'sent',
      outcome: null,
      failureCode: null,
      failureStage: null,
      failureField: null,
      failureMessage: null,
      failureHint: null,
      failureWords: null,
      response: '250 ok',
      attempts: 2,
      lastAttemptAt: AT.toISOString(),
      nextAttemptAt: null,
      retryUntil: null,
      tries: 0,
      sentAt: AT.toISOString(),
      history: [
        failed.history[0],
        { at: AT.toISOString(), by: 'Ann', result: 'sent', response: '250 ok' },
      ],
    });
    expect(failed.history).toHaveLength(1);
  });

  it.each([null, 'x', 5, {}])(
    'can be written over a history that is %p: acceptance must never fail here',
    (history) => {
      const before = { ...NEVER_TRIED, attempts: null, tries: null, history: history as never };
      expect(afterAcceptance(before, '250 ok', facts)).toMatchObject({
        attempts: 1,
        history: [{ result: 'sent' }],
      });
      expect(afterFailure(before, aFailure(), facts, fateOf)).toMatchObject({
        attempts: 1,
        history: [{ result: 'not-sent' }],
      });
    },
  );

  it('of a message that was not tried has no attempt more, but says why', () => {
    const before = { ...NEVER_TRIED, attempts: 2 };
    expect(afterFailure(before, aFailure(), { ...facts, tried: false }, fateOf)).toMatchObject({
      attempts: 2,
      tries: 0,
      failureCode: 'AUTH_FAILED',
      history: [{ code: 'AUTH_FAILED' }],
    });
  });

  it.each(['refused', 'uncertain'] as const)('waits for a person when it is %s', (outcome) => {
    const waited = afterFailure(NEVER_TRIED, aFailure(), facts, fateOf);
    expect(afterFailure(waited, aFailure({ outcome }), facts, fateOf)).toMatchObject({
      ...HELD,
      outcome,
      attempts: 2,
    });
  });
});

describe('a message that may have been accepted', () => {
  const uncertain = afterFailure(NEVER_TRIED, aFailure({ outcome: 'uncertain' }), facts, fateOf);

  it.each(['not-sent', 'refused', 'uncertain'] as const)(
    'may still have been when a second attempt is %s: held, and no machine repeats it',
    (outcome) => {
      const asked: unknown[] = [];
      const again = afterFailure(uncertain, aFailure({ outcome }), facts, (result, ...rest) => {
        asked.push(result);
        return fateOf(result, ...rest);
      });
      expect(again).toMatchObject({ ...HELD, outcome: 'uncertain', attempts: 2 });
      expect(again.history.map(({ result }) => result)).toEqual(['uncertain', outcome]);
      expect(asked).toEqual([{ outcome: 'uncertain', tried: true }]);
      const third = afterFailure(again, aFailure(), { ...facts, tried: false }, fateOf);
      expect(third).toMatchObject({ ...HELD, outcome: 'uncertain' });
    },
  );

  it('says what went wrong last all the same', () => {
    const again = afterFailure(uncertain, aFailure({ code: 'SERVER_BUSY' }), facts, fateOf);
    expect(again).toMatchObject({ failureCode: 'SERVER_BUSY', failureMessage: 'Refused.' });
  });

  it('is done with once it was accepted', () => {
    const sent = afterAcceptance(uncertain, '250 ok', facts);
    expect(sent).toMatchObject({ state: 'sent', outcome: null });
  });
});

describe('the columns of a new draft', () => {
  it('say until when the message is good for something', () => {
    const expiresAt = new Date('2026-11-01T13:00:00.000Z');
    expect(newDraft(aMessage({ expiresAt }), 'send()').expiresAt).toBe(expiresAt.toISOString());
    expect(newDraft(aMessage(), 'send()').expiresAt).toBeNull();
  });
});

describe('a message that comes back from its draft', () => {
  const whole = aMessage({
    fields: {
      cc: 'cy@example.com',
      bcc: 'bo@example.com',
      replyTo: 'help@example.com',
      html: '<b>x</b>',
    },
    extras: {
      headers: { 'X-A': 'b' },
      attachments: [{ filename: 'a', content: Buffer.from([0, 255]) }],
    },
  });

  it('is the same message, id and date included', async () => {
    const back = await parse(optionsOf(entryOf(whole), whole.extras));
    expect(back).toEqual({ ...whole, bytes: expect.any(Number) });
  });

  it('has what editors corrected, and empty where they emptied it', async () => {
    const entry = entryOf(whole, { to: 'new@example.com', cc: null, subject: 'Corrected' });
    expect((await parse(optionsOf(entry, whole.extras))).fields).toMatchObject({
      to: 'new@example.com',
      cc: '',
      subject: 'Corrected',
      bcc: 'bo@example.com',
    });
  });

  it('cannot be given other recipients by what is stored beside it', () => {
    const hostile = { to: 'evil@c', bcc: 'evil@c', messageId: 'x' } as MessageExtras;
    expect(optionsOf(entryOf(whole), hostile)).toMatchObject({
      to: 'ann@example.com',
      bcc: 'bo@example.com',
      messageId: whole.messageId,
    });
  });
});

describe('an envelope', () => {
  const extras: MessageExtras = {
    envelope: { from: 'bounce@example.com', to: 'real@example.com', cc: 'x@example.com' },
  };
  const message = aMessage({ extras });

  it('holds while editors leave the recipients alone', () => {
    expect(optionsOf(entryOf(message, { subject: 'New' }), extras).envelope).toEqual(
      extras.envelope,
    );
  });

  it('goes to the corrected recipients once editors changed them, from the same sender', () => {
    const entry = entryOf(message, { to: 'new@example.com', bcc: 'b@example.com' });
    expect(optionsOf(entry, extras).envelope).toEqual({
      from: 'bounce@example.com',
      to: 'new@example.com, b@example.com',
    });
  });

  it('without a sender stays without one, as bounces are', () => {
    const none: MessageExtras = { envelope: { to: 'real@example.com' } };
    const entry = entryOf(aMessage({ extras: none }), { to: 'new@example.com' });
    expect(optionsOf(entry, none).envelope).toEqual({ to: 'new@example.com' });
  });
});

describe('a draft for the recipients that were refused', () => {
  const message = aMessage({
    fields: {
      to: 'Ann <ann@example.com>, "Doe, Bo" <BO@example.com>',
      cc: 'cy@example.com',
      bcc: 'dee@example.com, eve@example.com',
    },
    extras: { headers: { 'X-A': 'b' } },
  });

  it('goes to them and to nobody who has the message already', () => {
    const { fields, extras, messageId } = forRecipients(message, [
      'bo@example.com',
      'eve@example.com',
    ]);
    expect(fields).toMatchObject({
      to: '"Doe, Bo" <BO@example.com>',
      cc: '',
      bcc: 'eve@example.com',
      subject: 'Hello',
    });
    expect([extras, messageId]).toEqual([message.extras, message.messageId]);
  });

  it('loses nobody whom the server names in another spelling', () => {
    const idn = aMessage({ fields: { to: 'ann@exämple.com, bob@example.com' } });
    expect(forRecipients(idn, ['ann@xn--exmple-cua.com']).fields).toMatchObject({
      to: '',
      bcc: 'ann@xn--exmple-cua.com',
    });
  });

  it('with an envelope goes to the refused ones of the envelope, and editors see who they are', async () => {
    const extras: MessageExtras = {
      envelope: { from: 'bounce@example.com', to: 'x@example.com, y@example.com' },
    };
    const rest = forRecipients(aMessage({ fields: { to: 'list@example.com' }, extras }), [
      'y@example.com',
    ]);
    expect(rest.extras.envelope).toEqual({ from: 'bounce@example.com', to: ['y@example.com'] });
    expect(rest.fields).toMatchObject({ to: '', cc: '', bcc: 'y@example.com' });
    const corrected = await parse(optionsOf(entryOf(rest, { bcc: 'z@example.com' }), rest.extras));
    expect(corrected.extras.envelope).toEqual({ from: 'bounce@example.com', to: 'z@example.com' });
  });

  it('of recipients that came in by headers leaves the accepted ones out too', async () => {
    const parsed = await parse({ to: 'bad@example.com', headers: { Cc: 'good@example.com' } });
    const rest = forRecipients(parsed, ['bad@example.com']);
    expect(JSON.stringify(rest)).not.toContain('good@example.com');
  });
});

describe('the list of attachments', () => {
  it('shows name, type and true size of each', () => {
    expect(
      summarizeAttachments({
        attachments: [
          { filename: 'a.pdf', contentType: 'application/pdf', content: Buffer.alloc(7) },
          { content: 'ä' },
          { filename: false, content: 'aGVsbG8=', encoding: 'base64' },
          { filename: 'raw', raw: 'abc' },
          { filename: 'none' },
        ],
        icalEvent: { content: 'BEGIN' },
      }),
    ).toEqual([
      { filename: 'a.pdf', contentType: 'application/pdf', size: 7 },
      { filename: 'attachment', contentType: 'application/octet-stream', size: 2 },
      { filename: 'attachment', contentType: 'application/octet-stream', size: 5 },
      { filename: 'raw', contentType: 'application/octet-stream', size: 3 },
      { filename: 'none', contentType: 'application/octet-stream', size: 0 },
      { filename: 'invite.ics', contentType: 'text/calendar', size: 5 },
    ]);
    expect(summarizeAttachments({})).toEqual([]);
  });

  it('shows a data: URI with the size and type of what is in it', async () => {
    const { extras } = await parse({
      to: 'a@b',
      attachments: [{ filename: 'p.png', path: 'data:image/png;base64,AAAA' }],
    });
    expect(summarizeAttachments(extras)).toEqual([
      { filename: 'p.png', contentType: 'image/png', size: 3 },
    ]);
  });
});
