import { Flex, Status, Typography } from '@strapi/design-system';
import type { LastCheck as LastCheckResult } from '../../server/contract';
import { useFailureWords } from '../failure-words';
import { useRelativeTime } from '../use-relative-time';
import { useWords } from '../use-words';
import { Remark } from './Remark';

interface LastCheckProps {
  check: LastCheckResult | null;
  isChanged: boolean;
}

/** How the saved settings did when they were last tested; a changed form has not been tested. */
export const LastCheck = ({ check, isChanged }: LastCheckProps) => {
  const say = useWords();
  const sayFailure = useFailureWords();
  const relative = useRelativeTime();
  const words = () => {
    if (!check) return say('lastCheck.never');
    const when = relative(check.at, 'past');
    return say(check.ok ? 'lastCheck.passed' : 'lastCheck.failed', { when });
  };
  // What was found out about other settings than these says nothing any more.
  const variant = check && !isChanged ? (check.ok ? 'success' : 'danger') : 'neutral';
  return (
    <Flex direction="column" alignItems={{ initial: 'flex-start', medium: 'flex-end' }} gap={1}>
      <Status variant={variant} size="S">
        <Typography
          variant="pi"
          fontWeight={isChanged ? 'regular' : 'semiBold'}
          textColor={isChanged ? 'neutral600' : undefined}
        >
          {words()}
        </Typography>
      </Status>
      {isChanged && <Remark>{say('lastCheck.changed')}</Remark>}
      {!isChanged && check?.failure && (
        <Typography variant="pi" textColor="neutral600">
          {sayFailure(check.failure).message}
        </Typography>
      )}
    </Flex>
  );
};
