/** Claims and their results in batches: what many attempts ask for at the same time is one statement, or one transaction. */
import type { Core } from '@strapi/strapi';
import { type Batch, createBatch } from '../batch';
import { transaction, writing } from '../database';
import type { MessageState } from '../contract';
import type { ClaimableState, NewClaim } from './claims';
import type { DraftToSend } from './draft';
import { messageTable } from './message-table';
import { type MessageRow, messageRows } from './rows';

interface Asked {
  documentId: string;
  states: readonly ClaimableState[];
  data: NewClaim;
}

/** null: there is no such draft. */
type Taken = { entry: DraftToSend; state: MessageState; isOurs: boolean } | null;

interface Update {
  where: object;
  data: object;
}

const AT_ONCE = 100;
/** The message is settled with the server by now; a process that is killed meanwhile leaves it in doubt, so not for long. */
const LINGER_MS = 10;

/**
 * One conditional UPDATE: of all who ask at the same time one gets the draft, here as elsewhere. What it took is read after it,
 * and in no transaction with it: asked again for the same claims, it says the same.
 */
export const createClaimBatch = (
  strapi: Core.Strapi,
  leaseUntil: () => string,
): Batch<Asked, Taken> =>
  createBatch<Asked, Taken>({
    maxItems: AT_ONCE,
    gathers: true,
    async write(asked) {
      const documentIds = [...new Set(asked.map(({ documentId }) => documentId))];
      const table = messageTable(strapi, strapi.db.connection);
      // The leases begin when they are written, not when they were asked for.
      const until = leaseUntil();
      for (const group of byStates(asked)) {
        const claims = group.map(({ documentId, data }) => ({
          documentId,
          data: { ...data, leaseUntil: until },
        }));
        await writing(strapi, () => table.claim(group[0]?.states ?? [], claims));
      }
      const found = await messageRows(strapi).findMany({
        select: [...COLUMNS, 'state', 'leaseToken'],
        where: { documentId: { $in: documentIds }, publishedAt: null },
      });
      const rows = new Map(found.map((row) => [row.documentId, row]));
      return asked.map(({ documentId, data }): Taken => {
        const row = rows.get(documentId);
        if (row === undefined) return null;
        const isOurs = row.leaseToken === data.leaseToken;
        return { entry: draftToSend(row), state: row.state, isOurs };
      });
    },
  });

/** A row of Strapi's query layer is a hash table of 3 KB, too much to keep until the message has its turn. */
const draftToSend = (row: MessageRow): DraftToSend => ({
  documentId: row.documentId,
  messageId: row.messageId,
  date: row.date,
  originalRecipients: row.originalRecipients,
  expiresAt: row.expiresAt,
  content: row.content,
  size: row.size,
  from: row.from,
  to: row.to,
  cc: row.cc,
  bcc: row.bcc,
  replyTo: row.replyTo,
  subject: row.subject,
  text: row.text,
  html: row.html,
  attempts: row.attempts,
  history: row.history,
  outcome: row.outcome,
  tries: row.tries,
  retryUntil: row.retryUntil,
});

const COLUMNS = Object.keys(draftToSend({} as MessageRow));

/** A person takes what a machine must not. */
const byStates = (asked: Asked[]): Asked[][] => {
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const states = one.states.join();
    groups.set(states, [...(groups.get(states) ?? []), one]);
  }
  return [...groups.values()];
};

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
