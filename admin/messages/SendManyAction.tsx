import type { BulkActionComponent } from '@strapi/content-manager/strapi-admin';
import { useTable } from '@strapi/strapi/admin';
import { MESSAGE_UID, PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import { useWords } from '../use-words';
import { useSendMany } from './use-send-many';

/** Send for the selected rows of the list. */
export const SendManyAction: BulkActionComponent = ({ model, documents }) => {
  const say = useWords();
  const isAllowed = useAllowed(PERMISSIONS.sendMessages);
  const selectRow = useTable('SendManyAction', (table) => table.selectRow);
  const { sendMany, progress } = useSendMany({ onDone: () => selectRow([]) });
  if (model !== MESSAGE_UID || !isAllowed) return null;

  return {
    label: progress ?? say('send.action'),
    variant: 'default',
    disabled: progress !== null,
    dialog: {
      type: 'dialog',
      title: say('sendMany.confirmTitle'),
      content: say('sendMany.confirm', { count: documents.length }),
      bodyIcon: 'default',
      variant: 'default',
      confirmLabel: say('send.action'),
      // Not awaited: the dialog closes, and the button tells how far the job is.
      onConfirm: () => void sendMany(documents.map(({ documentId }) => documentId)),
    },
  };
};
