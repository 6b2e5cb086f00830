/** Delivers over the transport of the settings in force, and changes transports while messages are under way. */
import type { OutgoingMessage } from '../messages/message';
import type { Settings } from '../settings/settings';
import { passwordUnreadable, shuttingDown } from '../smtp/failure';
import {
  createTransport,
  type Delivery,
  type PoolFigures,
  type Transport,
  TransportRetiredError,
} from '../smtp/transport';
import type { Counters } from './counters';

export interface Courier {
  /** Never rejects for what the server does. */
  deliver(message: OutgoingMessage): Promise<Delivery>;
  /** New settings: later messages go over a new transport, those under way finish on the old one. */
  use(settings: Settings): void;
  figures(): PoolFigures;
  /** Resolves when no message is under way any more and every connection is closed. */
  close(): Promise<void>;
}

export const createCourier = (
  initial: Settings,
  counters: Pick<Counters, 'connected'>,
): Courier => {
  const open = (settings: Settings): Transport =>
    createTransport(settings, { onConnected: counters.connected });
  const retiring = new Set<Promise<void>>();

  let settings = initial;
  let transport = open(initial);
  let closed = false;

  const retire = (old: Transport): void => {
    const gone = old.retire().finally(() => retiring.delete(gone));
    retiring.add(gone);
  };

  return {
    async deliver(message) {
      // Never signs in with "no password" in place of one that cannot be read.
      if (settings.auth.enabled && settings.auth.password === null) {
        return { accepted: false, failure: passwordUnreadable(), cause: undefined };
      }
      for (;;) {
        if (closed) return { accepted: false, failure: shuttingDown(), cause: undefined };
        try {
          return await transport.deliver(message);
        } catch (error) {
          // It waited for a connection of the old transport and was not begun: the new one takes it.
          if (!(error instanceof TransportRetiredError)) throw error;
        }
      }
    },
    use(next) {
      const old = transport;
      settings = next;
      transport = open(next);
      retire(old);
    },
    figures: () => transport.figures(),
    async close() {
      closed = true;
      retire(transport);
      await Promise.all(retiring);
    },
  };
};
