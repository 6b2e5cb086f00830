import { Button, Flex, Typography } from '@strapi/design-system';
import { useWaitingDrafts } from '../settings/use-waiting-drafts';
import type { Verdict } from '../settings/use-verdict';
import { useWords } from '../use-words';

/** After settings were saved that can be used: what could not be sent before can be sent now. */
export const WaitingDrafts = ({ verdict }: { verdict: Verdict | null }) => {
  const say = useWords();
  const { drafts, send, dismiss } = useWaitingDrafts(verdict);
  if (drafts.step === 'none') return null;
  return (
    <Flex
      role="status"
      gap={4}
      wrap="wrap"
      justifyContent="space-between"
      background="primary100"
      borderColor="primary200"
      hasRadius
      padding={5}
    >
      <Typography fontWeight="semiBold" textColor="neutral800">
        {words()}
      </Typography>
      {drafts.step === 'asking' && (
        <Flex gap={2}>
          <Button variant="tertiary" onClick={dismiss}>
            {say('waitingDrafts.later')}
          </Button>
          <Button onClick={send}>{say('waitingDrafts.send')}</Button>
        </Flex>
      )}
      {drafts.step === 'sent' && (
        <Button variant="tertiary" onClick={dismiss}>
          {say('waitingDrafts.close')}
        </Button>
      )}
    </Flex>
  );

  function words(): string {
    switch (drafts.step) {
      case 'asking':
        return say('waitingDrafts.question', { count: drafts.count });
      case 'sending': {
        const { done, total } = drafts;
        return total === 0 ? say('sendMany.starting') : say('sendMany.progress', { done, total });
      }
      case 'sent': {
        const { sent, failed, skipped } = drafts;
        const summary = say('sendMany.summary', { sent, failed, skipped });
        return skipped === 0 ? summary : `${summary} ${say('sendMany.skipped')}`;
      }
      case 'none':
        return '';
    }
  }
};
