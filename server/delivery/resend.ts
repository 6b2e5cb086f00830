/** Sending a draft again: a person asks for it, or its time has come. */
import { reasonOf } from '../database';
import type { HeldClaim } from '../messages/claims';
import { type DraftToSend, optionsOf } from '../messages/draft';
import type { OutgoingMessage } from '../messages/message';
import { redirected } from '../messages/redirect';
import { HELD } from '../messages/retry-policy';
import { maskFailure } from '../messages/sensitive';
import type { DraftStore } from '../messages/store';
import { expired, unusable } from '../smtp/failure';
import { SentBackError } from '../smtp/transport';
import type { Courier } from './courier';
import type { Place } from './queue';
import {
  createSettlement,
  type ResendResult,
  type SettlementDependencies,
  type Untried,
  type Write,
} from './settlement';

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

export interface ResenderDependencies extends SettlementDependencies {
  courier: Pick<Courier, 'deliver'>;
  drafts: SettlementDependencies['drafts'] & Pick<DraftStore, 'claim' | 'extrasOf' | 'beginData'>;
  /** What editors wrote is parsed like anything from outside. */
  parse: (options: unknown) => Promise<OutgoingMessage>;
  /** Waits until there is room for the whole of a draft. */
  enter: (bytes: number) => Promise<Place>;
  log: { error(message: string): void };
}

export const createResender = (dependencies: ResenderDependencies): Resender => {
  const { courier, drafts, parse, enter, log, now } = dependencies;
  const { letGo, failed, accepted } = createSettlement(dependencies);

  const compose = async (entry: DraftToSend): Promise<OutgoingMessage> => {
    const message = await parse(optionsOf(entry, await drafts.extrasOf(entry)));
    return entry.expiresAt === null
      ? message
      : { ...message, expiresAt: new Date(entry.expiresAt) };
  };

  const sendClaimed = async (
    claim: HeldClaim,
    { by, mayDuplicate = false, to, byMachine = false, insist = false, isWanted }: ResendRequest,
  ): Promise<Write> => {
    const { entry, token } = claim;
    const leave = (status: Untried['status']) => async (): Promise<Untried> => {
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
      return failed(claim, expired(), { by, tried: false, fate: () => HELD });
    let message: OutgoingMessage;
    try {
      message = await compose(to === undefined ? entry : redirected(entry, to));
    } catch (error) {
      if (byMachine) {
        log.error(`Draft ${entry.documentId} cannot be sent as it is: ${reasonOf(error)}`);
        return failed(claim, unusable(reasonOf(error)), { by, tried: false });
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
    if (delivery.accepted) return accepted(claim, message, delivery, { by, to });
    const { failure, tried } = delivery;
    return failed(claim, message.sensitive ? maskFailure(failure) : failure, { by, to, tried });
  };

  const attempt = async (request: ResendRequest): Promise<Write> => {
    const { documentId, byMachine } = request;
    const claim = await drafts.claim(documentId, byMachine ? ['waiting'] : ['waiting', 'held']);
    if (!claim.claimed) return () => Promise.resolve({ status: STATUS_OF_TAKEN[claim.because] });
    const place = await enter(claim.entry.size ?? 0);
    try {
      return await sendClaimed(claim, request);
    } catch (error) {
      // Nobody writes what became of it: the claim runs out, if it was not let go.
      drafts.abandon(claim.token);
      throw error;
    } finally {
      // Those that are being written need no room: their messages are gone.
      place.leave();
    }
  };

  return {
    resend: (request) => attempt(request).then((write) => write()),
  };
};

const STATUS_OF_TAKEN = {
  missing: 'missing',
  sending: 'sending',
  sent: 'sent-before',
  // By the time it was to be claimed it waited for a person.
  held: 'sending',
} as const;
