/**
 * The story of a send: parse, store ahead where that is wanted, deliver, and keep what was not accepted.
 * Whatever `send()` was handed is accepted by the mail server or is a draft, or `send()` rejects.
 */
import type { Failure } from '../contract';
import { afterFailure, type FateOf, forRecipients, NEVER_TRIED } from '../messages/draft';
import type { StoredAhead } from '../messages/intake';
import type { OutgoingMessage } from '../messages/message';
import { reasonOf } from '../database';
import { maskFailure, maskSecrets } from '../messages/sensitive';
import type { DraftStore } from '../messages/store';
import { parseAddresses } from '../smtp/addresses';
import { cleanCause } from '../smtp/cause';
import { expired } from '../smtp/failure';
import type { SentInfo } from '../smtp/lane';
import type { Delivery } from '../smtp/transport';
import type { Attempted, Courier } from './courier';
import type { Counters } from './counters';
import type { DraftLog } from './draft-log';
import { DraftNotStoredError, MailNotSentError, NotStoredAheadError } from './errors';
import { refusalOf } from './partial-refusal';
import type { UnderWay } from '../under-way';
import type { Place } from './queue';

/** `accepted` and `rejected` are addresses; a partial refusal names the draft of the refused ones too. */
export type SendResult =
  | (SentInfo & { status: 'sent'; documentId?: string; failure?: Failure })
  | {
      status: 'draft';
      documentId: string;
      failure: Failure;
      messageId: string;
      accepted: [];
      rejected: string[];
    };

export interface Mailer {
  /**
   * @param options every field that Strapi's own nodemailer provider takes, `expiresAt` and `sensitive`.
   * @throws InvalidMessageError before anything is sent; MailNotSentError where the caller wants it;
   *   DraftNotStoredError and NotStoredAheadError when the message could not be kept.
   */
  send(options: unknown): Promise<SendResult>;
}

export interface MailerDependencies {
  parse: (options: unknown) => Promise<OutgoingMessage>;
  courier: Pick<Courier, 'deliver'>;
  drafts: Pick<DraftStore, 'create' | 'writeAhead' | 'beginData' | 'remove' | 'settle' | 'abandon'>;
  fateOf: FateOf;
  counters: Pick<Counters, 'sent' | 'drafted'>;
  log: { error(message: string): void };
  draftLog: Pick<DraftLog, 'noted'>;
  now: () => Date;
  /** Whether messages are stored before they are sent; asked for each, because some callers are in a transaction. */
  storesAhead: () => boolean;
  /** Waits until there is room for one more. @param options as they were handed in. */
  enter: (options: unknown) => Promise<Place>;
  underWay: Pick<UnderWay, 'begin' | 'end'>;
  /** Whether this caller is to learn by an error that the message became a draft. */
  wantsError: () => boolean;
}

const SOURCE = 'send()';

