import { Button, Flex } from '@strapi/design-system';
import { Check, Server } from '@strapi/icons';
import type { Running } from '../settings/use-verdict';
import { useWords } from '../use-words';

interface SaveActionsProps {
  running: Running | null;
  /** `id` of the form that Save Changes belongs to. */
  form: string;
  onCheck: () => void;
}

/** Always enabled, also without changes: then Save Changes simply tests again. */
export const SaveActions = ({ running, form, onCheck }: SaveActionsProps) => {
  const say = useWords();
  const label = (own: 'action.save' | 'action.check', mine: boolean) =>
    say(mine ? 'action.saving' : own);

  const isChecking = running?.request === 'check';
  const isSaving = running !== null && !isChecking;
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
      <Button
        type="submit"
        form={form}
        startIcon={<Check />}
        loading={isSaving}
        disabled={running !== null}
      >
        {label('action.save', isSaving)}
      </Button>
    </Flex>
  );
};
