import { Button, Flex } from '@strapi/design-system';
import { Check, Server } from '@strapi/icons';
import type { Request } from '../settings/use-verdict';
import { useWords } from '../use-words';

interface SaveActionsProps {
  running: Request | null;
  onCheck: () => void;
}

/** Always enabled, also without changes: then Save Changes simply tests again. */
export const SaveActions = ({ running, onCheck }: SaveActionsProps) => {
  const say = useWords();
  const label = (own: 'action.save' | 'action.check', mine: boolean) =>
    say(mine ? 'action.saving' : own);

  const isSaving = running === 'save' || running === 'saveAnyway';
  const isChecking = running === 'check';
  return (
    <Flex gap={2} wrap="wrap">
      <Button
        variant="secondary"
        startIcon={<Server />}
        onClick={onCheck}
        loading={isChecking}
        disabled={running !== null}
      >
        {label('action.check', isChecking)}
      </Button>
      <Button type="submit" startIcon={<Check />} loading={isSaving} disabled={running !== null}>
        {label('action.save', isSaving)}
      </Button>
    </Flex>
  );
};
