/** Keeps the record true: publishing a message means "it was accepted", so only the delivery may do it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { EDITABLE_FIELDS, MESSAGE_UID, type MessageState } from '../contract';
import { recipientFields } from './message';
import { messageRows, partRows } from './rows';

const delivery = new AsyncLocalStorage<true>();

/** Runs `write` with the right to publish; everybody else is refused by the middleware below. */
export const writingAsDelivery = <T>(write: () => Promise<T>): Promise<T> =>
  delivery.run(true, write);

const REFUSED: Record<string, string> = {
  publish:
    'An outgoing message is not published by hand: press Send. It becomes published when the mail server has accepted it.',
  unpublish:
    'This is the record of a message that the mail server accepted; it cannot be unpublished.',
  discardDraft: 'The draft of an outgoing message cannot be discarded: delete the message instead.',
  clone: 'An outgoing message is not duplicated, so that nobody gets it twice without being asked.',
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

  const stateOf = async (documentId: string): Promise<MessageState | undefined> =>
    (await messages.findOne({ select: ['state'], where: { documentId, publishedAt: null } }))
      ?.state;

  const refuseWhile = async (documentId: string, states: Partial<Record<MessageState, string>>) => {
    const state = await stateOf(documentId);
    const reason = state && states[state];
    if (reason) throw new errors.ApplicationError(reason);
  };

  strapi.documents.use(async (context, next) => {
    if (context.uid !== MESSAGE_UID || delivery.getStore()) return next();
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
      await refuseWhile(context.params.documentId, {
        sending: 'This message is being sent right now. Wait a moment, then look at it again.',
        sent: 'This message was accepted by the mail server; its record cannot be changed.',
      });
      Object.assign(context.params, { data: onlyEditable(context.params.data) });
    } else if (context.action === 'delete') {
      const { documentId } = context.params;
      await refuseWhile(documentId, {
        sending: 'This message is being sent right now. Wait a moment, then delete it.',
      });
      const deleted = await next();
      await parts.deleteMany({ where: { messageDocumentId: documentId } });
      return deleted;
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
