/** What lies of drafts in the second table, read for many in one statement. */
import type { Core } from '@strapi/strapi';
import { type Batch, createBatch } from '../batch';
import type { DraftEntry } from './draft';
import { partRows } from './rows';

type Draft = Pick<DraftEntry, 'documentId' | 'size'>;

const AT_ONCE = 100;
/** What is large is read by itself, when it has its place in the queue. */
const BYTES_AT_ONCE = 1024 * 1024;

/** @returns for each draft its chunks, in order. */
export const createPartsReader = (strapi: Core.Strapi): Batch<Draft, string[]> =>
  createBatch<Draft, string[]>({
    maxItems: AT_ONCE,
    gathers: true,
    weigh: ({ size }) => size ?? 0,
    maxWeight: BYTES_AT_ONCE,
    async write(drafts) {
      const rows = await partRows(strapi).findMany({
        where: { messageDocumentId: { $in: drafts.map(({ documentId }) => documentId) } },
        orderBy: { position: 'asc' },
      });
      const chunks = new Map<string, string[]>();
      for (const { messageDocumentId, content } of rows) {
        const known = chunks.get(messageDocumentId);
        if (known === undefined) chunks.set(messageDocumentId, [content]);
        else known.push(content);
      }
      return drafts.map(({ documentId }) => chunks.get(documentId) ?? []);
    },
  });
