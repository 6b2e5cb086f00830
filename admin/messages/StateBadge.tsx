import { Status, Typography, type StatusVariant } from '@strapi/design-system';
import type { MessageState } from '../../server/contract';
import { useWords } from '../use-words';

/** The state of a message in a word and a colour. `new`: not saved yet. */
export const StateBadge = ({ state }: { state: MessageState | 'new' }) => {
  const say = useWords();
  return (
    <Status variant={VARIANTS[state]} size="S" display="inline-flex">
      <Typography tag="span" variant="omega" fontWeight="bold">
        {say(`delivery.state.${state}`)}
      </Typography>
    </Status>
  );
};

const VARIANTS: Record<MessageState | 'new', StatusVariant> = {
  new: 'neutral',
  waiting: 'secondary',
  held: 'danger',
  sending: 'primary',
  sent: 'success',
};
