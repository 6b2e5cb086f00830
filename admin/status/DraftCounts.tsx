import { Flex, Grid, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { useRelativeTime } from '../use-relative-time';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { listOf } from './places';
import type { StatusView } from './use-status';

const STATES = ['waiting', 'held', 'sending'] as const;

/** How many drafts there are, and the way to them. */
export const DraftCounts = ({ status }: { status: StatusView }) => {
  const say = useWords();
  const together = useTogether();
  const age = useAge(status);
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
              {together(say(`status.${state}.words`, { count: drafts[state] }), age(state))}
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

/** Since when the oldest waits, or when the newest was held. */
const useAge = ({ oldestWaitingAt, newestHeldAt }: StatusView) => {
  const say = useWords();
  const relative = useRelativeTime();
  return (state: (typeof STATES)[number]): string | null => {
    if (state === 'waiting' && oldestWaitingAt !== null)
      return say('status.waiting.oldest', { when: relative(oldestWaitingAt, 'past') });
    if (state === 'held' && newestHeldAt !== null)
      return say('status.held.newest', { when: relative(newestHeldAt, 'past') });
    return null;
  };
};
