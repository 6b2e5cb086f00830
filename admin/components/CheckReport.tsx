import { Box, Button, Flex, Typography } from '@strapi/design-system';
import type { Request, Verdict } from '../settings/use-verdict';
import type { MessageKey } from '../dictionary';
import { useWords } from '../use-words';
import { CheckSteps } from './CheckSteps';
import { Failure } from './Failure';

interface CheckReportProps {
  verdict: Verdict | null;
  running: Request | null;
  onSaveAnyway: () => void;
}

/** The last test of this visit, step by step. The box is always there, so that its changes are read aloud. */
export const CheckReport = ({ verdict, running, onSaveAnyway }: CheckReportProps) => {
  const say = useWords();
  return (
    <Box
      role="status"
      aria-label={say('report.title')}
      paddingBottom={running === null && verdict === null ? 0 : 6}
    >
      {running !== null && <Typography>{say('action.saving')}</Typography>}
      {verdict && <Result verdict={verdict} onSaveAnyway={onSaveAnyway} />}
    </Box>
  );
};

const Result = ({ verdict, onSaveAnyway }: { verdict: Verdict; onSaveAnyway: () => void }) => {
  const say = useWords();
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
        {say(headline(report.ok, saved))}
      </Typography>
      {!report.ok && (
        <Failure
          message={report.failure?.message ?? say('report.noReason')}
          hint={report.failure?.hint}
          response={response}
        />
      )}
      {report.steps.length > 0 && <CheckSteps steps={report.steps} />}
      {!report.ok && !saved && (
        <Flex gap={4} alignItems="center" wrap={{ initial: 'wrap', medium: 'nowrap' }}>
          <Box shrink={0}>
            <Button variant="danger-light" onClick={onSaveAnyway}>
              {say('action.saveAnyway')}
            </Button>
          </Box>
          <Typography textColor="neutral700">{say('action.saveAnywayHint')}</Typography>
        </Flex>
      )}
    </Flex>
  );
};

const headline = (ok: boolean, saved: boolean): MessageKey => {
  if (ok) return saved ? 'report.passed' : 'report.passedUnsaved';
  return saved ? 'report.failedSaved' : 'report.failed';
};
