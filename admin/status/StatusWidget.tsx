import { Flex, Link, Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';
import { lazy, Suspense } from 'react';
import { NavLink } from 'react-router-dom';
import { useRelativeTime } from '../use-relative-time';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { useLastError } from './use-last-error';
import { Legend } from './Legend';
import { listOf } from './places';
import { sumOf, totalOf } from './series';
import { StateLine } from './StateLine';
import { useHistory } from './use-history';
import { useStatus, type StatusView } from './use-status';

const TrafficChart = lazy(() => import('./TrafficChart'));

const ASK_EVERY_MS = 60_000;
const CHART_HEIGHT = 110;

/** How mail stands, on the home page. */
export const StatusWidget = () => {
  const say = useWords();
  const { data, problem } = useStatus(ASK_EVERY_MS);
  if (data === null) {
    return problem === null ? (
      <Widget.Loading>{say('status.loading')}</Widget.Loading>
    ) : (
      <Widget.Error />
    );
  }
  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Flex justifyContent="space-between" gap={3} wrap="wrap">
        <StateLine health={data.health} />
        <Counts status={data} />
      </Flex>
      <LastDay />
      <Trouble status={data} />
    </Flex>
  );
};

const Counts = ({ status: { drafts } }: { status: StatusView }) => {
  const say = useWords();
  return (
    <Flex gap={4}>
      {(['waiting', 'held'] as const).map((state) => (
        <Link key={state} tag={NavLink} to={listOf(state)}>
          {say('status.count', { state: say(`status.${state}`), count: drafts[state] })}
        </Link>
      ))}
    </Flex>
  );
};

const LastDay = () => {
  const say = useWords();
  const { data } = useHistory('24h');
  if (data === null) return null;
  if (totalOf(sumOf(data.buckets)) === 0) {
    return <Typography textColor="neutral600">{say('traffic.none')}</Typography>;
  }
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Suspense fallback={null}>
        <TrafficChart history={data} height={CHART_HEIGHT} />
      </Suspense>
      <Legend />
    </Flex>
  );
};

/** The last error, as long as it is one that counts. */
const Trouble = ({ status: { health, lastFailure } }: { status: StatusView }) => {
  const relative = useRelativeTime();
  const inWords = useLastError();
  const say = useWords();
  const together = useTogether();
  if (health.state === 'working' || lastFailure === null) return null;
  return (
    <Typography variant="pi" textColor="neutral700">
      {together(
        inWords(lastFailure).message,
        say('status.lastError.when', { when: relative(lastFailure.at, 'past') }),
      )}
    </Typography>
  );
};
