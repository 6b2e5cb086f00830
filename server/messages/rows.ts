/** Strapi's query layer, which knows nothing of what is in a row, with the types of our tables. */
import type { Core, UID } from '@strapi/strapi';
import { MESSAGE_PART_UID, MESSAGE_UID } from '../contract';
import { writing } from '../database';
import type { DraftEntry } from './draft';

export interface Rows<Row> {
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

/** The claim of whoever is sending the draft. */
interface ClaimColumns {
  /** The process. */
  leaseOwner: string | null;
  /** The one attempt: a process may take a draft up again while an attempt of its own stands still. */
  leaseToken: string | null;
  leaseUntil: string | null;
  /** The server was about to get the message itself. */
  dataBegun: boolean | null;
}

export type MessageRow = DraftEntry &
  ClaimColumns & { id: number; fingerprint: string | null; copies: number | null };

interface PartRow {
  messageDocumentId: string;
  position: number;
  content: string;
}

/** Of one content type; what another write stood in the way of is written again. */
export const rowsOf = <Row>(strapi: Core.Strapi, uid: UID.ContentType): Rows<Row> => {
  const rows: Rows<Row> = strapi.db.query(uid);
  return {
    create: (params) => writing(strapi, () => rows.create(params)),
    createMany: (params) => writing(strapi, () => rows.createMany(params)),
    findOne: (params) => rows.findOne(params),
    findMany: (params) => rows.findMany(params),
    updateMany: (params) => writing(strapi, () => rows.updateMany(params)),
    deleteMany: (params) => writing(strapi, () => rows.deleteMany(params)),
    count: (params) => rows.count(params),
  };
};

export const messageRows = (strapi: Core.Strapi) => rowsOf<MessageRow>(strapi, MESSAGE_UID);

export const partRows = (strapi: Core.Strapi) => rowsOf<PartRow>(strapi, MESSAGE_PART_UID);

/** Every draft is one row with `publishedAt` null; its published twin is the record of acceptance. */
export const draftWith = (documentId: string) => ({ documentId, publishedAt: null });

export const NO_CLAIM: ClaimColumns = {
  leaseOwner: null,
  leaseToken: null,
  leaseUntil: null,
  dataBegun: false,
};

/** Bytes of all drafts together, as their column `size` has them. */
export const bytesOfDrafts = async (strapi: Core.Strapi): Promise<number> => {
  const { tableName } = strapi.db.metadata.get(MESSAGE_UID);
  const rows: { bytes: number | string | null }[] = await strapi.db
    .getConnection(tableName)
    .whereNull('published_at')
    .whereNot('state', 'sent')
    .sum({ bytes: 'size' });
  return Number(rows[0]?.bytes ?? 0);
};
