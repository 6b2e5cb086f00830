/** What the story of a message stands on: failures, deliveries, a log, a policy without chance. */
import type { Failure, MessageState } from '../../../server/contract';
import type { Attempted } from '../../../server/delivery/courier';
import type { FateOf } from '../../../server/messages/draft';
import type { OutgoingMessage } from '../../../server/messages/message';
import { fateAfter, type RetryPolicy } from '../../../server/messages/retry-policy';
import type { Delivery } from '../../../server/smtp/transport';

export const NOW = new Date('2026-11-01T12:00:00.000Z');

export const secondsLater = (seconds: number, from = NOW) =>
  new Date(from.getTime() + 1000 * seconds);

export const aFailure = (failure: Partial<Failure> = {}): Failure => ({
  code: 'CONNECTION_REFUSED',
  stage: 'connect',
  outcome: 'not-sent',
  message: 'Nothing listens.',
  hint: 'Start it.',
  ...failure,
});

export const accepted = (
  message: OutgoingMessage,
  refused: Record<string, Failure> = {},
): Delivery => ({
  accepted: true,
  // Only what is read of nodemailer's answer.
  info: {
    messageId: message.messageId,
    response: '250 queued',
    accepted: ['ann@example.com'],
  } as unknown as Extract<Delivery, { accepted: true }>['info'],
  refused: Object.entries(refused).map(([address, failure]) => ({ address, failure })),
});

export const notAccepted = (
  failure = aFailure(),
  cause: unknown = new Error('socket'),
): Delivery => ({
  accepted: false,
  failure,
  cause,
});

export const tried = (delivery: Delivery): Attempted => ({ ...delivery, tried: true });

export const POLICY: RetryPolicy = {
  maxAttempts: 3,
  firstDelaySeconds: 60,
  maxDelaySeconds: 3600,
  giveUpAfterHours: 24,
};

/** Always the shortest delay. */
export const fateOf: FateOf = (result, before, at) => fateAfter(result, before, POLICY, at, 0);

export const aLog = () => {
  const lines: string[] = [];
  return {
    lines,
    info: (message: string) => void lines.push(`info ${message}`),
    warn: (message: string) => void lines.push(`warn ${message}`),
    error: (message: string) => void lines.push(`error ${message}`),
  };
};

export const aCount = () => {
  const count = { sentMessages: 0, draftedMessages: 0 };
  const states = { deferred: 0, held: 0 };
  const changed = (state: MessageState, many = 1) => {
    if (state === 'waiting') states.deferred += many;
    if (state === 'held') states.held += many;
  };
  return {
    count,
    states,
    sent: () => void count.sentMessages++,
    drafted(state: MessageState) {
      count.draftedMessages++;
      changed(state);
    },
    changed,
  };
};

/** Resolves when everything that is due in this turn has happened. */
export const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
