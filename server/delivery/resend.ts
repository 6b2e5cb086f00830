/** Sending a draft again: a person asks for it, or its time has come. */
import type { Failure } from '../contract';
import {
  afterAcceptance,
  afterFailure,
  type DraftEntry,
  type FateOf,
  forRecipients,
  optionsOf,
  stateBefore,
} from '../messages/draft';
import type { Claim } from '../messages/claims';
import type { MessageFields, OutgoingMessage } from '../messages/message';
import { afterRedirect, redirected, redirectOf } from '../messages/redirect';
import { HELD } from '../messages/retry-policy';
import { reasonOf } from '../database';
import { maskFailure, maskSecrets } from '../messages/sensitive';
import type { DraftStore } from '../messages/store';
import { expired, unusable } from '../smtp/failure';
import { type Delivery, SentBackError } from '../smtp/transport';
import type { Counters } from './counters';
import type { Courier } from './courier';
import { refusalOf } from './partial-refusal';
import type { Place } from './queue';

export type ResendResult =
  | { status: 'sent'; messageId: string; response: string }
  | { status: 'draft'; failure: Failure }
  | Untried;

/**
 * Nothing was tried: it is gone, somebody else is sending it, it was sent, its content was removed, a person must
 * confirm first, or it carries a secret and was to go elsewhere.
 */
interface Untried {
  status: 'missing' | 'sending' | 'sent-before' | 'wiped' | 'in-doubt' | 'secret';
}

export interface ResendRequest {
  documentId: string;
  /** Who asked, for the history. */
  by: string;
  /** The person knows that the message may arrive twice. */
  mayDuplicate?: boolean;
  /** One address to which this one sending goes, in place of the recipients of the draft. */
  to?: string;
  /** Nobody is there to ask: only what waits for it and is not out of date. */
  byMachine?: boolean;
  /** Asks the server although it could not be used just before. */
  insist?: boolean;
  /** Asked until the server is: many may have to wait for a connection, and somebody may stop them meanwhile. */
  isWanted?: () => boolean;
}

export interface Resender {
  /**
   * @throws InvalidMessageError when what editors wrote can never be sent, SentBackError when it is not wanted any more;
   *   nothing has changed then.
   */
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
  counters: Pick<Counters, 'sent' | 'drafted' | 'changed'>;
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
    orAbandon(token, drafts.release(token, stateBefore(entry) ?? 'held'));

  const hold = async (
    { entry, token }: Held,
    failure: Failure,
    { by, tried, to, fate = fateOf }: { by: string; tried: boolean; to?: string; fate?: FateOf },
  ): Promise<ResendResult> => {
    const facts = { at: now(), by, tried };
    const record =
      to === undefined
        ? afterFailure(entry, failure, facts, fate)
        : afterRedirect(entry, failure, { ...facts, to });
    // Somebody else has it since the claim ran out, and what becomes of it is theirs to say.
    const isOurs = await orAbandon(token, drafts.settle(token, record));
    if (!isOurs) return { status: 'sending' };
    if (record.state !== stateBefore(entry)) counters.changed(record.state);
    return { status: 'draft', failure };
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
    const record = afterFailure(entry, failure, { ...facts, tried: true }, fateOf);
    await drafts.create(rest, record, facts.by);
    counters.drafted(record.state);
    const { to, cc, bcc } = forRecipients(message, info.accepted.map(String)).fields;
    return { to, cc, bcc };
  };

  const publish = async (
    { entry, token }: Held,
    message: OutgoingMessage,
    delivery: Accepted,
    { by, to }: Pick<ResendRequest, 'by' | 'to'>,
  ): Promise<ResendResult> => {
    counters.sent();
    const redirect = to === undefined ? undefined : redirectOf(entry, to);
    const { messageId } = delivery.info;
    const response = message.sensitive
      ? maskSecrets(delivery.info.response)
      : delivery.info.response;
    const facts = { at: now(), by, redirect };
    const write = async () => {
      // The record names those who have it.
      const recipients =
        to === undefined
          ? await keepRest(entry, message, delivery, facts)
          : { to, cc: '', bcc: '' };
      const record = afterAcceptance(entry, response, facts);
      await drafts.settleAccepted({ documentId: entry.documentId, token }, record, recipients);
    };
    await orAbandon(token, write());
    return { status: 'sent', messageId, response };
  };

  const compose = async (entry: DraftEntry): Promise<OutgoingMessage> => {
    const message = await parse(optionsOf(entry, await drafts.extrasOf(entry)));
    return entry.expiresAt === null
      ? message
      : { ...message, expiresAt: new Date(entry.expiresAt) };
  };

  const sendClaimed = async (
    claim: Held,
    { by, mayDuplicate = false, to, byMachine = false, insist = false, isWanted }: ResendRequest,
  ): Promise<ResendResult> => {
    const { entry, token } = claim;
    const leave = async (status: Untried['status']): Promise<Untried> => {
      await letGo(claim);
      return { status };
    };
    if (entry.content === 'wiped') return leave('wiped');
    // A link that gives access, sent elsewhere, is a key to the account.
    if (to !== undefined && entry.content === 'secret') return leave('secret');
    // Asked of the claimed draft: what it was before the claim may have changed by another attempt.
    if (entry.outcome === 'uncertain' && !mayDuplicate) return leave('in-doubt');
    // A person may send what is out of date, but no link that should not open anything any more.
    const mayExpire = byMachine || entry.content === 'secret';
    if (mayExpire && entry.expiresAt !== null && new Date(entry.expiresAt) <= now())
      return hold(claim, expired(), { by, tried: false, fate: () => HELD });
    let message: OutgoingMessage;
    try {
      message = await compose(to === undefined ? entry : redirected(entry, to));
    } catch (error) {
      if (byMachine) {
        log.error(`Draft ${entry.documentId} cannot be sent as it is: ${reasonOf(error)}`);
        return hold(claim, unusable(reasonOf(error)), { by, tried: false });
      }
      // Nothing was tried, so this is no attempt and the draft is as it was.
      await letGo(claim);
      throw error;
    }
    // By a pattern that was configured after the draft was stored, or by what an editor wrote.
    if (to !== undefined && message.sensitive) return leave('secret');
    const beforeData = () => drafts.beginData(token);
    const options = { beforeData, insist, isWanted };
    const delivery = await courier.deliver(message, options).catch(async (error: unknown) => {
      if (error instanceof SentBackError) await letGo(claim);
      throw error;
    });
    return delivery.accepted
      ? publish(claim, message, delivery, { by, to })
      : hold(claim, message.sensitive ? maskFailure(delivery.failure) : delivery.failure, {
          by,
          to,
          tried: delivery.tried,
        });
  };

  return {
    async resend(request) {
      const { documentId, byMachine } = request;
      const claim = await drafts.claim(documentId, byMachine ? ['waiting'] : ['waiting', 'held']);
      if (!claim.claimed) return { status: STATUS_OF_TAKEN[claim.because] };
      const place = await enter(claim.entry.size ?? 0);
      try {
        return await sendClaimed(claim, request);
      } finally {
        place.leave();
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
