/** What the attempts of this process say about the server: the newest failure, and since when it works again. */
import type { Failure, LastFailure } from '../contract';
import type { Courier } from '../delivery/courier';
import { isServerTrouble } from '../smtp/server-trouble';

/** Without the server's own words: they may quote a message. */
export type FailedAttempt = Omit<LastFailure, 'at'> & { at: Date; isServerTrouble: boolean };

export interface Pulse {
  lastFailure(): FailedAttempt | null;
  /** The first message that was accepted after the newest failure, or at all; null: none was. */
  acceptedSince(): Date | null;
  acceptedLast(): Date | null;
}

/** @returns the courier, watched. */
export const takePulse = (
  courier: Courier,
  now: () => Date,
): { courier: Courier; pulse: Pulse } => {
  let failed: FailedAttempt | null = null;
  let since: Date | null = null;
  let last: Date | null = null;

  const deliver: Courier['deliver'] = async (message, options) => {
    const delivery = await courier.deliver(message, options);
    if (delivery.accepted) {
      last = now();
      since ??= last;
    } else if (delivery.tried) {
      since = null;
      const { failure } = delivery;
      failed = {
        at: now(),
        ...inWords(failure),
        isServerTrouble: isServerTrouble(failure),
      };
    }
    return delivery;
  };

  return {
    courier: { ...courier, deliver },
    pulse: { lastFailure: () => failed, acceptedSince: () => since, acceptedLast: () => last },
  };
};

const inWords = ({ code, message, hint, words }: Failure): Omit<LastFailure, 'at'> => ({
  code,
  message,
  hint,
  ...(words === undefined ? {} : { words }),
});
