import { Box, Button, Flex, ProgressBar, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { SendJob } from '../../server/contract';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { SendJobSummary } from './SendJobSummary';
import { useSendJobActions } from './use-send-jobs';

/** The design system draws what is done in the colour of our background. */
const Bar = styled(ProgressBar)`
  width: 100%;
  background-color: ${({ theme }) => theme.colors.neutral200};

  > * {
    background-color: ${({ theme }) => theme.colors.primary600};
  }
`;

interface SendJobProgressProps {
  job: SendJob;
  /** Of the summary, once the job has ended. */
  onClose?: () => void;
}

/** How far a job is, with a button that stops it; afterwards how it ended, and why some were not sent. */
export const SendJobProgress = ({ job, onClose }: SendJobProgressProps) =>
  job.done ? <SendJobSummary job={job} onClose={onClose} /> : <Progress job={job} />;

const Progress = ({ job }: { job: SendJob }) => {
  const say = useWords();
  const together = useTogether();
  const { stop, isBusy } = useSendJobActions();
  const { total, remaining, sent, failed, skipped } = job;
  const title = say('job.title', { what: job.what });
  return (
    <Box
      tag="section"
      aria-label={title}
      background="neutral0"
      borderColor="neutral200"
      hasRadius
      padding={4}
      width="100%"
    >
      <Flex justifyContent="space-between" gap={4}>
        <Box>
          <Typography tag="p" fontWeight="bold">
            {title}
          </Typography>
          <Typography tag="p" variant="pi" textColor="neutral600">
            {say('job.startedBy', { by: job.by })}
          </Typography>
        </Box>
        <Button
          variant="tertiary"
          size="S"
          onClick={() => void stop(job.jobId)}
          disabled={isBusy || job.state === 'stopping'}
        >
          {say(job.state === 'stopping' ? 'job.stopping' : 'job.stop')}
        </Button>
      </Flex>
      <Box paddingTop={3} paddingBottom={2}>
        <Bar
          aria-label={title}
          value={total === 0 ? 100 : Math.round((100 * (total - remaining)) / total)}
        />
      </Box>
      <Typography tag="p" variant="pi" textColor="neutral700">
        {together(
          say('job.progress', { done: total - remaining, total }),
          say('job.figures', { sent, failed, skipped }),
        )}
      </Typography>
    </Box>
  );
};
