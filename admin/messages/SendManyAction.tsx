import type { BulkActionComponent } from '@strapi/content-manager/strapi-admin';
import { useTable } from '@strapi/strapi/admin';
import { MESSAGE_UID, PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import { useWords } from '../use-words';
import { useSendJobActions } from './use-send-jobs';

/** Send for the selected rows of the list; how far it is stands above the list. */
export const SendManyAction: BulkActionComponent = ({ model, documents }) => {
  const say = useWords();
  const isAllowed = useAllowed(PERMISSIONS.sendMessages);
  const selectRow = useTable('SendManyAction', (table) => table.selectRow);
  const { start, isBusy } = useSendJobActions();
  if (model !== MESSAGE_UID || !isAllowed) return null;

  return {
    label: say('send.action'),
    variant: 'default',
    disabled: isBusy,
    dialog: {
      type: 'dialog',
      title: say('sendMany.confirmTitle'),
      content: say('sendMany.confirm', { count: documents.length }),
      bodyIcon: 'default',
      variant: 'default',
      confirmLabel: say('send.action'),
      onConfirm: async () => {
        await start({ documentIds: documents.map(({ documentId }) => documentId) });
        selectRow([]);
      },
    },
  };
};
