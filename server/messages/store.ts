/** Drafts in the database. No rule is decided here: what a row says comes from draft.ts. */
import type { Core } from '@strapi/strapi';
import type { Seal } from '../seal';
import { createAcceptances } from './acceptances';
import { type Capacity, createCapacity, type Limits } from './capacity';
import { type ClaimOptions, type Claims, createClaims } from './claims';
import type { DraftRecord } from './draft';
import { createHousekeeping, type Housekeeping } from './housekeeping';
import { createIntake, type Intake } from './intake';
import type { MessageFields } from './message';
import { partRows } from './rows';
import { extrasFromChunks, type StoredExtras } from './stored-extras';

export interface DraftStore extends Intake, Claims, Housekeeping {
  /** @throws Error when they are incomplete, or were encrypted with another key. */
  extrasOf(documentId: string): Promise<StoredExtras>;
  /**
   * Writes the result of an attempt that ended well, and publishes the entry: the record that the message
   * was accepted, by those whom `recipients` names.
   */
  settleAccepted(
    documentId: string,
    record: DraftRecord,
    recipients?: Pick<MessageFields, 'to' | 'cc' | 'bcc'>,
  ): Promise<void>;
  recount: Capacity['recount'];
}

export interface DraftStoreOptions extends ClaimOptions, Limits {}

export const createDraftStore = (
  strapi: Core.Strapi,
  seal: Seal,
  options: DraftStoreOptions,
): DraftStore => {
  const { now } = options;
  const acceptances = createAcceptances(strapi, now);
  const claims = createClaims(strapi, options);
  const housekeeping = createHousekeeping(strapi, now);
  const capacity = createCapacity(options, housekeeping.usage, () => now().getTime());
  const { newClaim } = claims;

  return {
    ...claims,
    ...housekeeping,
    ...createIntake(strapi, seal, { capacity, newClaim }),
    recount: capacity.recount,

    async extrasOf(documentId) {
      const rows = await partRows(strapi).findMany({
        where: { messageDocumentId: documentId },
        orderBy: { position: 'asc' },
      });
      return extrasFromChunks(
        rows.map(({ content }) => content),
        seal,
      );
    },

    async settleAccepted(documentId, record, recipients = undefined) {
      await acceptances.add({ documentId, record, recipients });
    },
  };
};
