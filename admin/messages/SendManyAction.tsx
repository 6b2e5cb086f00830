import type { BulkActionComponent } from '@strapi/content-manager/strapi-admin';
import { useTable } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import { MESSAGE_UID, PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import { t } from '../translate';
import { useSendMany } from './use-send-many';

/** Send for the selected rows of the list. */
export const SendManyAction: BulkActionComponent = ({ model, documents }) => {
  const { formatMessage } = useIntl();
  const isAllowed = useAllowed(PERMISSIONS.sendMessages);
  const selectRow = useTable('SendManyAction', (table) => table.selectRow);
  const { sendMany, progress } = useSendMany({ onDone: () => selectRow([]) });
  if (model !== MESSAGE_UID || !isAllowed) return null;

  return {
    label: progress ?? formatMessage(t('send.action')),
    variant: 'default',
    disabled: progress !== null,
    dialog: {
      type: 'dialog',
      title: formatMessage(t('sendMany.confirmTitle')),
      content: formatMessage(t('sendMany.confirm'), { count: documents.length }),
      bodyIcon: 'default',
      variant: 'default',
      confirmLabel: formatMessage(t('send.action')),
      // Not awaited: the dialog closes, and the button tells how far the job is.
      onConfirm: () => void sendMany(documents.map(({ documentId }) => documentId)),
    },
  };
};
