import { describe, expect, it } from '@jest/globals';
import { parseMessage } from '../../admin/messages/message';
import { mayDuplicate, obstacleToSending } from '../../admin/messages/send-rules';

const held = parseMessage({ state: 'held', outcome: 'refused' });
const calm = { isModified: false, isPublished: false };

describe('a message as the Content Manager hands it over', () => {
  it('is read with everything missing, as for a role that sees few fields', () => {
    expect(parseMessage({})).toEqual({
      state: null,
      outcome: null,
      content: null,
      failureCode: null,
      failureMessage: '',
      failureHint: '',
      failureWords: null,
      response: '',
      nextAttemptAt: '',
      sentAt: '',
      createdAt: '',
      documentId: '',
      to: '',
      subject: '',
      recipients: '',
      attempts: 0,
      history: [],
      attachments: [],
    });
  });

  it('is read with nonsense in it', () => {
    const message = parseMessage({ state: 'flying', history: [null, 'x', {}], attachments: 'x' });
    expect(message.state).toBeNull();
    // Whatever an unreadable attempt was, nobody may take it for one that is safe to repeat.
    expect(message.history).toEqual([
      {
        at: '',
        by: '',
        result: 'uncertain',
        message: '',
        response: '',
        fields: [],
        to: '',
        insteadOf: '',
      },
    ]);
    expect(message.attachments).toEqual([]);
  });
});

describe('Send', () => {
  it('is possible for a saved draft', () => {
    expect(obstacleToSending({ message: held, ...calm })).toBeNull();
  });

  it('asks to save first, so that what is sent is what is seen', () => {
    expect(obstacleToSending({ message: null, ...calm })).toBe('send.saveFirstHint');
    expect(obstacleToSending({ message: held, ...calm, isModified: true })).toBe(
      'send.saveFirstHint',
    );
  });

  it('is not possible while a message is being sent, or after', () => {
    const inState = (state: string) => parseMessage({ state });
    expect(obstacleToSending({ message: inState('sending'), ...calm })).toBe('send.sending');
    expect(obstacleToSending({ message: inState('sent'), ...calm })).toBe('send.sent');
    expect(obstacleToSending({ message: held, ...calm, isPublished: true })).toBe('send.sent');
  });

  it('is not possible once the content is gone', () => {
    const wiped = parseMessage({ state: 'held', content: 'wiped' });
    expect(obstacleToSending({ message: wiped, ...calm })).toBe('send.wiped');
    const secret = parseMessage({ state: 'held', content: 'secret' });
    expect(obstacleToSending({ message: secret, ...calm })).toBeNull();
  });

  it('asks before a message in doubt, and only then', () => {
    expect(mayDuplicate(parseMessage({ outcome: 'uncertain' }))).toBe(true);
    expect(mayDuplicate(held)).toBe(false);
    expect(mayDuplicate(null)).toBe(false);
  });
});