export const createMailer = ({
  parse,
  courier,
  drafts,
  fateOf,
  counters,
  log,
  draftLog,
  now,
  storesAhead,
  enter,
  underWay,
  wantsError,
}: MailerDependencies): Mailer => {
  const recordOf = (failure: Failure, tried: boolean) =>
    afterFailure(NEVER_TRIED, failure, { at: now(), by: SOURCE, tried }, fateOf);

  const keep = async (
    message: OutgoingMessage,
    { failure, tried, cause }: NotSent,
    partial = false,
  ): Promise<string> => {
    const record = recordOf(failure, tried);
    try {
      const documentId = await drafts.create(message, record, SOURCE);
      counters.drafted(record.state);
      return documentId;
    } catch (error) {
      const lost = new DraftNotStoredError(failure, { cause: withCause(error, cause), partial });
      log.error(`${lost.message} ${message.messageId}: ${reasonOf(error)}`);
      throw lost;
    }
  };

  /** The message is stored already, and stays so whatever happens here. */
  const settle = async (
    { documentId, token }: StoredAhead,
    { failure, tried }: NotSent,
  ): Promise<string> => {
    const record = recordOf(failure, tried);
    try {
      // Where the claim was lost, or is let go, whoever clears up counts it.
      if (await drafts.settle(token, record)) counters.drafted(record.state);
    } catch (error) {
      drafts.abandon(token);
      log.error(`Draft ${documentId} could not be told why it failed: ${reasonOf(error)}`);
    }
    return documentId;
  };

  const storeAhead = async (message: OutgoingMessage): Promise<StoredAhead | undefined> => {
    if (!storesAhead()) return undefined;
    try {
      return await drafts.writeAhead(message, SOURCE);
    } catch (error) {
      const lost = new NotStoredAheadError({ cause: error });
      log.error(`${lost.message} ${message.messageId}: ${reasonOf(error)}`);
      throw lost;
    }
  };

  const deliver = async (
    message: OutgoingMessage,
    stored: StoredAhead | undefined,
  ): Promise<Attempted> => {
    if (message.expiresAt !== undefined && message.expiresAt <= now())
      return { accepted: false, failure: expired(), cause: undefined, tried: false };
    const beforeData = stored === undefined ? undefined : () => drafts.beginData(stored.token);
    const delivery = await courier.deliver(message, { beforeData });
    if (delivery.accepted || !message.sensitive) return delivery;
    const { failure, cause } = delivery;
    // Whoever called puts it in a log.
    return { ...delivery, failure: maskFailure(failure), cause: cleanCause(cause, maskSecrets) };
  };

  const afterSending = async (
    message: OutgoingMessage,
    { info, refused }: Extract<Delivery, { accepted: true }>,
  ): Promise<SendResult> => {
    counters.sent();
    const refusal = refusalOf(refused);
    // The new one first, as in lane.ts.
    if (refusal === undefined) return { status: 'sent', ...info };
    const failure = message.sensitive ? maskFailure(refusal) : refusal;
    // Some have it: rejecting now would have the caller send it to them again.
    const rest = forRecipients(
      message,
      refused.map(({ address }) => address),
    );
    const documentId = await keep(rest, { failure, tried: true, cause: undefined }, true);
    drafted(rest, documentId, { failure, tried: true });
    return { ...info, status: 'sent', documentId, failure };
  };

  const drafted = (
    { messageId }: OutgoingMessage,
    documentId: string,
    { failure, tried }: Pick<NotSent, 'failure' | 'tried'>,
  ) => {
    draftLog.noted({ messageId, documentId, failure, tried });
  };

  const sendParsed = async (message: OutgoingMessage): Promise<SendResult> => {
    const stored = await storeAhead(message);
    const delivery = await deliver(message, stored);
    if (delivery.accepted) {
      try {
        return await afterSending(message, delivery);
      } finally {
        // Some have the message, whatever became of the draft of the others.
        if (stored !== undefined) drafts.remove(stored);
      }
    }
    const { failure, cause } = delivery;
    const documentId = await (stored === undefined
      ? keep(message, delivery)
      : settle(stored, delivery));
    drafted(message, documentId, delivery);
    if (wantsError()) throw new MailNotSentError(failure, documentId, { cause });
    return {
      status: 'draft',
      documentId,
      failure,
      messageId: message.messageId,
      accepted: [],
      rejected: recipientsOf(message),
    };
  };

  const sendFrom = async (place: Place, options: unknown): Promise<SendResult> => {
    try {
      const message = await parse(options);
      place.takes(message.bytes);
      return await sendParsed(message);
    } finally {
      place.leave();
      underWay.end();
    }
  };

  return {
    // No async function: each of many thousand calls that wait would keep what it is in the middle of.
    send(options) {
      underWay.begin();
      try {
        return enter(options).then((place) => sendFrom(place, options));
      } catch (error) {
        underWay.end();
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
};

type NotSent = Pick<Extract<Attempted, { accepted: false }>, 'failure' | 'cause' | 'tried'>;

/** Everybody the server was to be told: those of the envelope, where there is one. */
const recipientsOf = ({ fields, extras: { envelope } }: OutgoingMessage): string[] => {
  const { to, cc, bcc } = envelope ?? fields;
  return [to, cc, bcc]
    .flatMap((list) => list || [])
    .flatMap((list) => parseAddresses(list).map(({ address }) => address));
};

/** Keeps both: why the draft was not stored, and behind it why the message was not accepted. */
const withCause = (error: unknown, cause: unknown): unknown => {
  if (error instanceof Error && error.cause === undefined) error.cause = cause;
  return error;
};
