import { Flex, Typography } from '@strapi/design-system';
import type { LastFailure } from '../../server/contract';
import { Failure } from '../components/Failure';
import { useRelativeTime } from '../use-relative-time';
import { useWords } from '../use-words';
import { useLastError } from './use-last-error';

/** What went wrong last, and when. */
export const LastError = ({ failure }: { failure: LastFailure | null }) => {
  const say = useWords();
  const relative = useRelativeTime();
  const inWords = useLastError();
  if (failure === null) {
    return <Typography textColor="neutral700">{say('status.lastError.none')}</Typography>;
  }
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Failure {...inWords(failure)} />
      <Typography variant="pi" textColor="neutral600">
        {say('status.lastError.when', { when: relative(failure.at, 'past') })}
      </Typography>
    </Flex>
  );
};
