import { Box, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { Attempt } from '../../server/contract';
import { t } from '../translate';

/** Every attempt to send a message, the newest first. */
export const Attempts = ({ attempts }: { attempts: Attempt[] }) => {
  const { formatMessage } = useIntl();
  return (
    <Box>
      <Typography tag="h3" variant="pi" fontWeight="bold" textColor="neutral700">
        {formatMessage(t('delivery.attempts'), { count: attempts.length })}
      </Typography>
      <Flex tag="ol" direction="column" alignItems="stretch" gap={3} paddingTop={1}>
        {attempts.toReversed().map((attempt, index) => (
          <Entry key={`${attempt.at}-${index}`} attempt={attempt} />
        ))}
      </Flex>
    </Box>
  );
};

const Entry = ({ attempt }: { attempt: Attempt }) => {
  const { formatMessage, formatDate } = useIntl();
  const when = attempt.at && formatDate(attempt.at, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {formatMessage(t('delivery.attempt'), { when, by: attempt.by })}
      </Typography>
      <Typography tag="p">{formatMessage(t(`delivery.result.${attempt.result}`))}</Typography>
      {[attempt.message, attempt.response].filter(Boolean).map((words) => (
        <Typography key={words} tag="p" variant="pi" textColor="neutral700" ellipsis={false}>
          {words}
        </Typography>
      ))}
    </li>
  );
};
