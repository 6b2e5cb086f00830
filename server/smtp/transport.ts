/**
 * The pooled SMTP client: as many lanes as `maxConnections`, and a queue of our own in front of them,
 * first come first served, so that at most one message per connection is under way.
 */
import type { Failure } from '../contract';
import type { OutgoingMessage } from '../messages/message';
import { type AddressRule, DEFAULT_ADDRESS_RULE } from './address-rule';
import { cleanCause } from './cause';
import { failureFrom } from './failure';
import {
  type BeforeData,
  createLane,
  isLaneFailure,
  type Lane,
  type LaneEnd,
  laneOptions,
  type SentInfo,
} from './lane';
import { toMailOptions } from './mail-options';
import type { ConnectionEvents } from './pool-counts';
import { once } from '../once';
import { truncateResponse, withoutPassword } from './response';
import type { SmtpSettings } from './settings';

export interface RefusedRecipient {
  address: string;
  failure: Failure;
}

export type Delivery =
  | { accepted: true; info: SentInfo; refused: RefusedRecipient[] }
  | { accepted: false; failure: Failure; cause: unknown };

export interface PoolFigures {
  open: number;
  busy: number;
  queued: number;
}

export interface Transport {
  /**
   * Never rejects for what the server does.
   *
   * @param beforeData the first byte of the message leaves when this has resolved.
   * @param isWanted asked when there is a connection for it.
   * @throws SentBackError before the message was begun.
   */
  deliver(
    message: OutgoingMessage,
    beforeData?: BeforeData,
    isWanted?: () => boolean,
  ): Promise<Delivery>;
  figures(): PoolFigures;
  /** Sends the messages that wait for a connection back to their callers. */
  sendBack(): void;
  /** Lets messages under way finish, sends waiting ones back to their callers, then closes the connections. */
  retire(reason?: LaneEnd): Promise<void>;
}

/** The message is its caller's again: other settings are in force, the server is known to be away, or nobody wants it sent. */
export class SentBackError extends Error {
  override name = 'SentBackError';
}

export interface TransportDependencies extends Partial<ConnectionEvents> {
  /** Addresses that are not connected to. */
  refuses?: AddressRule;
}

/** Bytes a second that even a slow line manages; large messages get that much more time. */
const SLOW_LINE_BYTES_PER_SECOND = 64 * 1024;
/** What is in the noise of the timeout itself. */
const SMALL_MESSAGE_BYTES = 256 * 1024;

export const createTransport = (
  settings: SmtpSettings,
  {
    onConnected = () => {},
    onAccepted = () => {},
    onClosed = () => {},
    refuses = DEFAULT_ADDRESS_RULE,
  }: TransportDependencies,
): Transport => {
  // Most of it is needed with the first message: not while Strapi starts.
  const options = once(() => laneOptions(settings, refuses));
  const events = { onConnected, onAccepted, onClosed };
  const free: Lane[] = Array.from({ length: settings.maxConnections }, () =>
    createLane(options, events),
  );
  const busy = new Set<Lane>();
  const waiting: { begin(lane: Lane): void; sendBack(): void }[] = [];
  let retired: (() => void) | undefined;
  let ending: LaneEnd = 'settings';

  const acquire = async (): Promise<Lane> => {
    if (retired) throw new SentBackError();
    // The lane used last comes first: its connection is open, and the others may fall idle.
    const lane =
      free.pop() ??
      (await new Promise<Lane>((begin, refuse) => {
        waiting.push({ begin, sendBack: () => refuse(new SentBackError()) });
      }));
    busy.add(lane);
    return lane;
  };

  const release = (lane: Lane): void => {
    const next = waiting.shift();
    if (next) return next.begin(lane);
    busy.delete(lane);
    if (!retired) return void free.push(lane);
    lane.close(ending);
    if (busy.size === 0) retired();
  };

  const sendBack = () => waiting.splice(0).forEach((entry) => entry.sendBack());

  return {
    async deliver(message, beforeData, isWanted = () => true) {
      const lane = await acquire();
      if (!isWanted()) {
        release(lane);
        throw new SentBackError();
      }
      const result = await lane.send(
        toMailOptions(message),
        timeoutFor(message, settings),
        beforeData,
      );
      if (isLaneFailure(result)) {
        void lane.recover().then(() => release(lane));
        return {
          accepted: false,
          failure: failureFrom({ ...result, settings }),
          cause: cleanCause(result.error, (text) => withoutPassword(text, settings.auth)),
        };
      }
      release(lane);
      return { accepted: true, info: fit(result, settings), refused: refusedIn(result, settings) };
    },

    figures: () => ({
      open: [...free, ...busy].filter((lane) => lane.open).length,
      busy: busy.size,
      queued: waiting.length,
    }),

    sendBack,

    retire: (reason = 'settings') =>
      new Promise((resolve) => {
        retired = resolve;
        ending = reason;
        sendBack();
        free.splice(0).forEach((lane) => lane.close(reason));
        if (busy.size === 0) resolve();
      }),
  };
};

const timeoutFor = (message: OutgoingMessage, { timeoutSeconds }: SmtpSettings): number =>
  timeoutSeconds * 1000 +
  (Math.max(0, message.bytes - SMALL_MESSAGE_BYTES) / SLOW_LINE_BYTES_PER_SECOND) * 1000;

/** The server's last words are stored and shown, and it may say anything. */
const fit = (info: SentInfo, { auth }: SmtpSettings): SentInfo => {
  info.rejectedErrors?.forEach((error) => cleanCause(error, (text) => withoutPassword(text, auth)));
  return { ...info, response: truncateResponse(info.response, auth) };
};

/** Recipients that were refused one by one while the server took the message for others. */
const refusedIn = (info: SentInfo, settings: SmtpSettings): RefusedRecipient[] =>
  (info.rejectedErrors ?? []).map((error) => ({
    address: error.recipient ?? '',
    failure: failureFrom({ error, stage: 'rcpt', handedOver: false, timedOut: false, settings }),
  }));
