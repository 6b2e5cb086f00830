import { Box, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { LiveStep, StepState } from '../settings/live-check';
import { useWords } from '../use-words';
import { StepFacts } from './StepFacts';
import { StepIcon } from './StepIcon';

/** One line for each stage of a test, in the order in which they are run, those to come among them. */
export const CheckSteps = ({ steps }: { steps: LiveStep[] }) => {
  const say = useWords();
  return (
    <Flex tag="ol" direction="column" alignItems="stretch" gap={2} aria-label={say('report.steps')}>
      {steps.map((step) => (
        <Step key={step.stage} step={step} />
      ))}
    </Flex>
  );
};

const Step = ({ step: { stage, state, step } }: { step: LiveStep }) => {
  const say = useWords();
  const intl = useIntl();
  return (
    <Flex tag="li" gap={3} alignItems="flex-start" data-state={state}>
      <StepIcon state={state} />
      <Box flex="1" minWidth={0}>
        <Typography
          tag="p"
          lineHeight="2.4rem"
          fontWeight={state === 'failed' || state === 'running' ? 'bold' : 'regular'}
          textColor={COLOURS[state]}
        >
          {say(`report.stage.${stage}`)}
        </Typography>
        {step && <StepFacts step={step} />}
      </Box>
      {step && (
        <Typography variant="pi" lineHeight="2.4rem" textColor="neutral600">
          {say('report.step.ms', { ms: intl.formatNumber(Math.round(step.ms)) })}
        </Typography>
      )}
    </Flex>
  );
};

/** What has not been run is grey. */
const COLOURS = {
  coming: 'neutral600',
  skipped: 'neutral600',
  running: 'neutral800',
  passed: 'neutral800',
  failed: 'danger700',
} as const satisfies Record<StepState, string>;
