import { Flex, Status, Typography } from '@strapi/design-system';
import type { LastCheck as LastCheckResult } from '../../server/contract';
import { useRelativeTime } from '../use-relative-time';
import { useWords } from '../use-words';

interface LastCheckProps {
  check: LastCheckResult | null;
  isChanged: boolean;
}

/** How the saved settings did when they were last tested; a changed form has not been tested. */
export const LastCheck = ({ check, isChanged }: LastCheckProps) => {
  const say = useWords();
  const relative = useRelativeTime();
  const words = () => {
    if (!check) return say('lastCheck.never');
    const when = relative(check.at, 'past');
    return say(check.ok ? 'lastCheck.passed' : 'lastCheck.failed', { when });
  };
  const variant = check ? (check.ok ? 'success' : 'danger') : 'neutral';
  return (
    <Flex direction="column" alignItems={{ initial: 'flex-start', medium: 'flex-end' }} gap={1}>
      <Status variant={variant} size="S">
        <Typography variant="pi" fontWeight="semiBold">
          {words()}
        </Typography>
      </Status>
      {isChanged && (
        <Typography variant="pi" textColor="neutral600">
          {say('lastCheck.changed')}
        </Typography>
      )}
      {!isChanged && check?.failure && (
        <Typography variant="pi" textColor="neutral600">
          {check.failure.message}
        </Typography>
      )}
    </Flex>
  );
};
