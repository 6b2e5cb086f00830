/** Drafts that were accepted: what stands in each, and its published twin, many in one transaction. */
import type { Core } from '@strapi/strapi';
import { createBatch } from '../batch';
import { transaction } from '../database';
import { LINGER_MS } from './claim-batch';
import type { DraftRecord } from './draft';
import type { MessageFields } from './message';
import { draftWith, messageRows, NO_CLAIM, partRows } from './rows';

export interface Acceptance {
  documentId: string;
  record: DraftRecord;
  /** By whom it was accepted, where that is not everybody. */
  recipients?: Pick<MessageFields, 'to' | 'cc' | 'bcc'>;
}

const AT_ONCE = 100;

export const createAcceptances = (strapi: Core.Strapi, now: () => Date) => {
  const messages = messageRows(strapi);
  const draftsWith = (documentIds: string[]) => ({
    documentId: { $in: documentIds },
    publishedAt: null,
  });

  /** Nobody needs the secrets any more. */
  const wipe = async (documentIds: string[]): Promise<void> => {
    const secret = { ...draftsWith(documentIds), content: 'secret' };
    const rows = await messages.findMany({ where: secret, select: ['documentId'] });
    if (rows.length === 0) return;
    await messages.updateMany({ where: secret, data: { content: 'wiped', fingerprint: null } });
    const which = { $in: rows.map(({ documentId }) => documentId) };
    await partRows(strapi).deleteMany({ where: { messageDocumentId: which } });
  };

  return createBatch<Acceptance, void>({
    maxItems: AT_ONCE,
    lingerMs: LINGER_MS,
    async write(acceptances) {
      await transaction(strapi, async () => {
        await wipe(acceptances.map(({ documentId }) => documentId));
        const accepted: string[] = [];
        for (const { documentId, record, recipients } of acceptances) {
          // Whoever holds it: that the server accepted the message is true.
          const where = { ...draftWith(documentId), state: { $ne: 'sent' } };
          const data = { ...record, ...recipients, ...NO_CLAIM };
          if ((await messages.updateMany({ where, data })).count > 0) accepted.push(documentId);
        }
        const rows =
          accepted.length > 0 ? await messages.findMany({ where: draftsWith(accepted) }) : [];
        // The published twins, written as Strapi's `publish` does, without the event that would carry
        // the message to every webhook.
        const publishedAt = now().toISOString();
        if (rows.length > 0)
          await messages.createMany({
            data: rows.map((row) => ({ ...row, id: undefined, publishedAt })),
          });
      });
      return acceptances.map(() => undefined);
    },
  });
};
