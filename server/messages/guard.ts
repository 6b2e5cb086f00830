/**
 * Keeps the record true: publishing a message means "it was accepted", so only the delivery does it, below
 * this layer.
 */
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { EDITABLE_FIELDS, MESSAGE_UID, type MessageState } from '../contract';
import { recipientFields } from './message';
import { draftWith, messageRows, partRows } from './rows';

const REFUSED: Record<string, string> = {
  publish:
    'An outgoing message is not published by hand: press Send. It becomes published when the mail server has accepted it.',
  unpublish:
    'This is the record of a message that the mail server accepted; it cannot be unpublished.',
  discardDraft: 'The draft of an outgoing message cannot be discarded: delete the message instead.',
  clone: 'An outgoing message is not duplicated, so that nobody gets it twice without being asked.',
};

const UPDATE_REFUSED = {
  sending: 'This message is being sent right now. Wait a moment, then look at it again.',
  sent: 'This message was accepted by the mail server; its record cannot be changed.',
};
const DELETE_REFUSED = {
  sending: 'This message is being sent right now. Wait a moment, then delete it.',
};

export interface GuardDependencies {
  newMessageId: (from: string) => string;
  now: () => Date;
}

/**
 * A document middleware for every way to write a message but the delivery's own: the Content Manager,
 * its bulk actions, Releases, other code.
 */
export const registerGuard = (
  strapi: Core.Strapi,
  { newMessageId, now }: GuardDependencies,
): void => {
  const messages = messageRows(strapi);
  const parts = partRows(strapi);

  /**
   * Runs `write` while nobody can claim the draft: the UPDATE locks its row until the transaction is over,
   * so that a change is in the message that is sent, or comes after it, and never half.
   */
  const unclaimed = async <T>(
    documentId: string,
    states: MessageState[],
    refusals: Partial<Record<MessageState, string>>,
    write: () => Promise<T>,
  ): Promise<T> =>
    // Awaited here: Strapi types what a transaction resolves with as a promise.
    await strapi.db.transaction(async (): Promise<T> => {
      const { count } = await messages.updateMany({
        where: { ...draftWith(documentId), state: { $in: states } },
        // What a person has touched is not replaced by the next message that says the same.
        data: { fingerprint: null },
      });
      if (count > 0) return write();
      const row = await messages.findOne({ select: ['state'], where: draftWith(documentId) });
      const refusal = row && refusals[row.state];
      if (refusal) throw new errors.ApplicationError(refusal);
      return write();
    });

  strapi.documents.use(async (context, next) => {
    if (context.uid !== MESSAGE_UID) return next();
    const refusal = REFUSED[context.action];
    if (refusal) throw new errors.ApplicationError(refusal);

    if (context.action === 'create') {
      refusePublishing(context.params);
      const data = onlyEditable(context.params.data);
      Object.assign(context.params, {
        data: {
          ...data,
          state: 'held',
          attempts: 0,
          history: [],
          source: 'Content Manager',
          messageId: newMessageId(data.from ?? ''),
          date: now().toISOString(),
          originalRecipients: recipientFields({
            to: data.to ?? '',
            cc: data.cc ?? '',
            bcc: data.bcc ?? '',
          }),
        },
      });
    } else if (context.action === 'update') {
      refusePublishing(context.params);
      const { documentId, data } = context.params;
      Object.assign(context.params, { data: onlyEditable(data) });
      return unclaimed(documentId, ['waiting', 'held'], UPDATE_REFUSED, async () => next());
    } else if (context.action === 'delete') {
      const { documentId } = context.params;
      return unclaimed(documentId, ['waiting', 'held', 'sent'], DELETE_REFUSED, async () => {
        const deleted = await next();
        await parts.deleteMany({ where: { messageDocumentId: documentId } });
        return deleted;
      });
    }
    return next();
  });
};

/** `create` and `update` publish too when they are asked to. */
const refusePublishing = (params: object): void => {
  if (Reflect.get(params, 'status') === 'published')
    throw new errors.ApplicationError(REFUSED.publish);
};

/** Forms send every field back; what the machine writes is left as it is. */
const onlyEditable = (data: unknown): Partial<Record<(typeof EDITABLE_FIELDS)[number], string>> =>
  Object.fromEntries(
    EDITABLE_FIELDS.flatMap((field) => {
      const value: unknown =
        typeof data === 'object' && data !== null ? Reflect.get(data, field) : undefined;
      return value === undefined ? [] : [[field, value]];
    }),
  );
