import { PaperPlane } from '@strapi/icons';
import type { DocumentActionComponent } from '@strapi/content-manager/strapi-admin';
import { useForm } from '@strapi/strapi/admin';
import { MESSAGE_UID, PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import { useWords } from '../use-words';
import { parseMessage } from './message';
import { mayDuplicate, obstacleToSending } from './send-rules';
import { useSend } from './use-send';

/**
 * Send in the menu of a table row and in the menu of the edit view. The edit view's button is in the
 * delivery panel: among its own buttons Strapi gives every action the tooltip “Ctrl + Enter to save” and
 * lets Enter press it.
 */
const POSITION: DocumentActionComponent['position'] = ['header', 'table-row'];

export const SendAction: DocumentActionComponent = ({ model, documentId, document }) => {
  const say = useWords();
  const isAllowed = useAllowed(PERMISSIONS.sendMessages);
  // A row of the table stands in no form.
  const isModified = useForm('SendAction', ({ modified }) => modified, false) ?? false;
  const { send, isSending } = useSend();
  if (model !== MESSAGE_UID || !isAllowed || !documentId) return null;

  const message = document ? parseMessage(document) : null;
  const obstacle = obstacleToSending({ message, isModified, isPublished: false });
  const action = {
    label: say('send.action'),
    icon: <PaperPlane />,
    position: POSITION,
    disabled: obstacle !== null || isSending,
  };
  if (!mayDuplicate(message)) return { ...action, onClick: () => void send(documentId) };
  return {
    ...action,
    dialog: {
      type: 'dialog',
      title: say('send.confirmTitle'),
      content: say('send.mayDuplicate'),
      bodyIcon: 'danger',
      confirmLabel: say('send.again'),
      onConfirm: () => void send(documentId, { mayDuplicate: true }),
    },
  };
};
SendAction.position = POSITION;
