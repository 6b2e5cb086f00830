import { Button, Flex, Grid, Link, Typography } from '@strapi/design-system';
import { ArrowLeft } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import type { Problem } from '../problem';
import { useProblemWords } from '../problem-words';
import { useWords } from '../use-words';
import { Card } from './Card';
import { DraftCounts } from './DraftCounts';
import { LastError } from './LastError';
import { SETTINGS_PAGE } from './places';
import { PoolFigures } from './PoolFigures';
import { Reasons } from './Reasons';
import { StateLine } from './StateLine';
import { Traffic } from './Traffic';
import { refreshStatus, useStatus, type StatusView } from './use-status';

const ASK_EVERY_MS = 10_000;

/** Setup › Mail › Outgoing Mail › SMTP Server › Status. */
const StatusPage = () => {
  const say = useWords();
  const { data, problem } = useStatus(ASK_EVERY_MS);
  if (data === null) {
    return problem === null ? (
      <Page.Loading>{say('status.loading')}</Page.Loading>
    ) : (
      <NotLoaded problem={problem} />
    );
  }
  return (
    <Page.Main>
      <Page.Title>{say('status.title')}</Page.Title>
      <Layouts.Header
        navigationAction={
          <Link tag={NavLink} to={SETTINGS_PAGE} startIcon={<ArrowLeft />}>
            {say('status.back')}
          </Link>
        }
        title={say('status.title')}
        subtitle={say('status.intro')}
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6} paddingBottom={8}>
          {problem !== null && <Stale problem={problem} />}
          <Grid.Root gap={4}>
            <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
              <State status={data} />
            </Grid.Item>
            <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
              <Card id="outgoing-mail-last-error" title={say('status.lastError')}>
                <LastError failure={data.lastFailure} />
              </Card>
            </Grid.Item>
          </Grid.Root>
          <DraftCounts status={data} />
          <Traffic />
          <PoolFigures pool={data.pool} />
        </Flex>
      </Layouts.Content>
    </Page.Main>
  );
};

export default StatusPage;

const State = ({ status: { health } }: { status: StatusView }) => {
  const say = useWords();
  return (
    <Card id="outgoing-mail-health" title={say('status.now')}>
      {/* Read out when it changes, and not every time that it is asked for. */}
      <Flex role="status" direction="column" alignItems="stretch" gap={3}>
        <StateLine health={health} />
        <Reasons health={health} />
      </Flex>
    </Card>
  );
};

const NotLoaded = ({ problem }: { problem: Problem }) => {
  const say = useWords();
  const sayProblem = useProblemWords();
  const reason = sayProblem.problem(problem);
  return (
    <Page.Error
      content={say('status.loadFailed', { reason })}
      action={
        <Button variant="secondary" onClick={refreshStatus}>
          {say('page.tryAgain')}
        </Button>
      }
    />
  );
};

const Stale = ({ problem }: { problem: Problem }) => {
  const say = useWords();
  const sayProblem = useProblemWords();
  const reason = sayProblem.problem(problem);
  return (
    <Typography role="status" textColor="danger700">
      {say('status.stale', { reason })}
    </Typography>
  );
};
