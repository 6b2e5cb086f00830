import { Box, Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { CheckCircle, CrossCircle } from '@strapi/icons';
import { useIntl } from 'react-intl';
import type { CheckStep } from '../../server/contract';
import { t } from '../translate';

/** One line for each stage of a test, in the order in which they were run. */
export const CheckSteps = ({ steps }: { steps: CheckStep[] }) => {
  const { formatMessage } = useIntl();
  return (
    <Flex
      tag="ol"
      direction="column"
      alignItems="stretch"
      gap={2}
      aria-label={formatMessage(t('report.steps'))}
    >
      {steps.map((step) => (
        <Step key={step.stage} step={step} />
      ))}
    </Flex>
  );
};

const Step = ({ step }: { step: CheckStep }) => {
  const { formatMessage, formatNumber } = useIntl();
  const Icon = step.ok ? CheckCircle : CrossCircle;
  return (
    <Flex tag="li" gap={3} alignItems="flex-start">
      <Box paddingTop={1} shrink={0}>
        <Icon
          aria-hidden
          width="1.6rem"
          height="1.6rem"
          fill={step.ok ? 'success600' : 'danger600'}
        />
        <VisuallyHidden>
          {formatMessage(t(step.ok ? 'report.step.ok' : 'report.step.failed'))}
        </VisuallyHidden>
      </Box>
      <Box flex="1" minWidth={0}>
        <Typography tag="p" fontWeight={step.ok ? 'regular' : 'bold'}>
          {formatMessage(t(`report.stage.${step.stage}`))}
        </Typography>
        {step.detail && (
          <Typography tag="p" variant="pi" textColor="neutral600">
            {step.detail}
          </Typography>
        )}
      </Box>
      <Typography variant="pi" textColor="neutral600">
        {formatMessage(t('report.step.ms'), { ms: formatNumber(Math.round(step.ms)) })}
      </Typography>
    </Flex>
  );
};
