/** What becomes of drafts and records in time: due, out of date, given up, removed. */
import type { Core } from '@strapi/strapi';
import type { Failure, MessageState, Stage } from '../contract';
import { transaction } from '../database';
import { failureColumns } from './draft';
import { HELD } from './retry-policy';
import { bytesOfDrafts, messageRows, partRows } from './rows';

export interface Housekeeping {
  /** Waiting drafts whose time has come, oldest first. */
  due(limit: number): Promise<string[]>;
  /** Drafts that came no further than these stages are due at once. */
  hasten(stages: readonly Stage[]): Promise<void>;
  /** Waiting drafts that are out of date wait for a person, for the reason given. @returns how many. */
  expire(failure: Failure): Promise<number>;
  /** Removes the secrets of messages that are out of date, for good. @returns how many. */
  wipeExpired(): Promise<number>;
  /** So do those that were tried for long enough. @returns how many. */
  giveUp(): Promise<number>;
  /** Removes the records of messages that were accepted before `before`. @returns how many. */
  removeAccepted(before: Date): Promise<number>;
  count(state: MessageState): Promise<number>;
  /** Of all drafts together. */
  usage(): Promise<{ drafts: number; bytes: number }>;
  /** The newest draft in a state: where a job that sends all of them ends, whatever is added meanwhile. */
  lastId(state: MessageState): Promise<number>;
  /** Drafts in a state, oldest first, a page at a time: after one id, up to another. */
  page(
    state: MessageState,
    range: { after: number; upTo: number },
    limit: number,
  ): Promise<{ id: number; documentId: string }[]>;
}

const AT_ONCE = 200;

export const createHousekeeping = (strapi: Core.Strapi, now: () => Date): Housekeeping => {
  const messages = messageRows(strapi);
  const draftsIn = (state: MessageState) => ({ state, publishedAt: null });
  const past = () => ({ $lte: now().toISOString() });

  const idsOf = async (where: object, limit: number): Promise<string[]> => {
    const rows = await messages.findMany({
      select: ['documentId'],
      where,
      orderBy: { id: 'asc' },
      limit,
    });
    return rows.map(({ documentId }) => documentId);
  };

  const secret = { content: 'secret', publishedAt: null };

  return {
    due: (limit) => idsOf({ ...draftsIn('waiting'), nextAttemptAt: past() }, limit),

    async hasten(stages) {
      await messages.updateMany({
        where: { ...draftsIn('waiting'), failureStage: { $in: stages } },
        data: { nextAttemptAt: now().toISOString() },
      });
    },

    async expire(failure) {
      const { count } = await messages.updateMany({
        where: { ...draftsIn('waiting'), expiresAt: past() },
        data: { ...HELD, ...failureColumns(failure) },
      });
      return count;
    },

    async wipeExpired() {
      const outOfDate = { ...secret, state: { $in: ['waiting', 'held'] }, expiresAt: past() };
      for (let wiped = 0; ;) {
        const ids = await idsOf(outOfDate, AT_ONCE);
        if (ids.length === 0) return wiped;
        for (const documentId of ids) {
          await transaction(strapi, async () => {
            // One that somebody has just begun to send is left to them.
            const { count } = await messages.updateMany({
              where: { ...outOfDate, documentId },
              data: { ...HELD, content: 'wiped', fingerprint: null },
            });
            if (count > 0)
              await partRows(strapi).deleteMany({ where: { messageDocumentId: documentId } });
          });
        }
        wiped += ids.length;
      }
    },

    async giveUp() {
      const { count } = await messages.updateMany({
        where: { ...draftsIn('waiting'), retryUntil: past() },
        data: HELD,
      });
      return count;
    },

    async removeAccepted(before) {
      for (let removed = 0; ;) {
        const ids = await idsOf(
          { state: 'sent', publishedAt: { $ne: null }, sentAt: { $lt: before.toISOString() } },
          AT_ONCE,
        );
        if (ids.length === 0) return removed;
        const which = { $in: ids };
        await transaction(strapi, async () => {
          await messages.deleteMany({ where: { documentId: which, state: 'sent' } });
          await partRows(strapi).deleteMany({ where: { messageDocumentId: which } });
        });
        removed += ids.length;
      }
    },

    count: (state) => messages.count({ where: draftsIn(state) }),

    async usage() {
      const [drafts, bytes] = await Promise.all([
        messages.count({ where: { publishedAt: null, state: { $ne: 'sent' } } }),
        bytesOfDrafts(strapi),
      ]);
      return { drafts, bytes };
    },

    async lastId(state) {
      const [newest] = await messages.findMany({
        select: ['id'],
        where: draftsIn(state),
        orderBy: { id: 'desc' },
        limit: 1,
      });
      return newest?.id ?? 0;
    },

    page: (state, { after, upTo }, limit) =>
      messages.findMany({
        select: ['id', 'documentId'],
        where: { ...draftsIn(state), id: { $gt: after, $lte: upTo } },
        orderBy: { id: 'asc' },
        limit,
      }),
  };
};
