import { Flex, Status, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { LastCheck as LastCheckResult } from '../../server/contract';
import { relativeTime } from '../relative-time';
import { t } from '../translate';

interface LastCheckProps {
  check: LastCheckResult | null;
  isChanged: boolean;
}

/** How the saved settings did when they were last tested; a changed form has not been tested. */
export const LastCheck = ({ check, isChanged }: LastCheckProps) => {
  const { formatMessage, formatRelativeTime } = useIntl();
  const words = () => {
    if (!check) return formatMessage(t('lastCheck.never'));
    const { value, unit } = relativeTime(check.at, Date.now());
    const when = formatRelativeTime(value, unit, { numeric: 'auto' });
    return formatMessage(t(check.ok ? 'lastCheck.passed' : 'lastCheck.failed'), { when });
  };
  const variant = check ? (check.ok ? 'success' : 'danger') : 'neutral';
  return (
    <Flex direction="column" alignItems={{ initial: 'flex-start', medium: 'flex-end' }} gap={1}>
      <Status variant={variant} size="S">
        <Typography variant="pi" fontWeight="semiBold">
          {words()}
        </Typography>
      </Status>
      {isChanged && (
        <Typography variant="pi" textColor="neutral600">
          {formatMessage(t('lastCheck.changed'))}
        </Typography>
      )}
      {!isChanged && check?.failure && (
        <Typography variant="pi" textColor="neutral600">
          {check.failure.message}
        </Typography>
      )}
    </Flex>
  );
};
