import { Box, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { Attempt } from '../../server/contract';
import { useWords } from '../use-words';

/** Every attempt to send a message, the newest first. */
export const Attempts = ({ attempts }: { attempts: Attempt[] }) => {
  const say = useWords();
  return (
    <Box>
      <Typography tag="h3" variant="pi" fontWeight="bold" textColor="neutral700">
        {say('delivery.attempts', { count: attempts.length })}
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
  const say = useWords();
  const intl = useIntl();
  const when =
    attempt.at && intl.formatDate(attempt.at, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {say('delivery.attempt', { when, by: attempt.by })}
      </Typography>
      <Typography tag="p">{say(`delivery.result.${attempt.result}`)}</Typography>
      {[attempt.message, attempt.response].filter(Boolean).map((words) => (
        <Typography key={words} tag="p" variant="pi" textColor="neutral700" ellipsis={false}>
          {words}
        </Typography>
      ))}
    </li>
  );
};
