/** New drafts, written in batches: one INSERT for what arrives while another is running. */
import type { Core } from '@strapi/strapi';
import { createBatch } from '../batch';
import type { Seal } from '../seal';
import { type Capacity, DraftsFullError } from './capacity';
import type { Claims } from './claims';
import { type DraftRecord, NEVER_TRIED, newDraft } from './draft';
import { createInserts, newDocumentId, type NewRow } from './inserts';
import type { OutgoingMessage } from './message';
import { reasonOf } from '../database';
import { messageRows, partRows } from './rows';
import { fingerprintOf } from './sensitive';
import { extrasToChunks, secretToChunks } from './stored-extras';

export interface Intake {
  /** Resolves when the draft is committed, or is part of the caller's transaction. @returns its documentId. */
  create(message: OutgoingMessage, record: DraftRecord, source: string): Promise<string>;
  /** Keeps a message, claimed, while it is being sent. */
  writeAhead(message: OutgoingMessage, source: string): Promise<StoredAhead>;
  /** Takes back what was written ahead, because the message was accepted. Does not wait for it. */
  remove(stored: StoredAhead): void;
  /** Resolves when everything is written. */
  idle(): Promise<void>;
}

export interface StoredAhead {
  documentId: string;
  /** Of the claim. */
  token: string;
  /** More of it than its row: attachments, headers. */
  hasParts: boolean;
}

export interface IntakeOptions {
  capacity: Capacity;
  claims: Pick<Claims, 'newClaim' | 'expectData' | 'accepted' | 'forget'>;
  /** Known to this site alone, and the same in all of its processes. */
  siteKey: string;
}

/** Strapi types the hooks of a transaction as anything. */
interface TransactionHooks {
  onRollback(hook: () => void): void;
}

/** Each statement waits for the disk once, and holds up everything else on SQLite: some 20 ms of it. */
const ROWS_AT_ONCE = 250;
/**
 * Nobody waits for it; of a process that is killed meanwhile the messages stay, and are in doubt where nobody can read its file, so not
 * for long. A removal is a commit, and holds up everything else on SQLite: 10 ms cost a sixth of the messages a second, 40 gain
 * nothing more.
 */
const REMOVAL_LINGER_MS = 25;
/** Characters: one packet of the database, as in inserts.ts. */
const TEXT_AT_ONCE = 4 * 1024 * 1024;

const NEW = { copies: 1, dataBegun: false };

/** What stands in a row of which nothing is known yet. */
const NOT_SENT_YET = { ...NEVER_TRIED, failureCode: null, nextAttemptAt: null, sentAt: null };

