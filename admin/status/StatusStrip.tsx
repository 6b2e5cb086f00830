import { Flex, Link, Typography } from '@strapi/design-system';
import { ArrowRight } from '@strapi/icons';
import { useEffect, useRef } from 'react';
import { NavLink } from 'react-router-dom';
import { useWords } from '../use-words';
import { listOf, STATUS_PAGE } from './places';
import { StateLine } from './StateLine';
import { refreshStatus, useStatus } from './use-status';

const ASK_EVERY_MS = 30_000;

interface StatusStripProps {
  /** When the settings were checked last: what that found out is asked for at once. */
  checkedAt: string | undefined;
}

/** How mail stands, in one line above the settings, and the way to all of it. */
export const StatusStrip = ({ checkedAt }: StatusStripProps) => {
  const say = useWords();
  const { data } = useStatus(ASK_EVERY_MS);
  const known = useRef(checkedAt);
  useEffect(() => {
    if (known.current !== checkedAt) refreshStatus();
    known.current = checkedAt;
  }, [checkedAt]);

  if (data === null) return null;
  const { health, drafts, lastFailure } = data;
  return (
    <Flex
      tag="section"
      aria-label={say('status.title')}
      direction="column"
      alignItems="stretch"
      gap={2}
      background="neutral0"
      borderColor="neutral200"
      hasRadius
      padding={5}
    >
      <Flex justifyContent="space-between" gap={4} wrap="wrap">
        <Flex gap={5} wrap="wrap">
          <StateLine health={health} />
          {(['waiting', 'held'] as const).map(
            (state) =>
              drafts[state] > 0 && (
                <Link key={state} tag={NavLink} to={listOf(state)}>
                  {say('status.count', { state: say(`status.${state}`), count: drafts[state] })}
                </Link>
              ),
          )}
        </Flex>
        <Link tag={NavLink} to={STATUS_PAGE} endIcon={<ArrowRight aria-hidden />}>
          {say('status.link')}
        </Link>
      </Flex>
      {(health.state === 'down' || health.reasons.includes('ATTEMPT_FAILED')) && lastFailure && (
        <Typography textColor="neutral700">{lastFailure.message}</Typography>
      )}
    </Flex>
  );
};
