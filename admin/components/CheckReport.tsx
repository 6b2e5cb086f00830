import { Box, Button, Flex, Typography } from '@strapi/design-system';
import type { ReactNode, Ref } from 'react';
import { styled } from 'styled-components';
import { useFailureWords } from '../failure-words';
import type { Cure } from '../settings/use-cure';
import type { SettingsForm } from '../settings/use-settings-form';
import type { Running, Verdict } from '../settings/use-verdict';
import { useRelativeTime } from '../use-relative-time';
import { useWords } from '../use-words';
import { CheckSteps } from './CheckSteps';
import { CheckAnnouncement } from './CheckAnnouncement';
import { Failure } from './Failure';
import { headlineOf } from './headline';
import { Remark } from './Remark';
import { Remedies } from './Remedies';
import { useReportFocus } from './use-report-focus';

interface CheckReportProps {
  form: SettingsForm;
  verdict: Verdict | null;
  running: Running | null;
  isStale: boolean;
  onCure: Cure;
  onSave: () => void;
  onSaveAnyway: () => void;
}

/** The test of this visit, step by step while it runs and with what came of it afterwards. */
export const CheckReport = (props: CheckReportProps) => {
  const { running, verdict } = props;
  const say = useWords();
  const heading = useReportFocus(running, verdict);
  return (
    <>
      <CheckAnnouncement running={running} verdict={verdict} />
      {running && (
        <Card heading={heading} title={say('report.testing')} colour="neutral">
          <CheckSteps steps={running.steps} />
        </Card>
      )}
      {verdict && <Result {...props} verdict={verdict} heading={heading} />}
    </>
  );
};

type ResultProps = CheckReportProps & { verdict: Verdict; heading: Ref<HTMLHeadingElement> };

const Result = ({ form, verdict, isStale, heading, onCure, onSave, onSaveAnyway }: ResultProps) => {
  const say = useWords();
  const sayFailure = useFailureWords();
  const { report, saved, steps } = verdict;
  const colour = isStale ? 'neutral' : report.ok ? 'success' : 'danger';
  const response = report.steps.find(({ failure }) => failure)?.failure?.response;
  const title = say(headlineOf(verdict));
  return (
    <Card heading={heading} title={title} colour={colour} age={<Age {...{ verdict, isStale }} />}>
      {!report.ok && (
        <Failure
          {...(report.failure ? sayFailure(report.failure) : { message: say('report.noReason') })}
          response={response}
        />
      )}
      {!isStale && report.failure && (
        <Remedies form={form} failure={report.failure} onCure={onCure} />
      )}
      {steps.length > 0 && <CheckSteps steps={steps} />}
      {!isStale && report.ok && !saved && form.isChanged && (
        <Flex>
          <Button onClick={onSave}>{say('action.saveNow')}</Button>
        </Flex>
      )}
      {!isStale && !report.ok && !saved && (
        <Flex gap={4} alignItems="center" wrap={{ initial: 'wrap', medium: 'nowrap' }}>
          <Box shrink={0}>
            <Button variant="danger-light" onClick={onSaveAnyway}>
              {say('action.saveAnyway')}
            </Button>
          </Box>
          <Typography textColor="neutral700">{say('action.saveAnywayHint')}</Typography>
        </Flex>
      )}
    </Card>
  );
};

const Age = ({ verdict, isStale }: Pick<ResultProps, 'verdict' | 'isStale'>) => {
  const say = useWords();
  const relative = useRelativeTime();
  if (isStale) return <Remark>{say('report.stale')}</Remark>;
  return (
    <Typography variant="pi" textColor="neutral600">
      {say('report.tested', { when: relative(verdict.at, 'past') })}
    </Typography>
  );
};

interface CardProps {
  title: string;
  heading: Ref<HTMLHeadingElement>;
  colour: 'neutral' | 'success' | 'danger';
  age?: ReactNode;
  children: ReactNode;
}

const Card = ({ title, heading, colour, age, children }: CardProps) => (
  <Box paddingBottom={6}>
    <Flex
      tag="section"
      aria-labelledby="outgoing-mail-report"
      direction="column"
      alignItems="stretch"
      gap={5}
      background="neutral0"
      borderColor={`${colour}200`}
      hasRadius
      shadow="filterShadow"
      padding={{ initial: 4, medium: 6 }}
    >
      <Flex justifyContent="space-between" alignItems="baseline" gap={2} wrap="wrap">
        <Heading
          ref={heading}
          id="outgoing-mail-report"
          tag="h2"
          variant="delta"
          textColor={colour === 'neutral' ? 'neutral800' : `${colour}700`}
          // Not in the order of Tab: only led to.
          tabIndex={-1}
        >
          {title}
        </Heading>
        {age}
      </Flex>
      {children}
    </Flex>
  </Box>
);

/** Stays clear of the page's own header, which does not scroll away. */
const Heading = styled(Typography<'h2'>)`
  scroll-margin-top: 16rem;

  &:focus {
    outline: none;
  }
`;
