/** Drafts that were accepted: what stands in each, and its published twin, many in one transaction. */
import type { Core } from '@strapi/strapi';
import { createBatch } from '../batch';
import { transaction } from '../database';
import type { DraftRecord } from './draft';
import type { MessageFields } from './message';
import { messageTable } from './message-table';
import { draftWith, messageRows, partRows } from './rows';

export interface Acceptance {
  documentId: string;
  record: DraftRecord;
  /** By whom it was accepted, where that is not everybody. */
  recipients?: Pick<MessageFields, 'to' | 'cc' | 'bcc'>;
}

const AT_ONCE = 100;
/** Of a job, which goes on meanwhile; a process that is killed meanwhile leaves them in doubt. */
const LINGER_MS = 40;

export const createAcceptances = (strapi: Core.Strapi) => {
  const messages = messageRows(strapi);

  /** Nobody needs the secrets any more. */
  const wipe = async (documentIds: string[]): Promise<void> => {
    const secret = { documentId: { $in: documentIds }, publishedAt: null, content: 'secret' };
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
      const documentIds = acceptances.map(({ documentId }) => documentId);
      await transaction(strapi, async (trx) => {
        const table = messageTable(strapi, trx);
        // Whoever holds it: that the server accepted the message is true.
        const ids = await table.idsOfUnsent(documentIds);
        if (ids.size === 0) return;
        await wipe(documentIds);
        await table.record(
          acceptances.flatMap(({ documentId, record }) => {
            const id = ids.get(documentId);
            return id === undefined ? [] : [{ id, record }];
          }),
        );
        for (const { documentId, recipients } of acceptances)
          if (recipients !== undefined && ids.has(documentId))
            await messages.updateMany({ where: draftWith(documentId), data: recipients });
        await table.publish([...ids.values()]);
      });
      return acceptances.map(() => undefined);
    },
  });
};
