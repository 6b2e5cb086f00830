import { Button, Dialog, Typography } from '@strapi/design-system';
import { PaperPlane } from '@strapi/icons';
import { ConfirmDialog, useForm } from '@strapi/strapi/admin';
import { useState } from 'react';
import { PERMISSIONS } from '../../server/contract';
import { useAllowed } from '../permissions';
import { useWords } from '../use-words';
import type { Message } from './message';
import { SendElsewhere } from './SendElsewhere';
import { mayDuplicate, obstacleToSending } from './send-rules';
import { useSend } from './use-send';

interface SendButtonProps {
  documentId: string | undefined;
  message: Message | null;
  isPublished: boolean;
}

/** Sends the message that is open. What is not possible says why. */
export const SendButton = ({ documentId, message, isPublished }: SendButtonProps) => {
  const say = useWords();
  const isAllowed = useAllowed(PERMISSIONS.sendMessages);
  // What somebody may not read, they may not have sent to themselves.
  const mayReadContent = useAllowed(PERMISSIONS.readContent);
  const isModified = useForm('SendButton', ({ modified }) => modified);
  const { send, isSending } = useSend();
  const [isAsking, setAsking] = useState(false);

  const obstacle = obstacleToSending({ message, isModified, isPublished });
  // A record has nothing to press; its state is said in the panel.
  if (!isAllowed || obstacle === 'send.sent') return null;

  const inDoubt = mayDuplicate(message);
  const label = obstacle === 'send.saveFirstHint' ? 'send.saveFirst' : 'send.action';
  const onClick = () => {
    if (inDoubt) setAsking(true);
    else if (documentId) void send(documentId);
  };
  const onConfirm = () => {
    setAsking(false);
    if (documentId) void send(documentId, { mayDuplicate: true });
  };

  return (
    <>
      <Button
        type="button"
        fullWidth
        startIcon={<PaperPlane />}
        onClick={onClick}
        loading={isSending}
        disabled={obstacle !== null || isSending}
      >
        {say(inDoubt && obstacle === null ? 'send.again' : label)}
      </Button>
      {obstacle && message && (
        <Typography variant="pi" textColor="neutral600">
          {say(obstacle)}
        </Typography>
      )}
      {documentId && message && mayReadContent && (
        <SendElsewhere
          documentId={documentId}
          message={message}
          isPossible={obstacle === null && message.content === 'readable'}
        />
      )}
      <Dialog.Root open={isAsking} onOpenChange={setAsking}>
        <ConfirmDialog
          title={say('send.confirmTitle')}
          endAction={
            <Button fullWidth variant="danger-light" onClick={onConfirm}>
              {say('send.again')}
            </Button>
          }
        >
          {say('send.mayDuplicate')}
        </ConfirmDialog>
      </Dialog.Root>
    </>
  );
};
