import { Button, Dialog } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';
import { useEffect } from 'react';
import { useBlocker } from 'react-router-dom';
import { useWords } from '../use-words';

/** Asks before changes are lost: inside the panel with a dialog, at the browser's own doors with its own. */
export const UnsavedChanges = ({ when }: { when: boolean }) => {
  const say = useWords();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      when && currentLocation.pathname !== nextLocation.pathname,
  );

  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [when]);

  if (blocker.state !== 'blocked') return null;
  return (
    <Dialog.Root defaultOpen onOpenChange={(open) => !open && blocker.reset()}>
      <ConfirmDialog
        title={say('leave.title')}
        startAction={
          <Button fullWidth variant="tertiary" onClick={() => blocker.reset()}>
            {say('leave.stay')}
          </Button>
        }
        endAction={
          <Button fullWidth variant="danger-light" onClick={() => blocker.proceed()}>
            {say('leave.leave')}
          </Button>
        }
      >
        {say('leave.body')}
      </ConfirmDialog>
    </Dialog.Root>
  );
};
