/** Drafts in the database. No rule is decided here: what a row says comes from draft.ts. */
import type { Core } from '@strapi/strapi';
import type { Seal } from '../seal';
import { createAcceptances } from './acceptances';
import { type AttachmentFile, attachmentFile } from './attachment-file';
import { type Capacity, createCapacity, type Limits } from './capacity';
import { type ClaimOptions, type Claims, createClaims } from './claims';
import type { DraftEntry, DraftRecord } from './draft';
import { createHousekeeping, type Housekeeping } from './housekeeping';
import { createIntake, type Intake, type IntakeOptions } from './intake';
import type { MessageFields } from './message';
import { createPartsReader } from './parts-reader';
import { messageRows } from './rows';
import { extrasFromChunks, type StoredExtras } from './stored-extras';

export interface DraftStore extends Intake, Claims, Housekeeping {
  /** @throws Error when they are incomplete, or were encrypted with another key. */
  extrasOf(draft: Pick<DraftEntry, 'documentId' | 'size'>): Promise<StoredExtras>;
  /** Of a message that everybody with the right may read. @param index as the Content Manager counts them, from 0. */
  attachment(documentId: string, index: string): Promise<AttachmentFile | undefined>;
  /**
   * Writes the result of an attempt that ended well, of the claim `token`, and publishes the entry: the record that the message
   * was accepted, by those whom `recipients` names.
   */
  settleAccepted(
    accepted: { documentId: string; token: string },
    record: DraftRecord,
    recipients?: Pick<MessageFields, 'to' | 'cc' | 'bcc'>,
  ): Promise<void>;
  recount: Capacity['recount'];
}

export interface DraftStoreOptions extends ClaimOptions, Limits, Pick<IntakeOptions, 'siteKey'> {}

export const createDraftStore = (
  strapi: Core.Strapi,
  seal: Seal,
  options: DraftStoreOptions,
): DraftStore => {
  const { now, siteKey } = options;
  const acceptances = createAcceptances(strapi);
  const claims = createClaims(strapi, options);
  const housekeeping = createHousekeeping(strapi, now);
  const capacity = createCapacity(options, housekeeping.usage, () => now().getTime());

  const parts = createPartsReader(strapi);
  const extrasOf: DraftStore['extrasOf'] = async (draft) =>
    extrasFromChunks(await parts.add(draft), seal);

  return {
    ...claims,
    ...housekeeping,
    ...createIntake(strapi, seal, { capacity, claims, siteKey }),
    recount: capacity.recount,

    extrasOf,

    async attachment(documentId, index) {
      // Of a secret message the whole is sealed, and a page of the admin panel is not who it was sealed for.
      const where = { documentId, content: 'readable' };
      const message =
        /^\d{1,6}$/.test(index) &&
        (await messageRows(strapi).findOne({ where, select: ['documentId', 'size'] }));
      return message ? attachmentFile(await extrasOf(message), Number(index)) : undefined;
    },

    async settleAccepted({ documentId, token }, record, recipients = undefined) {
      await acceptances.add({ documentId, record, recipients });
      claims.forget(token);
    },
  };
};
