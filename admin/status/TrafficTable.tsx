import { Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { SERIES, sumOf, totalOf } from './series';
import type { History } from './use-history';

/** The same as the chart, in figures. */
export const TrafficTable = ({ history: { buckets } }: { history: History }) => {
  const say = useWords();
  const together = useTogether();
  const { formatDate, formatNumber } = useIntl();
  const busy = buckets.filter((bucket) => totalOf(bucket) > 0).toReversed();
  const sum = sumOf(buckets);
  return (
    <Table
      colCount={SERIES.length + 1}
      rowCount={busy.length + 2}
      aria-label={say('traffic.table')}
    >
      <Thead>
        <Tr>
          <Th>
            <Typography variant="sigma">{say('traffic.hour')}</Typography>
          </Th>
          {SERIES.map(({ count }) => (
            <Th key={count}>
              <Typography variant="sigma">{say(`traffic.${count}`)}</Typography>
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        <Tr>
          <Td>
            <Typography fontWeight="bold">{say('traffic.total')}</Typography>
          </Td>
          {SERIES.map(({ count }) => (
            <Td key={count}>
              <Typography fontWeight="bold">{formatNumber(sum[count])}</Typography>
            </Td>
          ))}
        </Tr>
        {busy.map((bucket) => (
          <Tr key={bucket.at}>
            <Td>
              <Typography>
                {together(formatDate(bucket.at, { dateStyle: 'medium', timeStyle: 'short' }))}
              </Typography>
            </Td>
            {SERIES.map(({ count }) => (
              <Td key={count}>
                <Typography>{formatNumber(bucket[count])}</Typography>
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
};