export const createIntake = (
  strapi: Core.Strapi,
  seal: Seal,
  { capacity, claims, siteKey }: IntakeOptions,
): Intake => {
  const { insert, replace } = createInserts(strapi);

  const newRow = (
    message: OutgoingMessage,
    columns: { state: string; outcome: string | null },
    source: string,
  ): NewRow => {
    const { sensitive, fields, extras } = message;
    return {
      data: Object.assign(newDraft(message, source), NEW, columns, {
        documentId: newDocumentId(),
        fingerprint:
          sensitive && columns.outcome === 'not-sent' ? fingerprintOf(fields, siteKey) : null,
      }),
      chunks: sensitive ? secretToChunks(message, seal) : extrasToChunks(extras, seal),
    };
  };

  const insertion = (write: (rows: NewRow[]) => Promise<Written[]>, maxItems: number) =>
    createBatch<NewRow, Written>({
      maxItems,
      gathers: true,
      maxWeight: TEXT_AT_ONCE,
      weigh: ({ data, chunks }) => chunks.reduce((sum, { length }) => sum + length, data.size),
      write,
    });

  const drafts = insertion(async (rows) => {
    const places = await Promise.all(rows.map((row) => placeFor(row, capacity)));
    const fitting = rows.filter((_, index) => places[index] === undefined);
    if (fitting.length > 0) await insert(fitting);
    return rows.map(({ data }, index) => places[index] ?? data.documentId);
  }, ROWS_AT_ONCE);

  /** One after another, so that of a flood the second finds the first. */
  const sensitiveDrafts = insertion(([row]) => Promise.all(row ? [keepNewest(row)] : []), 1);
  const keepNewest = async (row: NewRow): Promise<Written> => {
    const replaced = await replace(row);
    if (replaced !== undefined) return replaced;
    const noPlace = await placeFor(row, capacity);
    if (noPlace === undefined) await insert([row]);
    return noPlace ?? row.data.documentId;
  };

  const ahead = insertion(async (rows) => {
    await insert(rows);
    return rows.map(({ data }) => data.documentId);
  }, ROWS_AT_ONCE);

  const removals = createBatch<StoredAhead, void>({
    maxItems: ROWS_AT_ONCE,
    lingerMs: REMOVAL_LINGER_MS,
    async write(stored) {
      const documentId = { $in: stored.map((one) => one.documentId) };
      await messageRows(strapi).deleteMany({
        where: {
          documentId,
          publishedAt: null,
          $or: [
            { leaseToken: { $in: stored.map(({ token }) => token) } },
            // The claim had run out, and yet the message was accepted.
            { state: 'held' },
          ],
        },
      });
      const $in = stored.filter(({ hasParts }) => hasParts).map((one) => one.documentId);
      if ($in.length > 0)
        await partRows(strapi).deleteMany({ where: { messageDocumentId: { $in } } });
      stored.forEach(({ token }) => claims.forget(token));
      return stored.map(() => undefined);
    },
  });

  /**
   * SQLite has one connection, so a draft cannot be committed apart from the transaction that its caller is
   * in; when that is rolled back the draft is written again.
   */
  const insertWithCaller = async (row: NewRow): Promise<string> => {
    await strapi.db.transaction(async ({ onRollback }: TransactionHooks) => {
      await insert([row]);
      onRollback(() => {
        ahead
          .add(row)
          .catch((error: unknown) =>
            strapi.log.error(
              `A message that was not sent could not be stored as a draft: ${reasonOf(error)}`,
            ),
          );
      });
    });
    return row.data.documentId;
  };

  return {
    async create(message, record, source) {
      const row = newRow(message, record, source);
      if (strapi.db.inTransaction()) {
        await capacity.take(row.data.size);
        return insertWithCaller(row);
      }
      return orThrow(await (row.data.fingerprint === null ? drafts : sensitiveDrafts).add(row));
    },

    // No room is asked for: nearly all of them are gone at once, and what is left of them must not be lost.
    async writeAhead(message, source) {
      const claim = claims.newClaim();
      const row = newRow(message, { ...NOT_SENT_YET, ...claim }, source);
      const documentId = orThrow(await ahead.add(row));
      claims.expectData(claim.leaseToken);
      return { documentId, token: claim.leaseToken, hasParts: row.chunks.length > 0 };
    },

    remove(stored) {
      claims.accepted(stored.token);
      removals
        .add(stored)
        .catch((error: unknown) =>
          strapi.log.error(
            `Message ${stored.documentId} was accepted, but what was stored ahead could not be removed: ${reasonOf(error)}`,
          ),
        );
    },

    async idle() {
      await Promise.all([drafts, sensitiveDrafts, ahead, removals].map((batch) => batch.idle()));
    },
  };
};

/** The documentId, or why there is none. */
type Written = string | DraftsFullError;

const orThrow = (written: Written): string => {
  if (written instanceof DraftsFullError) throw written;
  return written;
};

const placeFor = async (
  { data }: NewRow,
  capacity: Capacity,
): Promise<DraftsFullError | undefined> => {
  try {
    await capacity.take(data.size);
    return undefined;
  } catch (error) {
    if (error instanceof DraftsFullError) return error;
    throw error;
  }
};
