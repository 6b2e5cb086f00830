/**
 * Keeps the record true: publishing a message means "it was accepted", so only the delivery does it, below
 * this layer. And keeps those who have no right to the text of messages from writing it, or leading it elsewhere.
 */
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { transaction } from '../database';
import { EDITABLE_FIELDS, type EditableField, MESSAGE_UID, type MessageState } from '../contract';
import type { Asking } from '../request';
import { mayReadContent, refuseNewRecipients, withoutContent } from './content-right';
import { afterEdit } from './draft';
import { recipientFields } from './message';
import { draftWith, type MessageRow, messageRows, partRows } from './rows';

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
const SECRET_REFUSED =
  'This message carries a secret, or did. It can be sent as it is or deleted, but not changed.';

export interface GuardDependencies {
  newMessageId: (from: string) => string;
  /** The administrator whose request this is. */
  asking: () => Asking | undefined;
  log: { info(message: string): void };
  now: () => Date;
}

/**
 * A document middleware for every way to read or write a message but the delivery's own: the Content Manager,
 * its bulk actions, Releases, other code.
 */
export const registerGuard = (
  strapi: Core.Strapi,
  { newMessageId, asking, log, now }: GuardDependencies,
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
    write: (row: MessageRow | null) => Promise<T>,
  ): Promise<T> =>
    transaction(strapi, async () => {
      const { count } = await messages.updateMany({
        where: { ...draftWith(documentId), state: { $in: states } },
        // What a person has touched is not replaced by the next message that says the same.
        data: { fingerprint: null },
      });
      const row = await messages.findOne({ where: draftWith(documentId) });
      const refusal = count === 0 && row !== null && refusals[row.state];
      if (refusal) throw new errors.ApplicationError(refusal);
      return write(row);
    });

  const newEntry = (data: EditorData) => ({
    ...data,
    content: 'readable',
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
  });

  /** What an editor changed, and in the history that they did. */
  const changed = (row: MessageRow | null, data: EditorData, somebody: Asking | undefined) => {
    if (row === null) return data;
    if (row.content !== 'readable') throw new errors.ApplicationError(SECRET_REFUSED);
    if (!mayReadContent(somebody)) refuseNewRecipients(data, row);
    const fields = EDITABLE_FIELDS.filter(
      (field) => field in data && (data[field] ?? '') !== (row[field] ?? ''),
    );
    if (fields.length === 0) return data;
    const by = somebody?.name ?? 'code';
    return { ...data, history: afterEdit(row, { at: now(), by, fields }) };
  };

  strapi.documents.use(async (context, next) => {
    if (context.uid !== MESSAGE_UID) return next();
    const refusal = REFUSED[context.action];
    if (refusal) throw new errors.ApplicationError(refusal);
    const somebody = asking();
    const editorData = (given: unknown): EditorData =>
      mayReadContent(somebody) ? onlyEditable(given) : withoutContent(onlyEditable(given));

    if (context.action === 'create') {
      refusePublishing(context.params);
      const data = newEntry(editorData(context.params.data));
      Object.assign(context.params, { data });
    } else if (context.action === 'update') {
      refusePublishing(context.params);
      const { documentId } = context.params;
      const data = editorData(context.params.data);
      return unclaimed(documentId, ['waiting', 'held'], UPDATE_REFUSED, async (row) => {
        Object.assign(context.params, { data: changed(row, data, somebody) });
        return next();
      });
    } else if (context.action === 'delete') {
      const { documentId } = context.params;
      return unclaimed(documentId, ['waiting', 'held', 'sent'], DELETE_REFUSED, async (row) => {
        const deleted = await next();
        await parts.deleteMany({ where: { messageDocumentId: documentId } });
        if (row !== null)
          log.info(
            `Message ${documentId} (${row.state}) was ${row.state === 'sent' ? 'deleted' : 'discarded'} by ${somebody?.signature ?? 'code'}.`,
          );
        return deleted;
      });
    }
    return next();
  });
};

type EditorData = Partial<Record<EditableField, string | null>>;

/** `create` and `update` publish too when they are asked to. */
const refusePublishing = (params: object): void => {
  if (Reflect.get(params, 'status') === 'published')
    throw new errors.ApplicationError(REFUSED.publish);
};

/** Forms send every field back; what the machine writes is left as it is. */
const onlyEditable = (data: unknown): EditorData =>
  Object.fromEntries(
    EDITABLE_FIELDS.flatMap((field) => {
      const value: unknown =
        typeof data === 'object' && data !== null ? Reflect.get(data, field) : undefined;
      return value === undefined ? [] : [[field, value]];
    }),
  );
