import { Box, Flex, Grid, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { CLOSE_REASONS, type PoolStatus } from '../../server/contract';
import { useWords } from '../use-words';
import { Card } from './Card';

/** What the connections have carried, and why they were closed. */
export const PoolFigures = ({ pool }: { pool: PoolStatus }) => {
  const say = useWords();
  const { formatNumber } = useIntl();
  const mean = pool.messagesPerConnection;
  return (
    <Card id="outgoing-mail-pool" title={say('pool.title')}>
      <Grid.Root gap={6}>
        <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
          <Figures
            rows={[
              [say('pool.open'), formatNumber(pool.open)],
              [say('pool.busy'), formatNumber(pool.busy)],
              [say('pool.queued'), formatNumber(pool.queued)],
              [say('pool.opened'), formatNumber(pool.connectionsOpened)],
              [say('pool.accepted'), formatNumber(pool.messagesAccepted)],
              [say('pool.reused'), formatNumber(pool.messagesReused)],
              [
                say('pool.mean'),
                mean === null ? '–' : formatNumber(mean, { maximumFractionDigits: 1 }),
              ],
            ]}
          />
        </Grid.Item>
        <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
          <Closings pool={pool} />
        </Grid.Item>
      </Grid.Root>
      <Typography variant="pi" textColor="neutral600">
        {say('pool.process')}
      </Typography>
    </Card>
  );
};

const Closings = ({ pool: { connectionsClosed } }: { pool: PoolStatus }) => {
  const say = useWords();
  const { formatNumber } = useIntl();
  const reasons = CLOSE_REASONS.filter((reason) => connectionsClosed[reason] > 0);
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Typography tag="h3" fontWeight="bold">
        {say('pool.closed')}
      </Typography>
      {reasons.length === 0 ? (
        <Typography textColor="neutral700">{say('pool.closed.none')}</Typography>
      ) : (
        <Figures
          rows={reasons.map((reason) => [
            say(`pool.closed.${reason}`),
            formatNumber(connectionsClosed[reason]),
          ])}
        />
      )}
    </Flex>
  );
};

const Figures = ({ rows }: { rows: [term: string, figure: string][] }) => (
  <Box tag="dl">
    {rows.map(([term, figure]) => (
      <Flex
        key={term}
        justifyContent="space-between"
        gap={4}
        paddingTop={2}
        paddingBottom={2}
        borderColor="neutral150"
        borderStyle="solid"
        borderWidth="0 0 1px 0"
      >
        <Typography tag="dt" textColor="neutral700">
          {term}
        </Typography>
        <Typography tag="dd" fontWeight="semiBold" textAlign="end">
          {figure}
        </Typography>
      </Flex>
    ))}
  </Box>
);
