/** How rows of drafts get into the two tables. */
import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { transaction } from '../database';
import { messageTable } from './message-table';
import { draftWith, messageRows, partRows } from './rows';

export interface NewRow {
  /** Columns of the message. */
  data: Record<string, unknown> & {
    documentId: string;
    state: string;
    outcome: string | null;
    size: number;
    /** Of a message that carries a secret and was not sent: of several that say the same one is kept. */
    fingerprint: string | null;
  };
  /** Attachments, headers and the rest, in order. */
  chunks: string[];
}

export interface Inserts {
  insert(rows: NewRow[]): Promise<void>;
  /**
   * Of several messages that say the same the newest is kept, with a count.
   * @returns the documentId of the draft that waited, if one did.
   */
  replace(row: NewRow): Promise<string | undefined>;
}

/** Of 512 Ki characters each; MariaDB takes no packet above 16 MB by default. */
const PARTS_AT_ONCE = 8;

export const createInserts = (strapi: Core.Strapi): Inserts => {
  const messages = messageRows(strapi);
  const parts = partRows(strapi);

  const insertParts = async (rows: { documentId: string; chunks: string[] }[]): Promise<void> => {
    const data = rows.flatMap(({ documentId, chunks }) =>
      chunks.map((content, position) => ({ messageDocumentId: documentId, position, content })),
    );
    for (let start = 0; start < data.length; start += PARTS_AT_ONCE)
      await parts.createMany({ data: data.slice(start, start + PARTS_AT_ONCE) });
  };

  return {
    async insert(rows) {
      await transaction(strapi, async (trx) => {
        await messageTable(strapi, trx).insert(rows.map(({ data }) => data));
        await insertParts(rows.map(({ data: { documentId }, chunks }) => ({ documentId, chunks })));
      });
    },

    async replace({ data, chunks }) {
      const kept = await messages.findOne({
        select: ['documentId', 'copies', 'date'],
        where: {
          fingerprint: data.fingerprint,
          state: data.state,
          outcome: 'not-sent',
          // One that is out of date is sent by no machine: a new message must not end in it.
          failureCode: { $ne: 'EXPIRED' },
          content: data.content,
          publishedAt: null,
        },
      });
      if (kept === null) return undefined;
      const { documentId, copies } = kept;
      const { text, html, messageId, date, expiresAt, size } = data;
      // The first to be handed in may be the last to fail.
      const isNewer = new Date(String(date)) >= new Date(kept.date);
      return transaction(strapi, async (): Promise<string | undefined> => {
        const { count } = await messages.updateMany({
          // It may be on its way by now.
          where: { ...draftWith(documentId), state: data.state, copies },
          data: {
            ...(isNewer ? { text, html, messageId, date, expiresAt, size } : {}),
            copies: (copies ?? 1) + 1,
          },
        });
        if (count === 0) return undefined;
        if (!isNewer) return documentId;
        await parts.deleteMany({ where: { messageDocumentId: documentId } });
        await insertParts([{ documentId, chunks }]);
        return documentId;
      });
    },
  };
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ID_LENGTH = 24;
/** Asking for randomness takes longer than what is made of it. */
const IDS_AT_ONCE = 256;

let randomness = Buffer.alloc(0);

/** In the form of Strapi's own; its query layer makes none for many rows at once. */
export const newDocumentId = (): string => {
  if (randomness.length === 0) randomness = randomBytes(IDS_AT_ONCE * ID_LENGTH);
  const [first = 0, ...rest] = randomness.subarray(0, ID_LENGTH);
  randomness = randomness.subarray(ID_LENGTH);
  const all = LETTERS + DIGITS;
  return LETTERS.charAt(first % 26) + rest.map((byte) => all.charAt(byte % 36)).join('');
};
