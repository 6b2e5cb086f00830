import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { Request, Verdict } from '../settings/use-verdict';
import { t, type MessageKey } from '../translate';
import { CheckSteps } from './CheckSteps';
import { Failure } from './Failure';

interface CheckReportProps {
  verdict: Verdict | null;
  running: Request | null;
  onSaveAnyway: () => void;
}

/** The last test of this visit, step by step. The box is always there, so that its changes are read aloud. */
export const CheckReport = ({ verdict, running, onSaveAnyway }: CheckReportProps) => {
  const { formatMessage } = useIntl();
  return (
    <div role="status" aria-label={formatMessage(t('report.title'))}>
      {running !== null && <Typography>{formatMessage(t('action.saving'))}</Typography>}
      {verdict && <Result verdict={verdict} onSaveAnyway={onSaveAnyway} />}
    </div>
  );
};

const Result = ({ verdict, onSaveAnyway }: { verdict: Verdict; onSaveAnyway: () => void }) => {
  const { formatMessage } = useIntl();
  const { report, saved } = verdict;
  const colour = report.ok ? 'success' : 'danger';
  const response = report.steps.find(({ failure }) => failure)?.failure?.response;
  return (
    <Flex
      direction="column"
      alignItems="stretch"
      gap={5}
      background="neutral0"
      borderColor={`${colour}200`}
      hasRadius
      shadow="filterShadow"
      padding={{ initial: 4, medium: 6 }}
    >
      <Typography tag="h2" variant="delta" textColor={`${colour}700`}>
        {formatMessage(t(headline(report.ok, saved)))}
      </Typography>
      {!report.ok && (
        <Failure
          message={report.failure?.message ?? formatMessage(t('report.noReason'))}
          hint={report.failure?.hint}
          response={response}
        />
      )}
      {report.steps.length > 0 && <CheckSteps steps={report.steps} />}
      {!report.ok && !saved && (
        <Flex gap={4} alignItems="center" wrap={{ initial: 'wrap', medium: 'nowrap' }}>
          <Box shrink={0}>
            <Button variant="danger-light" onClick={onSaveAnyway}>
              {formatMessage(t('action.saveAnyway'))}
            </Button>
          </Box>
          <Typography textColor="neutral700">
            {formatMessage(t('action.saveAnywayHint'))}
          </Typography>
        </Flex>
      )}
    </Flex>
  );
};

const headline = (ok: boolean, saved: boolean): MessageKey => {
  if (ok) return saved ? 'report.passed' : 'report.passedUnsaved';
  return saved ? 'report.failedSaved' : 'report.failed';
};
