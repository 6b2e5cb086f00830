import { Button, Dialog } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { ConfirmDialog, unstable_useDocumentActions, useDocumentRBAC } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { MESSAGE_UID } from '../../server/contract';
import { useWords } from '../use-words';
import { discardWords } from './discard';
import type { Message } from './message';

const COLLECTION = 'collection-types';

/** Removes the open message, after a question that says what is lost. */
export const DiscardButton = ({
  documentId,
  message,
}: {
  documentId: string;
  message: Message;
}) => {
  const say = useWords();
  const navigate = useNavigate();
  const mayDelete = useDocumentRBAC('DiscardButton', ({ canDelete }) => canDelete);
  const { delete: remove, isLoading } = unstable_useDocumentActions();
  const [isAsking, setAsking] = useState(false);
  if (!mayDelete) return null;

  const words = discardWords(message);
  const discard = async () => {
    const result = await remove({
      collectionType: COLLECTION,
      model: MESSAGE_UID,
      documentId,
      params: { locale: '*' },
    });
    setAsking(false);
    // Refused: Strapi has said why.
    if ('error' in result) return;
    navigate({ pathname: `../${COLLECTION}/${MESSAGE_UID}` }, { replace: true });
  };
  return (
    <>
      <Button
        type="button"
        variant="danger-light"
        fullWidth
        startIcon={<Trash />}
        onClick={() => setAsking(true)}
        disabled={message.state === 'sending' || isLoading}
      >
        {say(words.action)}
      </Button>
      <Dialog.Root open={isAsking} onOpenChange={setAsking}>
        <ConfirmDialog
          title={say(words.title)}
          endAction={
            <Button
              fullWidth
              variant="danger-light"
              onClick={() => void discard()}
              loading={isLoading}
            >
              {say(words.action)}
            </Button>
          }
        >
          {say(words.body)}
        </ConfirmDialog>
      </Dialog.Root>
    </>
  );
};
