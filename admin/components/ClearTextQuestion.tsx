import { Button, Dialog } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';
import { useWords } from '../use-words';

interface ClearTextQuestionProps {
  host: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asked by the server before user name and password go unencrypted to another machine. */
export const ClearTextQuestion = ({ host, onConfirm, onCancel }: ClearTextQuestionProps) => {
  const say = useWords();
  return (
    <Dialog.Root defaultOpen onOpenChange={(open) => !open && onCancel()}>
      <ConfirmDialog
        title={say('clearText.title')}
        startAction={
          <Button fullWidth variant="tertiary" onClick={onCancel}>
            {say('clearText.cancel')}
          </Button>
        }
        endAction={
          <Button fullWidth variant="danger-light" onClick={onConfirm}>
            {say('clearText.confirm')}
          </Button>
        }
      >
        {say('clearText.body', { host })}
      </ConfirmDialog>
    </Dialog.Root>
  );
};
