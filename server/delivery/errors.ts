/** What `send()` rejects with. */
import type { Failure } from '../contract';
import { DraftsFullError } from '../messages/capacity';

/**
 * The message was not accepted, and the caller wants to know by an error: `onFailure: 'throw'`, or
 * Strapi's own *Send test email*. The message is safe: `documentId` is its draft.
 */
export class MailNotSentError extends Error {
  override name = 'MailNotSentError';
  /** Strapi's email plugin answers 400 with the message when it sees this. */
  readonly statusCode = 400;
  constructor(
    readonly failure: Failure,
    readonly documentId: string,
    options: { cause: unknown },
  ) {
    super(`${failure.message} ${failure.hint} The message is kept as a draft.`, options);
  }
}

/**
 * The message was not accepted and could not be kept either: it is the caller's again. After a partial
 * refusal, only its refused recipients are: the others have the message.
 */
export class DraftNotStoredError extends Error {
  override name = 'DraftNotStoredError';
  constructor(
    readonly failure: Failure,
    options: { cause: unknown; partial: boolean },
  ) {
    const { cause, partial } = options;
    const reason = cause instanceof DraftsFullError ? ` ${cause.message}` : '';
    super(
      partial
        ? `Some recipients were refused (${failure.message}) and their draft could not be stored; the others have the message.${reason}`
        : `The message was not accepted (${failure.message}) and could not be stored as a draft either.${reason}`,
      options,
    );
  }
}

/** The message was not sent, because it could not be stored before (`drafts.writeAhead`): it is the caller's again. */
export class NotStoredAheadError extends Error {
  override name = 'NotStoredAheadError';
  constructor(options: { cause: unknown }) {
    super('The message was not sent, because it could not be stored first.', options);
  }
}
