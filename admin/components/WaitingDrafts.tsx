import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { useState } from 'react';
import { SendJobProgress } from '../messages/SendJobProgress';
import { useSendJobActions, useSendJobs } from '../messages/use-send-jobs';
import { useWaitingDrafts } from '../settings/use-waiting-drafts';
import type { Verdict } from '../settings/use-verdict';
import { useWords } from '../use-words';

/** After settings were saved that can be used: what could not be sent before can be sent now. */
export const WaitingDrafts = ({ verdict }: { verdict: Verdict | null }) => {
  const { count, answer } = useWaitingDrafts(verdict);
  const { start } = useSendJobActions();
  const [isShown, setShown] = useState(false);
  const send = async () => {
    answer();
    await start({ state: 'unsent' });
    setShown(true);
  };
  return (
    <Box paddingBottom={count !== null || isShown ? 6 : 0}>
      {/* Always there, so that the question is read aloud. The figures of a job change too often for that. */}
      <Box role="status">
        {count !== null && <Question count={count} onSend={() => void send()} onLater={answer} />}
      </Box>
      {isShown && count === null && <Job onClose={() => setShown(false)} />}
    </Box>
  );
};

interface QuestionProps {
  count: number;
  onSend: () => void;
  onLater: () => void;
}

const Question = ({ count, onSend, onLater }: QuestionProps) => {
  const say = useWords();
  return (
    <Flex
      gap={4}
      wrap="wrap"
      justifyContent="space-between"
      background="primary100"
      borderColor="primary200"
      hasRadius
      padding={5}
    >
      <Typography fontWeight="semiBold" textColor="neutral800">
        {say('waitingDrafts.question', { count })}
      </Typography>
      <Flex gap={2}>
        <Button variant="tertiary" onClick={onLater}>
          {say('waitingDrafts.later')}
        </Button>
        <Button onClick={onSend}>{say('waitingDrafts.send')}</Button>
      </Flex>
    </Flex>
  );
};

/** The newest job of this kind: that it goes on when the page is left is said by the list of messages. */
const Job = ({ onClose }: { onClose: () => void }) => {
  const job = useSendJobs(true)?.jobs.find(({ what }) => what === 'unsent');
  return job ? <SendJobProgress job={job} onClose={onClose} /> : null;
};
