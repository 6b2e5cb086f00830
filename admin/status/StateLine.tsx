import { Flex, Status, Typography, type StatusVariant } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { Health, HealthState } from '../../server/contract';
import { useWords } from '../use-words';

/** The state in a word, and since when. */
export const StateLine = ({ health: { state, since } }: { health: Health }) => {
  const say = useWords();
  const intl = useIntl();
  return (
    <Flex gap={2} wrap="wrap">
      <Status variant={VARIANTS[state]} size="S">
        {/* In the colour of the state it could not be read: 2.7 to 1 on its own background. */}
        <Typography variant="omega" fontWeight="bold" textColor="neutral800">
          {say(`status.state.${state}`)}
        </Typography>
      </Status>
      {since !== null && (
        <Typography textColor="neutral600" tag="time" dateTime={since}>
          {say('status.since', {
            when: intl.formatDate(since, { dateStyle: 'medium', timeStyle: 'short' }),
          })}
        </Typography>
      )}
    </Flex>
  );
};

const VARIANTS: Record<HealthState, StatusVariant> = {
  working: 'success',
  degraded: 'warning',
  down: 'danger',
  untested: 'neutral',
};
