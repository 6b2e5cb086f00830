/** Strapi's query layer, which knows nothing of what is in a row, with the types of our two tables. */
import type { Core } from '@strapi/strapi';
import { MESSAGE_PART_UID, MESSAGE_UID } from '../contract';
import type { DraftEntry } from './draft';

interface Rows<Row> {
  create(params: { data: object }): Promise<Row>;
  createMany(params: { data: object[] }): Promise<{ count: number }>;
  findOne(params: { where: object; select?: string[] }): Promise<Row | null>;
  findMany(params: {
    where: object;
    select?: string[];
    orderBy?: object;
    limit?: number;
  }): Promise<Row[]>;
  updateMany(params: { where: object; data: object }): Promise<{ count: number }>;
  deleteMany(params: { where: object }): Promise<{ count: number }>;
  count(params: { where: object }): Promise<number>;
}

export type MessageRow = DraftEntry & { id: number };

interface PartRow {
  messageDocumentId: string;
  position: number;
  content: string;
}

export const messageRows = (strapi: Core.Strapi): Rows<MessageRow> => strapi.db.query(MESSAGE_UID);

export const partRows = (strapi: Core.Strapi): Rows<PartRow> => strapi.db.query(MESSAGE_PART_UID);
