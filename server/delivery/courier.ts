/** Delivers over the transport of the settings in force, and changes transports while messages are under way. */
import type { Failure } from '../contract';
import type { OutgoingMessage } from '../messages/message';
import type { Settings } from '../settings/settings';
import { notTried, passwordUnreadable, shuttingDown } from '../smtp/failure';
import type { AddressRule } from '../smtp/address-rule';
import type { BeforeData, LaneEnd } from '../smtp/lane';
import type { ConnectionEvents } from '../smtp/pool-counts';
import {
  createTransport,
  type Delivery,
  type PoolFigures,
  SentBackError,
  type Transport,
} from '../smtp/transport';
import type { Breaker } from './breaker';

/** `tried` is false when the server was not asked. */
export type Attempted = Delivery & { tried: boolean };

export interface DeliveryOptions {
  /** The first byte of the message leaves when this has resolved. */
  beforeData?: BeforeData;
  /** Asks the server although it could not be used just before: a person wants to know. */
  insist?: boolean;
  /** Asked until the server is. */
  isWanted?: () => boolean;
}

export interface Courier {
  /**
   * Never rejects for what the server does.
   * @throws SentBackError when the message was not wanted any more before it was begun.
   */
  deliver(message: OutgoingMessage, options?: DeliveryOptions): Promise<Attempted>;
  /** New settings: later messages go over a new transport, those under way finish on the old one. */
  use(settings: Settings): void;
  /** Messages that wait for a connection are looked at again: the server is known to be away. */
  reconsider(): void;
  figures(): PoolFigures;
  /** Resolves when no message is under way any more and every connection is closed. */
  close(): Promise<void>;
}

export interface CourierDependencies {
  /** Whoever counts connections. */
  pool?: ConnectionEvents;
  breaker: Pick<Breaker, 'attempt' | 'trouble'>;
  refuses?: AddressRule;
}

export const createCourier = (
  initial: Settings,
  { pool, breaker, refuses }: CourierDependencies,
): Courier => {
  const open = (settings: Settings): Transport => createTransport(settings, { ...pool, refuses });
  const retiring = new Set<Promise<void>>();

  let settings = initial;
  let transport = open(initial);
  let closed = false;

  const retire = (old: Transport, reason: LaneEnd): void => {
    const gone = old.retire(reason).finally(() => retiring.delete(gone));
    retiring.add(gone);
  };

  /** Made once for all messages of an outage. */
  const notTriedOf = new WeakMap<Failure, Failure>();
  const becauseOf = (trouble: Failure): Failure => {
    const failure = notTriedOf.get(trouble) ?? notTried(trouble);
    notTriedOf.set(trouble, failure);
    return failure;
  };

  const attempt = async (
    message: OutgoingMessage,
    { beforeData, insist = false, isWanted }: DeliveryOptions,
  ): Promise<Delivery | undefined> => {
    const deliver = async (): Promise<Delivery> =>
      // Never signs in with "no password" in place of one that cannot be read.
      settings.auth.enabled && settings.auth.password === null
        ? notAccepted(passwordUnreadable())
        : transport.deliver(message, beforeData, isWanted);
    return insist && breaker.trouble() !== undefined ? deliver() : breaker.attempt(deliver);
  };

  return {
    async deliver(message, options = {}) {
      for (;;) {
        if (options.isWanted?.() === false) throw new SentBackError();
        if (closed) return { ...notAccepted(shuttingDown()), tried: false };
        try {
          const delivery = await attempt(message, options);
          // The new one first, as in lane.ts.
          if (delivery !== undefined) return { tried: true, ...delivery };
          const trouble = breaker.trouble();
          // It closed in this moment: the message goes the usual way.
          if (trouble !== undefined) return { ...notAccepted(becauseOf(trouble)), tried: false };
        } catch (error) {
          // It waited for a connection and was not begun: new settings take it, or the breaker.
          if (!(error instanceof SentBackError)) throw error;
        }
      }
    },
    use(next) {
      const old = transport;
      settings = next;
      transport = open(next);
      retire(old, 'settings');
    },
    reconsider: () => transport.sendBack(),
    figures: () => transport.figures(),
    async close() {
      closed = true;
      retire(transport, 'shutdown');
      await Promise.all(retiring);
    },
  };
};

const notAccepted = (failure: ReturnType<typeof shuttingDown>): Delivery => ({
  accepted: false,
  failure,
  cause: undefined,
});
