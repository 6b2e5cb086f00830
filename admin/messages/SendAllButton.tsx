import { Button, Dialog } from '@strapi/design-system';
import { PaperPlane } from '@strapi/icons';
import { ConfirmDialog } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useWords } from '../use-words';
import { useSendJobActions } from './use-send-jobs';

interface SendAllButtonProps {
  /** How many there are. */
  waiting: number;
  isSending: boolean;
}

/** Sends everything that waits, in the background, after a question. */
export const SendAllButton = ({ waiting, isSending }: SendAllButtonProps) => {
  const say = useWords();
  const { start, isBusy } = useSendJobActions();
  const [isAsking, setAsking] = useState(false);
  const onConfirm = () => {
    setAsking(false);
    void start({ state: 'waiting' });
  };
  // While the last of them are being sent, too: how far that is stands below.
  if (waiting === 0) return null;
  return (
    <>
      <Button
        size="S"
        variant="secondary"
        startIcon={<PaperPlane />}
        onClick={() => setAsking(true)}
        disabled={isBusy || isSending}
      >
        {say('sendAll.action', { count: waiting })}
      </Button>
      <Dialog.Root open={isAsking} onOpenChange={setAsking}>
        <ConfirmDialog
          title={say('sendMany.confirmTitle')}
          variant="default"
          icon={<PaperPlane aria-hidden width="2.4rem" height="2.4rem" fill="primary600" />}
          endAction={
            <Button fullWidth onClick={onConfirm}>
              {say('send.action')}
            </Button>
          }
        >
          {say('sendMany.confirm', { count: waiting })}
        </ConfirmDialog>
      </Dialog.Root>
    </>
  );
};
