/** Claims and their results in batches: what many attempts ask for at the same time is one transaction. */
import type { Core } from '@strapi/strapi';
import { type Batch, createBatch } from '../batch';
import { transaction } from '../database';
import type { ClaimableState, NewClaim } from './claims';
import { draftWith, type MessageRow, messageRows } from './rows';

interface Asked {
  documentId: string;
  states: readonly ClaimableState[];
  data: NewClaim;
}

/** null: there is no such draft. */
type Taken = { entry: MessageRow; isOurs: boolean } | null;

interface Update {
  where: object;
  data: object;
}

const AT_ONCE = 100;
/** The message is settled with the server by now; a process that is killed meanwhile leaves it in doubt, so not for long. */
export const LINGER_MS = 10;

/** Each is a conditional UPDATE of its own: of all who ask at the same time one gets the draft, here as elsewhere. */
export const createClaimBatch = (
  strapi: Core.Strapi,
  leaseUntil: () => string,
): Batch<Asked, Taken> =>
  createBatch<Asked, Taken>({
    maxItems: AT_ONCE,
    gathers: true,
    async write(asked) {
      const messages = messageRows(strapi);
      const ids = [...new Set(asked.map(({ documentId }) => documentId))];
      return transaction(strapi, async () => {
        const ours = new Set<Asked>();
        // In one order everywhere, so that two processes never wait for each other.
        for (const one of asked.toSorted(byDocumentId)) {
          const where = { ...draftWith(one.documentId), state: { $in: one.states } };
          // The lease begins when it is written, not when it was asked for.
          const data = { ...one.data, leaseUntil: leaseUntil() };
          if ((await messages.updateMany({ where, data })).count > 0) ours.add(one);
        }
        const rows = await messages.findMany({
          where: { documentId: { $in: ids }, publishedAt: null },
        });
        const entries = new Map(rows.map((row) => [row.documentId, row]));
        return asked.map((one): Taken => {
          const entry = entries.get(one.documentId);
          return entry === undefined ? null : { entry, isOurs: ours.has(one) };
        });
      });
    },
  });

const byDocumentId = (one: Asked, other: Asked) => (one.documentId < other.documentId ? -1 : 1);

/** @returns for each how many rows it changed. */
export const createUpdateBatch = (strapi: Core.Strapi): Batch<Update, number> =>
  createBatch<Update, number>({
    maxItems: AT_ONCE,
    lingerMs: LINGER_MS,
    async write(updates) {
      const messages = messageRows(strapi);
      const [only] = updates;
      if (only !== undefined && updates.length === 1)
        return [(await messages.updateMany(only)).count];
      return transaction(strapi, async () => {
        const counts: number[] = [];
        for (const update of updates) counts.push((await messages.updateMany(update)).count);
        return counts;
      });
    },
  });
