import { Box, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { HistoryEntry } from '../../server/contract';
import { useFailureWords } from '../failure-words';
import { useWords } from '../use-words';

/** Every attempt to send a message and every change of it, the newest first. */
export const Attempts = ({ attempts }: { attempts: HistoryEntry[] }) => {
  const say = useWords();
  const count = attempts.filter(({ result }) => result !== 'edited').length;
  return (
    <Box>
      <Typography tag="h3" variant="pi" fontWeight="bold" textColor="neutral700">
        {say('delivery.attempts', { count })}
      </Typography>
      <Flex tag="ol" direction="column" alignItems="stretch" gap={3} paddingTop={1}>
        {attempts.toReversed().map((attempt, index) => (
          <Entry key={`${attempt.at}-${index}`} attempt={attempt} />
        ))}
      </Flex>
    </Box>
  );
};

/** Who is no person: what stands in the history for each of them, and the sentence that says it. */
const MACHINES = { 'send()': 'send', retry: 'retry', restart: 'restart' } as const;
const byMachine = (by: string): by is keyof typeof MACHINES => Object.hasOwn(MACHINES, by);

const Entry = ({ attempt }: { attempt: HistoryEntry }) => {
  const say = useWords();
  const sayFailure = useFailureWords();
  const intl = useIntl();
  const fieldNames = ({ fields = [] }: HistoryEntry): string =>
    intl.formatList(
      fields.map((field) => say(`message.${field}`)),
      { type: 'conjunction' },
    );
  const when =
    attempt.at && intl.formatDate(attempt.at, { dateStyle: 'medium', timeStyle: 'short' });
  const { message } = sayFailure({ ...attempt, message: attempt.message ?? '', hint: '' });
  return (
    <li>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {byMachine(attempt.by)
          ? say(`delivery.attempt.${MACHINES[attempt.by]}`, { when })
          : say('delivery.attempt', { when, by: attempt.by })}
      </Typography>
      <Typography tag="p">
        {attempt.result === 'edited'
          ? say('delivery.edited', { fields: fieldNames(attempt) })
          : say(`delivery.result.${attempt.result}`)}
      </Typography>
      {attempt.to && (
        <Typography tag="p" variant="pi" textColor="neutral700">
          {attempt.insteadOf
            ? say('delivery.insteadOf', { to: attempt.to, insteadOf: attempt.insteadOf })
            : say('delivery.elsewhere', { to: attempt.to })}
        </Typography>
      )}
      {[message, attempt.response].filter(Boolean).map((words) => (
        <Typography key={words} tag="p" variant="pi" textColor="neutral700" ellipsis={false}>
          {words}
        </Typography>
      ))}
    </li>
  );
};
