/** Sending a draft again, when a person asks for it. */
import type { Failure } from '../contract';
import {
  afterAcceptance,
  afterFailure,
  type DraftEntry,
  forRecipients,
  optionsOf,
} from '../messages/draft';
import type { OutgoingMessage } from '../messages/message';
import type { DraftStore } from '../messages/store';
import type { Delivery } from '../smtp/transport';
import type { Counters } from './counters';
import type { Courier } from './courier';

export type ResendResult =
  | { status: 'sent'; messageId: string; response: string }
  | { status: 'draft'; failure: Failure }
  /** Nothing was tried: it is gone, somebody else is sending it, it was sent, or a person must confirm first. */
  | { status: 'missing' | 'sending' | 'sent-before' | 'in-doubt' };

export interface ResendRequest {
  documentId: string;
  /** Who asked, for the history. */
  by: string;
  /** The person knows that the message may arrive twice. */
  mayDuplicate: boolean;
}

export interface Resender {
  /** @throws InvalidMessageError when what editors wrote can never be sent; nothing has changed then. */
  resend(request: ResendRequest): Promise<ResendResult>;
}

export interface ResenderDependencies {
  courier: Pick<Courier, 'deliver'>;
  drafts: DraftStore;
  counters: Pick<Counters, 'sent'>;
  /** What editors wrote is parsed like anything from outside. */
  parse: (options: unknown) => Promise<OutgoingMessage>;
  /** Milliseconds after which a claim counts as abandoned: longer than any one send can take. */
  leaseMs: () => number;
  /** What stands in a draft whose sender died. */
  interrupted: () => Failure;
  now: () => Date;
}

export const createResender = ({
  courier,
  drafts,
  counters,
  parse,
  leaseMs,
  interrupted,
  now,
}: ResenderDependencies): Resender => {
  const settle = async (
    entry: DraftEntry,
    message: OutgoingMessage,
    delivery: Delivery,
    by: string,
  ): Promise<ResendResult> => {
    const facts = { at: now(), by };
    if (!delivery.accepted) {
      await drafts.settle(entry.documentId, afterFailure(entry, delivery.failure, facts));
      return { status: 'draft', failure: delivery.failure };
    }
    counters.sent();
    const { info, refused } = delivery;
    const [first] = refused;
    if (first !== undefined) {
      // Those who have it are done with; the others are a draft of their own.
      const rest = forRecipients(
        message,
        refused.map(({ address }) => address),
      );
      await drafts.create(rest, afterFailure(entry, first.failure, facts), by);
    }
    await drafts.settleAccepted(entry.documentId, afterAcceptance(entry, info.response, facts));
    return { status: 'sent', messageId: info.messageId, response: info.response };
  };

  return {
    async resend({ documentId, by, mayDuplicate }) {
      const before = await drafts.find(documentId);
      const letGo = () =>
        drafts.release(documentId, before?.state === 'waiting' ? 'waiting' : 'held');
      const take = () => drafts.claim(documentId, new Date(now().getTime() + leaseMs()));
      let claim = await take();
      // Whoever is sending it may be dead: only then is it worth to look for leases that ran out.
      const isBusy = !claim.claimed && claim.because === 'sending';
      if (isBusy && (await drafts.settleInterrupted(now(), interrupted())) > 0)
        claim = await take();
      if (!claim.claimed)
        return { status: claim.because === 'sent' ? 'sent-before' : claim.because };
      const { entry } = claim;
      // Asked of the claimed draft: what it was before the claim may have changed by another attempt.
      if (entry.outcome === 'uncertain' && !mayDuplicate) {
        await letGo();
        return { status: 'in-doubt' };
      }
      let message: OutgoingMessage;
      try {
        message = await parse(optionsOf(entry, await claim.extras()));
      } catch (error) {
        // Nothing was tried, so this is no attempt and the draft is as it was.
        await letGo();
        throw error;
      }
      return settle(entry, message, await courier.deliver(message), by);
    },
  };
};
