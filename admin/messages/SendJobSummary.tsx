import { Alert, Box, Typography } from '@strapi/design-system';
import { Link as RouterLink } from 'react-router-dom';
import {
  FAILURE_CODES,
  SEND_JOB_SKIPS,
  type SendJob,
  type SendJobSkip,
} from '../../server/contract';
import type { MessageKey } from '../dictionary';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { listOf, type ListFilter } from './messages-link';

interface SendJobSummaryProps {
  job: SendJob;
  onClose?: () => void;
}

/** How a job ended; each reason why messages were not sent leads to those that have it. */
export const SendJobSummary = ({ job, onClose }: SendJobSummaryProps) => {
  const say = useWords();
  const together = useTogether();
  const { sent, failed, skipped, remaining } = job;
  const isWell = job.state === 'done' && failed + skipped === 0;
  const reasons = reasonsOf(job);
  return (
    <Alert
      variant={isWell ? 'success' : 'warning'}
      title={say(`job.ended.${job.state}`)}
      closeLabel={say('job.close')}
      onClose={onClose}
      width="100%"
    >
      <Box tag="span" display="block">
        {together(
          say('job.figures', { sent, failed, skipped }),
          remaining > 0 && say('job.left', { count: remaining }),
        )}
      </Box>
      {reasons.length > 0 && (
        <Box tag="ul" paddingTop={1}>
          {reasons.map(({ key, count, filter }) => (
            <li key={key}>
              <Reason words={say('job.reason', { reason: say(key), count })} filter={filter} />
            </li>
          ))}
        </Box>
      )}
      <Typography tag="p" variant="pi" textColor="neutral600" paddingTop={1}>
        {say('job.startedBy', { by: job.by })}
      </Typography>
    </Alert>
  );
};

const Reason = ({ words, filter }: { words: string; filter: ListFilter | null }) =>
  filter === null ? (
    <Typography>{words}</Typography>
  ) : (
    <Typography tag={RouterLink} to={listOf(filter)} textColor="primary700">
      {words}
    </Typography>
  );

interface Reasons {
  key: MessageKey;
  count: number;
  /** Which messages these are; null: nothing in them tells. */
  filter: ListFilter | null;
}

const reasonsOf = ({ failures, skips }: SendJob): Reasons[] =>
  [
    ...FAILURE_CODES.map((failureCode) => ({
      key: `reason.${failureCode}` as const,
      count: failures[failureCode] ?? 0,
      filter: { failureCode },
    })),
    ...(['INVALID', 'ERROR'] as const).map((failure) => ({
      key: `reason.${failure}` as const,
      count: failures[failure] ?? 0,
      filter: null,
    })),
    ...SEND_JOB_SKIPS.map((skip) => ({
      key: `job.skipped.${skip}` as const,
      count: skips[skip] ?? 0,
      filter: FILTER_OF_SKIP[skip],
    })),
  ].filter(({ count }) => count > 0);

const FILTER_OF_SKIP: Record<SendJobSkip, ListFilter | null> = {
  sending: { state: 'sending' },
  'sent-before': { state: 'sent' },
  missing: null,
  wiped: { content: 'wiped' },
  'in-doubt': { outcome: 'uncertain' },
};
