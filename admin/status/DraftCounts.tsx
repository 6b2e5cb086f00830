import { Flex, Grid, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { useRelativeTime } from '../use-relative-time';
import { useWords } from '../use-words';
import { listOf } from './places';
import type { StatusView } from './use-status';

const STATES = ['waiting', 'held', 'sending'] as const;

/** How many drafts there are, and the way to them. */
export const DraftCounts = ({ status }: { status: StatusView }) => {
  const say = useWords();
  const { drafts } = status;
  return (
    <Grid.Root gap={4} tag="ul" aria-label={say('status.drafts')}>
      {STATES.map((state) => (
        <Grid.Item
          key={state}
          tag="li"
          col={4}
          s={12}
          xs={12}
          direction="column"
          alignItems="stretch"
        >
          <Flex
            direction="column"
            alignItems="flex-start"
            gap={1}
            height="100%"
            background="neutral0"
            hasRadius
            shadow="filterShadow"
            padding={{ initial: 4, medium: 6 }}
          >
            <Typography variant="sigma" textColor="neutral600">
              {say(`status.${state}`)}
            </Typography>
            <Typography variant="alpha" tag="p">
              {drafts[state]}
            </Typography>
            <Typography textColor="neutral700">
              {say(`status.${state}.words`, { count: drafts[state] })}{' '}
              <Age state={state} status={status} />
            </Typography>
            {drafts[state] > 0 && (
              <Link tag={NavLink} to={listOf(state)}>
                {say('status.showList')}
              </Link>
            )}
          </Flex>
        </Grid.Item>
      ))}
    </Grid.Root>
  );
};

interface AgeProps {
  state: (typeof STATES)[number];
  status: StatusView;
}

const Age = ({ state, status: { oldestWaitingAt, newestHeldAt } }: AgeProps) => {
  const say = useWords();
  const relative = useRelativeTime();
  if (state === 'waiting' && oldestWaitingAt !== null) {
    return <>{say('status.waiting.oldest', { when: relative(oldestWaitingAt, 'past') })}</>;
  }
  if (state === 'held' && newestHeldAt !== null) {
    return <>{say('status.held.newest', { when: relative(newestHeldAt, 'past') })}</>;
  }
  return null;
};
