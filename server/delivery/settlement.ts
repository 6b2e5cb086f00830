/**
 * What is written of a draft that was sent again: how it ended, and what becomes of those whom it did not reach. All of it is
 * made up at once and written later, together with others: nothing of the message is kept for so long.
 */
import type { Failure } from '../contract';
import type { HeldClaim } from '../messages/claims';
import {
  afterAcceptance,
  afterFailure,
  type DraftRecord,
  type DraftToSend,
  type FateOf,
  forRecipients,
  stateBefore,
} from '../messages/draft';
import type { MessageFields, OutgoingMessage } from '../messages/message';
import { afterRedirect, redirectOf } from '../messages/redirect';
import { maskFailure, maskSecrets } from '../messages/sensitive';
import type { DraftStore } from '../messages/store';
import type { Delivery } from '../smtp/transport';
import type { Counters } from './counters';
import { refusalOf } from './partial-refusal';

export type ResendResult =
  | { status: 'sent'; messageId: string; response: string }
  | { status: 'draft'; failure: Failure }
  | Untried;

/**
 * Nothing was tried: it is gone, somebody else is sending it, it was sent, its content was removed, a person must
 * confirm first, or it carries a secret and was to go elsewhere.
 */
export interface Untried {
  status: 'missing' | 'sending' | 'sent-before' | 'wiped' | 'in-doubt' | 'secret';
}

/** Writes what became of it, and lets go of the draft. */
export type Write = () => Promise<ResendResult>;

export interface Settlement {
  /** The draft is as it was. */
  letGo(claim: HeldClaim): Promise<void>;
  failed(claim: HeldClaim, failure: Failure, facts: FailedAttempt): Write;
  accepted(
    claim: HeldClaim,
    message: OutgoingMessage,
    delivery: Accepted,
    facts: Pick<FailedAttempt, 'by' | 'to'>,
  ): Write;
}

export interface FailedAttempt {
  by: string;
  tried: boolean;
  /** To whom it went in place of its own recipients. */
  to?: string;
  fate?: FateOf;
}

type Accepted = Extract<Delivery, { accepted: true }>;

export interface SettlementDependencies {
  drafts: Pick<DraftStore, 'release' | 'settle' | 'settleAccepted' | 'abandon' | 'create'>;
  fateOf: FateOf;
  counters: Pick<Counters, 'sent' | 'drafted' | 'changed'>;
  now: () => Date;
}

export const createSettlement = ({
  drafts,
  fateOf,
  counters,
  now,
}: SettlementDependencies): Settlement => {
  /** What cannot be written runs out: what is on record of it says the rest then. */
  const orAbandon = async <T>(token: string, write: Promise<T>): Promise<T> => {
    try {
      return await write;
    } catch (error) {
      drafts.abandon(token);
      throw error;
    }
  };

  const writeFailure =
    (
      token: string,
      record: Parameters<DraftStore['settle']>[1],
      failure: Failure,
      isNews: boolean,
    ) =>
    async (): Promise<ResendResult> => {
      // Somebody else has it since the claim ran out, and what becomes of it is theirs to say.
      if (!(await orAbandon(token, drafts.settle(token, record)))) return { status: 'sending' };
      if (isNews) counters.changed(record.state);
      return { status: 'draft', failure };
    };

  /** Those who have it are done with; the others are a draft of their own. */
  const restOf = (
    entry: DraftToSend,
    message: OutgoingMessage,
    { refused }: Accepted,
    facts: { at: Date; by: string },
  ): Rest | undefined => {
    const refusal = refusalOf(refused);
    if (refusal === undefined) return undefined;
    const failure = message.sensitive ? maskFailure(refusal) : refusal;
    return {
      message: forRecipients(
        message,
        refused.map(({ address }) => address),
      ),
      record: afterFailure(entry, failure, { ...facts, tried: true }, fateOf),
    };
  };

  const keep = async ({ message, record }: Rest, by: string): Promise<void> => {
    await drafts.create(message, record, by);
    counters.drafted(record.state);
  };

  const writeAcceptance =
    ({ claimed, record, recipients, rest, by, result }: Acceptance): Write =>
    async () => {
      const write = async () => {
        if (rest !== undefined) await keep(rest, by);
        await drafts.settleAccepted(claimed, record, recipients);
      };
      await orAbandon(claimed.token, write());
      return result;
    };

  return {
    letGo: ({ entry, token }) =>
      orAbandon(token, drafts.release(token, stateBefore(entry) ?? 'held')),

    failed({ entry, token }, failure, { by, tried, to, fate = fateOf }) {
      const facts = { at: now(), by, tried };
      const record =
        to === undefined
          ? afterFailure(entry, failure, facts, fate)
          : afterRedirect(entry, failure, { ...facts, to });
      return writeFailure(token, record, failure, record.state !== stateBefore(entry));
    },

    accepted({ entry, token }, message, delivery, { by, to }) {
      counters.sent();
      const { info } = delivery;
      const response = message.sensitive ? maskSecrets(info.response) : info.response;
      const redirect = to === undefined ? undefined : redirectOf(entry, to);
      const facts = { at: now(), by, redirect };
      const rest = to === undefined ? restOf(entry, message, delivery, facts) : undefined;
      return writeAcceptance({
        claimed: { documentId: entry.documentId, token },
        record: afterAcceptance(entry, response, facts),
        recipients:
          to === undefined
            ? rest && recipientsOf(forRecipients(message, info.accepted.map(String)))
            : { to, cc: '', bcc: '' },
        rest,
        by,
        result: { status: 'sent', messageId: info.messageId, response },
      });
    },
  };
};

/** A draft that is yet to be made. */
interface Rest {
  message: OutgoingMessage;
  record: DraftRecord;
}

interface Acceptance {
  claimed: { documentId: string; token: string };
  record: DraftRecord;
  /** The record names those who have it, where that is not everybody. */
  recipients: Pick<MessageFields, 'to' | 'cc' | 'bcc'> | undefined;
  rest: Rest | undefined;
  by: string;
  result: Extract<ResendResult, { status: 'sent' }>;
}

const recipientsOf = ({ fields: { to, cc, bcc } }: OutgoingMessage) => ({ to, cc, bcc });
