/**
 * The story of a send: parse, deliver, and keep what was not accepted. Whatever `send()` was handed is
 * accepted by the mail server or is a draft, or `send()` rejects.
 */
import type { Failure } from '../contract';
import { afterFailure, forRecipients } from '../messages/draft';
import type { OutgoingMessage } from '../messages/message';
import type { DraftStore } from '../messages/store';
import { parseAddresses } from '../smtp/addresses';
import type { SentInfo } from '../smtp/lane';
import type { Delivery, RefusedRecipient } from '../smtp/transport';
import type { Courier } from './courier';
import type { Counters } from './counters';
import { DraftNotStoredError, MailNotSentError } from './errors';

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
   * @param options every field that Strapi's own nodemailer provider takes.
   * @throws InvalidMessageError before anything is sent; MailNotSentError where the caller wants it;
   *   DraftNotStoredError when the message could not be kept.
   */
  send(options: unknown): Promise<SendResult>;
}

export interface MailerDependencies {
  parse: (options: unknown) => Promise<OutgoingMessage>;
  courier: Pick<Courier, 'deliver'>;
  drafts: Pick<DraftStore, 'create'>;
  counters: Pick<Counters, 'sent' | 'drafted'>;
  log: { warn(message: string): void; error(message: string): void };
  now: () => Date;
  /** Whether this caller is to learn by an error that the message became a draft. */
  wantsError: () => boolean;
}

const SOURCE = 'send()';

export const createMailer = ({
  parse,
  courier,
  drafts,
  counters,
  log,
  now,
  wantsError,
}: MailerDependencies): Mailer => {
  const keep = async (
    message: OutgoingMessage,
    failure: Failure,
    cause: unknown,
    partial = false,
  ): Promise<string> => {
    const record = afterFailure({ attempts: 0, history: [] }, failure, { at: now(), by: SOURCE });
    try {
      const documentId = await drafts.create(message, record, SOURCE);
      counters.drafted();
      log.warn(
        `Message ${message.messageId} is kept as draft ${documentId}: ${failure.code}: ${failure.message}`,
      );
      return documentId;
    } catch (error) {
      const lost = new DraftNotStoredError(failure, { cause: withCause(error, cause), partial });
      log.error(`${lost.message} ${message.messageId}: ${String(error)}`);
      throw lost;
    }
  };

  const afterSending = async (
    message: OutgoingMessage,
    { info, refused }: Extract<Delivery, { accepted: true }>,
  ): Promise<SendResult> => {
    counters.sent();
    const first = refused[0];
    if (first === undefined) return { ...info, status: 'sent' };
    // Some have it: rejecting now would have the caller send it to them again.
    const rest = forRecipients(
      message,
      refused.map(({ address }) => address),
    );
    const documentId = await keep(rest, partialFailure(first, refused), undefined, true);
    return { ...info, status: 'sent', documentId, failure: first.failure };
  };

  return {
    async send(options) {
      const message = await parse(options);
      const delivery = await courier.deliver(message);
      if (delivery.accepted) return afterSending(message, delivery);
      const { failure, cause } = delivery;
      const documentId = await keep(message, failure, cause);
      if (wantsError()) throw new MailNotSentError(failure, documentId, { cause });
      return {
        status: 'draft',
        documentId,
        failure,
        messageId: message.messageId,
        accepted: [],
        rejected: recipientsOf(message),
      };
    },
  };
};

/** Everybody the server was to be told: those of the envelope, where there is one. */
const recipientsOf = ({ fields, extras: { envelope } }: OutgoingMessage): string[] => {
  const { to, cc, bcc } = envelope ?? fields;
  return [to, cc, bcc]
    .flatMap((list) => list ?? [])
    .flatMap((list) => parseAddresses(list).map(({ address }) => address));
};

const partialFailure = (first: RefusedRecipient, refused: RefusedRecipient[]): Failure => ({
  ...first.failure,
  message:
    refused.length === 1
      ? first.failure.message
      : `${first.failure.message} (${refused.length} recipients were refused; the others have the message.)`,
});

/** Keeps both: why the draft was not stored, and behind it why the message was not accepted. */
const withCause = (error: unknown, cause: unknown): unknown => {
  if (error instanceof Error && error.cause === undefined) error.cause = cause;
  return error;
};
