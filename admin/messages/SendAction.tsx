import { PaperPlane } from '@strapi/icons';
import type { DocumentActionComponent } from '@strapi/content-manager/strapi-admin';
import { MESSAGE_UID, PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import { useWords } from '../use-words';
import { parseMessage } from './message';
import { mayDuplicate, obstacleToSending } from './send-rules';
import { useSend } from './use-send';

/**
 * Send in the menu of a row of the list. In the edit view Send stands in the delivery panel instead:
 * there, Strapi gives its action buttons the tooltip “Ctrl + Enter to save” and lets Enter press them.
 */
export const SendAction: DocumentActionComponent = ({ model, documentId, document }) => {
  const say = useWords();
  const isAllowed = useAllowed(PERMISSIONS.sendMessages);
  const { send, isSending } = useSend();
  if (model !== MESSAGE_UID || !isAllowed || !documentId) return null;

  const message = document ? parseMessage(document) : null;
  const obstacle = obstacleToSending({ message, isModified: false, isPublished: false });
  const action = {
    label: say('send.action'),
    icon: <PaperPlane />,
    position: 'table-row' as const,
    disabled: obstacle !== null || isSending,
  };
  if (!mayDuplicate(message)) return { ...action, onClick: () => send(documentId) };
  return {
    ...action,
    dialog: {
      type: 'dialog',
      title: say('send.confirmTitle'),
      content: say('send.mayDuplicate'),
      bodyIcon: 'danger',
      confirmLabel: say('send.again'),
      onConfirm: () => send(documentId, { mayDuplicate: true }),
    },
  };
};
SendAction.position = 'table-row';
