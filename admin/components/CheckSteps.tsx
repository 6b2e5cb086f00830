import { Box, Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { CheckCircle, CrossCircle } from '@strapi/icons';
import { useIntl } from 'react-intl';
import type { CheckStep } from '../../server/contract';
import { useWords } from '../use-words';

/** One line for each stage of a test, in the order in which they were run. */
export const CheckSteps = ({ steps }: { steps: CheckStep[] }) => {
  const say = useWords();
  return (
    <Flex tag="ol" direction="column" alignItems="stretch" gap={2} aria-label={say('report.steps')}>
      {steps.map((step) => (
        <Step key={step.stage} step={step} />
      ))}
    </Flex>
  );
};

const Step = ({ step }: { step: CheckStep }) => {
  const say = useWords();
  const intl = useIntl();
  const Icon = step.ok ? CheckCircle : CrossCircle;
  return (
    <Flex tag="li" gap={3} alignItems="flex-start">
      <Box paddingTop="2px" shrink={0}>
        <Icon
          aria-hidden
          width="1.6rem"
          height="1.6rem"
          fill={step.ok ? 'success600' : 'danger600'}
        />
        <VisuallyHidden>{say(step.ok ? 'report.step.ok' : 'report.step.failed')}</VisuallyHidden>
      </Box>
      <Box flex="1" minWidth={0}>
        <Typography tag="p" fontWeight={step.ok ? 'regular' : 'bold'}>
          {say(`report.stage.${step.stage}`)}
        </Typography>
        {step.detail && (
          <Typography tag="p" variant="pi" textColor="neutral600">
            {step.detail}
          </Typography>
        )}
      </Box>
      <Typography variant="pi" textColor="neutral600">
        {say('report.step.ms', { ms: intl.formatNumber(Math.round(step.ms)) })}
      </Typography>
    </Flex>
  );
};
