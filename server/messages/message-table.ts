/**
 * The table of messages as the database has it, for statements over many drafts at once: Strapi's query layer has words for one
 * row, or for the same value in many.
 */
import type { Core } from '@strapi/strapi';
import { MESSAGE_UID } from '../contract';
import type { Transaction } from '../database';
import { NO_CLAIM } from './rows';
import type { DraftRecord } from './draft';
import type { ClaimableState, NewClaim } from './claims';

export interface MessageTable {
  /**
   * Strapi's `createMany`, whose statement of 250 rows takes SQLite longer to read than to carry out, and which looks at each
   * column of each row several times. What subscribes to the events of the database hears of it as of any other.
   */
  insert(rows: readonly NewMessage[]): Promise<void>;
  /** Of several claims on one draft the first takes it, if it is in one of the states. */
  claim(states: readonly ClaimableState[], claims: readonly DraftClaim[]): Promise<void>;
  /** Of those that are not sent yet, locked. */
  idsOfUnsent(documentIds: readonly string[]): Promise<Map<string, number>>;
  /** What stands in each of these rows from now on; no claim does. */
  record(records: readonly { id: number; record: DraftRecord }[]): Promise<void>;
  /**
   * The published twins, as Strapi's `publish` makes them, without the event that would carry the message to every webhook.
   * Rows are copied where they are: what is in them would take longer to come and go than to be sent.
   */
  publish(ids: readonly number[]): Promise<void>;
}

/** Attributes by name; one that is not given stands empty, whatever its default is. */
export type NewMessage = Record<string, unknown>;

interface DraftClaim {
  documentId: string;
  data: NewClaim;
}

type ColumnValue = string | number | boolean | Date | null;

export const messageTable = (strapi: Core.Strapi, trx: Transaction): MessageTable => {
  const { tableName, attributes } = strapi.db.metadata.get(MESSAGE_UID);
  const schema = strapi.db.getSchemaName();
  const name = schema ? `${schema}.${tableName}` : tableName;
  const columns = Object.entries(attributes).flatMap(([attribute, definition]) =>
    'columnName' in definition && definition.columnName
      ? [{ attribute, type: definition.type, column: definition.columnName }]
      : [],
  );
  const drafts = (documentIds: readonly string[]) =>
    trx(name).whereIn('document_id', documentIds).whereNull('published_at');

  /** As Strapi writes them: drivers know dates, but no objects. */
  const toColumns = (data: Record<string, unknown>): Record<string, ColumnValue> =>
    Object.fromEntries(
      columns.flatMap(({ attribute, type, column }) => {
        const value = data[attribute];
        return value === undefined ? [] : [[column, toColumn(type, value)]];
      }),
    );

  return {
    async insert(messages) {
      const event = { params: { data: messages } };
      // Strapi's own subscriber sets the two timestamps.
      const states = await strapi.db.lifecycles.run('beforeCreateMany', MESSAGE_UID, event);
      const rows = event.params.data;
      const filled = columns.filter(({ attribute }) =>
        rows.some((row) => row[attribute] !== null && row[attribute] !== undefined),
      );
      const bindings: ColumnValue[] = [];
      for (const row of rows)
        for (const { attribute, type } of filled) bindings.push(toColumn(type, row[attribute]));
      const places = `(${filled.map(() => '?').join(',')})`;
      await trx.raw(`insert into ?? (??) values ${rows.map(() => places).join(',')}`, [
        name,
        filled.map(({ column }) => column),
        ...bindings,
      ]);
      const result = { count: rows.length };
      await strapi.db.lifecycles.run('afterCreateMany', MESSAGE_UID, { ...event, result }, states);
    },

    async claim(states, claims) {
      const [first] = claims;
      if (first === undefined) return;
      const tokens = trx.raw(`case ?? ${'when ? then ? '.repeat(claims.length)}end`, [
        'document_id',
        ...claims.flatMap(({ documentId, data }) => [documentId, data.leaseToken]),
      ]);
      await drafts(claims.map(({ documentId }) => documentId))
        .whereIn('state', states)
        .update({ ...toColumns({ ...first.data }), lease_token: tokens });
    },

    async idsOfUnsent(documentIds) {
      const rows = await drafts(documentIds)
        .whereNot('state', 'sent')
        .select<{ id: number; document_id: string }[]>('id', 'document_id')
        .forUpdate();
      return new Map(rows.map((row) => [row.document_id, row.id]));
    },

    async record(records) {
      // Every one of them is there: this inserts nothing.
      await trx(name)
        .insert(records.map(({ id, record }) => toColumns({ id, ...record, ...NO_CLAIM })))
        .onConflict('id')
        .merge();
    },

    async publish(ids) {
      const copied = columns
        .filter(({ attribute }) => attribute !== 'id' && attribute !== 'publishedAt')
        .map(({ column }) => column);
      await trx.raw(
        `insert into ?? (??, ??) select ??, ?? from ?? where ?? in (${ids.map(() => '?').join(', ')})`,
        [...[name, copied, 'published_at', copied, 'sent_at', name], 'id', ...ids],
      );
    },
  };
};

const toColumn = (type: string, value: unknown): ColumnValue => {
  if (value === null || value === undefined) return null;
  if (type === 'json') return JSON.stringify(value);
  return type === 'datetime' ? new Date(value as string) : (value as ColumnValue);
};
