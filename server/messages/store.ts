/** Drafts in the database. No rule is decided here: what a row says comes from draft.ts. */
import type { Core } from '@strapi/strapi';
import { type Failure, MESSAGE_UID, type MessageState } from '../contract';
import type { Seal } from '../seal';
import { afterFailure, type DraftEntry, type DraftRecord, newDraft } from './draft';
import { writingAsDelivery } from './guard';
import type { MessageExtras, OutgoingMessage } from './message';
import { messageRows, partRows } from './rows';
import { extrasFromChunks, extrasToChunks } from './stored-extras';

export type Claim =
  | { claimed: true; entry: DraftEntry; extras: () => Promise<MessageExtras> }
  | { claimed: false; because: 'missing' | 'sending' | 'sent' };

export interface DraftStore {
  /** Resolves when the draft is committed, or is part of the caller's transaction. @returns its documentId. */
  create(message: OutgoingMessage, record: DraftRecord, source: string): Promise<string>;
  find(documentId: string): Promise<DraftEntry | null>;
  /** Takes a draft for sending: of all who ask at the same time, on any machine, one gets it. */
  claim(documentId: string, leaseUntil: Date): Promise<Claim>;
  /** Lets go of a claim with nothing tried: the draft is in `state` again. */
  release(documentId: string, state: MessageState): Promise<void>;
  /** Writes the result of an attempt and lets go of the claim. */
  settle(documentId: string, record: DraftRecord): Promise<void>;
  /** The same, and publishes the entry: the record that the message was accepted. */
  settleAccepted(documentId: string, record: DraftRecord): Promise<void>;
  /** Drafts whose sender died: their lease ran out. */
  settleInterrupted(now: Date, failure: Failure): Promise<number>;
  count(state: MessageState): Promise<number>;
  /** The newest draft in a state: where a job that sends all of them ends, whatever is added meanwhile. */
  lastId(state: MessageState): Promise<number>;
  /** Drafts in a state, oldest first, a page at a time: after one id, up to another. */
  page(
    state: MessageState,
    range: { after: number; upTo: number },
    limit: number,
  ): Promise<{ id: number; documentId: string }[]>;
}

/** Strapi types the hooks of a transaction as anything. */
interface TransactionHooks {
  onRollback(hook: () => void): void;
}

/** Every draft is one row with `publishedAt` null; its published twin is the record of acceptance. */
const draftWith = (documentId: string) => ({ documentId, publishedAt: null });

export const createDraftStore = (strapi: Core.Strapi, seal: Seal): DraftStore => {
  const messages = messageRows(strapi);
  const parts = partRows(strapi);

  const insert = async (data: object, chunks: string[]): Promise<string> =>
    strapi.db.transaction(async (): Promise<string> => {
      const { documentId } = await messages.create({
        data: { ...data, publishedAt: null, locale: null },
      });
      if (chunks.length > 0) {
        await parts.createMany({
          data: chunks.map((content, position) => ({
            messageDocumentId: documentId,
            position,
            content,
          })),
        });
      }
      return documentId;
    });

  const find = (documentId: string): Promise<DraftEntry | null> =>
    messages.findOne({ where: draftWith(documentId) });

  const extrasOf = async (documentId: string): Promise<MessageExtras> => {
    const rows = await parts.findMany({
      where: { messageDocumentId: documentId },
      orderBy: { position: 'asc' },
    });
    return extrasFromChunks(
      rows.map(({ content }) => content),
      seal,
    );
  };

  const settle = async (documentId: string, record: DraftRecord): Promise<void> => {
    await messages.updateMany({
      where: draftWith(documentId),
      data: { ...record, leaseUntil: null },
    });
  };

  return {
    async create(message, record, source) {
      const data = { ...newDraft(message, source), ...record };
      const chunks = extrasToChunks(message.extras, seal);
      if (!strapi.db.inTransaction()) return insert(data, chunks);
      // The caller sends from inside a transaction. SQLite has one connection, so the draft cannot be
      // committed apart from it; when the transaction is rolled back the draft is written again.
      return strapi.db.transaction(async ({ onRollback }: TransactionHooks) => {
        const documentId = await insert(data, chunks);
        onRollback(() => {
          insert({ ...data, documentId }, chunks).catch((error: unknown) =>
            strapi.log.error(
              `A message that was not sent could not be stored as a draft: ${String(error)}`,
            ),
          );
        });
        return documentId;
      });
    },

    find,

    async claim(documentId, leaseUntil) {
      const { count } = await messages.updateMany({
        where: { ...draftWith(documentId), state: { $in: ['held', 'waiting'] } },
        data: { state: 'sending', leaseUntil: leaseUntil.toISOString() },
      });
      const entry = await find(documentId);
      if (entry === null) return { claimed: false, because: 'missing' };
      if (count === 0)
        return { claimed: false, because: entry.state === 'sent' ? 'sent' : 'sending' };
      return { claimed: true, entry, extras: () => extrasOf(documentId) };
    },

    async release(documentId, state) {
      await messages.updateMany({
        where: { ...draftWith(documentId), state: 'sending' },
        data: { state, leaseUntil: null },
      });
    },

    settle,

    async settleAccepted(documentId, record) {
      await strapi.db.transaction(async () => {
        await settle(documentId, record);
        await writingAsDelivery(() => strapi.documents(MESSAGE_UID).publish({ documentId }));
      });
    },

    async settleInterrupted(now, failure) {
      const rows = await messages.findMany({
        where: { state: 'sending', publishedAt: null, leaseUntil: { $lt: now.toISOString() } },
        limit: 1000,
      });
      for (const row of rows) {
        await settle(row.documentId, afterFailure(row, failure, { at: now, by: 'restart' }));
      }
      return rows.length;
    },

    count: (state) => messages.count({ where: { state, publishedAt: null } }),

    async lastId(state) {
      const [newest] = await messages.findMany({
        select: ['id'],
        where: { state, publishedAt: null },
        orderBy: { id: 'desc' },
        limit: 1,
      });
      return newest?.id ?? 0;
    },

    page: (state, { after, upTo }, limit) =>
      messages.findMany({
        select: ['id', 'documentId'],
        where: { state, publishedAt: null, id: { $gt: after, $lte: upTo } },
        orderBy: { id: 'asc' },
        limit,
      }),
  };
};
