/** Sending a draft again: a person asks for it, or its time has come. */
import type { Failure } from '../contract';
import {
  afterAcceptance,
  afterFailure,
  type DraftEntry,
  type FateOf,
  forRecipients,
  optionsOf,
} from '../messages/draft';
import type { Claim } from '../messages/claims';
import type { MessageFields, OutgoingMessage } from '../messages/message';
import { HELD } from '../messages/retry-policy';
import { reasonOf } from '../messages/rows';
import { maskFailure } from '../messages/sensitive';
import type { DraftStore } from '../messages/store';
import { expired, unusable } from '../smtp/failure';
import type { Delivery } from '../smtp/transport';
import type { Counters } from './counters';
import type { Courier } from './courier';
import { refusalOf } from './partial-refusal';
import type { Place } from './queue';

export type ResendResult =
  | { status: 'sent'; messageId: string; response: string }
  | { status: 'draft'; failure: Failure }
  /** Nothing was tried: it is gone, somebody else is sending it, it was sent, its content was removed, or a person must confirm first. */
  | { status: 'missing' | 'sending' | 'sent-before' | 'wiped' | 'in-doubt' };

export interface ResendRequest {
  documentId: string;
  /** Who asked, for the history. */
  by: string;
  /** The person knows that the message may arrive twice. */
  mayDuplicate?: boolean;
  /** Nobody is there to ask: only what waits for it and is not out of date. */
  byMachine?: boolean;
  /** Asks the server although it could not be used just before. */
  insist?: boolean;
}

export interface Resender {
  /** @throws InvalidMessageError when what editors wrote can never be sent; nothing has changed then. */
  resend(request: ResendRequest): Promise<ResendResult>;
}

export interface ResenderDependencies {
  courier: Pick<Courier, 'deliver'>;
  drafts: Pick<
    DraftStore,
    | 'claim'
    | 'release'
    | 'extrasOf'
    | 'beginData'
    | 'settle'
    | 'settleAccepted'
    | 'abandon'
    | 'create'
  >;
  fateOf: FateOf;
  counters: Pick<Counters, 'sent'>;
  /** What editors wrote is parsed like anything from outside. */
  parse: (options: unknown) => Promise<OutgoingMessage>;
  /** Waits until there is room for the whole of a draft. */
  enter: (bytes: number) => Promise<Place>;
  log: { error(message: string): void };
  now: () => Date;
}

type Held = Extract<Claim, { claimed: true }>;

export const createResender = ({
  courier,
  drafts,
  fateOf,
  counters,
  parse,
  enter,
  log,
  now,
}: ResenderDependencies): Resender => {
  /** What cannot be written runs out: what is on record of it says the rest then. */
  const orAbandon = async <T>(token: string, write: Promise<T>): Promise<T> => {
    try {
      return await write;
    } catch (error) {
      drafts.abandon(token);
      throw error;
    }
  };

  const letGo = ({ entry, token }: Held) =>
    orAbandon(token, drafts.release(token, entry.retryUntil === null ? 'held' : 'waiting'));

  const hold = async (
    { entry, token }: Held,
    failure: Failure,
    { by, tried, fate = fateOf }: { by: string; tried: boolean; fate?: FateOf },
  ): Promise<ResendResult> => {
    const record = afterFailure(entry, failure, { at: now(), by, tried }, fate);
    // Somebody else has it since the claim ran out, and what becomes of it is theirs to say.
    const isOurs = await orAbandon(token, drafts.settle(token, record));
    return isOurs ? { status: 'draft', failure } : { status: 'sending' };
  };

  /** Those who have it are done with; the others are a draft of their own. @returns whom the record names. */
  const keepRest = async (
    entry: DraftEntry,
    message: OutgoingMessage,
    { info, refused }: Accepted,
    facts: { at: Date; by: string },
  ): Promise<Pick<MessageFields, 'to' | 'cc' | 'bcc'> | undefined> => {
    const refusal = refusalOf(refused);
    if (refusal === undefined) return undefined;
    const failure = message.sensitive ? maskFailure(refusal) : refusal;
    const rest = forRecipients(
      message,
      refused.map(({ address }) => address),
    );
    await drafts.create(
      rest,
      afterFailure(entry, failure, { ...facts, tried: true }, fateOf),
      facts.by,
    );
    const { to, cc, bcc } = forRecipients(message, info.accepted.map(String)).fields;
    return { to, cc, bcc };
  };

  const publish = async (
    { entry, token }: Held,
    message: OutgoingMessage,
    delivery: Accepted,
    by: string,
  ): Promise<ResendResult> => {
    counters.sent();
    const { messageId, response } = delivery.info;
    const facts = { at: now(), by };
    const write = async () => {
      const recipients = await keepRest(entry, message, delivery, facts);
      const record = afterAcceptance(entry, response, facts);
      await drafts.settleAccepted(entry.documentId, record, recipients);
    };
    await orAbandon(token, write());
    return { status: 'sent', messageId, response };
  };

  const compose = async (entry: DraftEntry): Promise<OutgoingMessage> => {
    const message = await parse(optionsOf(entry, await drafts.extrasOf(entry.documentId)));
    return entry.expiresAt === null
      ? message
      : { ...message, expiresAt: new Date(entry.expiresAt) };
  };

  const inRoom = (takeRoom: (bytes: number) => Promise<void>): Resender => ({
    async resend({ documentId, by, mayDuplicate = false, byMachine = false, insist = false }) {
      const claim = await drafts.claim(documentId, byMachine ? ['waiting'] : ['waiting', 'held']);
      if (!claim.claimed) return { status: STATUS_OF_TAKEN[claim.because] };
      const { entry, token } = claim;
      await takeRoom(entry.size ?? 0);
      if (entry.content === 'wiped') {
        await letGo(claim);
        return { status: 'wiped' };
      }
      // Asked of the claimed draft: what it was before the claim may have changed by another attempt.
      if (entry.outcome === 'uncertain' && !mayDuplicate) {
        await letGo(claim);
        return { status: 'in-doubt' };
      }
      // A person may send what is out of date, but no link that should not open anything any more.
      const mayExpire = byMachine || entry.content === 'secret';
      if (mayExpire && entry.expiresAt !== null && new Date(entry.expiresAt) <= now())
        return hold(claim, expired(), { by, tried: false, fate: () => HELD });
      let message: OutgoingMessage;
      try {
        message = await compose(entry);
      } catch (error) {
        if (byMachine) {
          log.error(`Draft ${documentId} cannot be sent as it is: ${reasonOf(error)}`);
          return hold(claim, unusable(reasonOf(error)), { by, tried: false });
        }
        // Nothing was tried, so this is no attempt and the draft is as it was.
        await letGo(claim);
        throw error;
      }
      const beforeData = () => drafts.beginData(token);
      const delivery = await courier.deliver(message, { beforeData, insist });
      return delivery.accepted
        ? publish(claim, message, delivery, by)
        : hold(claim, message.sensitive ? maskFailure(delivery.failure) : delivery.failure, {
            by,
            tried: delivery.tried,
          });
    },
  });

  return {
    async resend(request) {
      let place: Place | undefined;
      const takeRoom = async (bytes: number) => {
        place = await enter(bytes);
      };
      try {
        return await inRoom(takeRoom).resend(request);
      } finally {
        place?.leave();
      }
    },
  };
};

type Accepted = Extract<Delivery, { accepted: true }>;

const STATUS_OF_TAKEN = {
  missing: 'missing',
  sending: 'sending',
  sent: 'sent-before',
  // By the time it was to be claimed it waited for a person.
  held: 'sending',
} as const;
