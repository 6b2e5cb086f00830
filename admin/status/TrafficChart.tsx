import { Box, Flex, Typography } from '@strapi/design-system';
import { useId } from 'react';
import { useIntl } from 'react-intl';
import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts';
import { useTheme } from 'styled-components';
import { useTogether } from '../use-together';
import { useWords } from '../use-words';
import { Patterns, useFill } from './Patterns';
import { SERIES, sumOf } from './series';
import { isBucket, ticksOf } from './ticks';
import type { History } from './use-history';

interface TrafficChartProps {
  history: History;
  /** Pixels. */
  height: number;
}

/** Accepted, deferred and held messages, one bar an hour. A picture to screen readers; the table has the figures. */
const TrafficChart = ({ history: { range, buckets }, height }: TrafficChartProps) => {
  const say = useWords();
  const together = useTogether();
  const { formatDate, formatNumber } = useIntl();
  const { colors } = useTheme();
  const id = useId();
  const fill = useFill(id);
  const label = (at: string) =>
    together(
      range === '24h'
        ? formatDate(at, { hour: 'numeric', minute: 'numeric' })
        : formatDate(at, { weekday: 'short', day: 'numeric' }),
    );
  const text = { fill: colors.neutral600, fontSize: 12 };

  return (
    <Box role="img" aria-label={say(`traffic.summary.${range}`, { ...sumOf(buckets) })} dir="ltr">
      <ResponsiveContainer width="100%" height={height}>
        <BarChart data={buckets} accessibilityLayer={false} barCategoryGap="12%">
          <Patterns id={id} />
          <CartesianGrid vertical={false} stroke={colors.neutral200} />
          <XAxis
            dataKey="at"
            ticks={ticksOf(range, buckets)}
            tickFormatter={label}
            interval="preserveStartEnd"
            tick={text}
            tickLine={false}
            axisLine={{ stroke: colors.neutral300 }}
          />
          <YAxis
            allowDecimals={false}
            width="auto"
            tick={text}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => formatNumber(value, { notation: 'compact' })}
          />
          <Tooltip content={Hour} cursor={{ fill: colors.neutral150 }} isAnimationActive={false} />
          {SERIES.map((series) => (
            <Bar
              key={series.count}
              dataKey={series.count}
              stackId="hour"
              fill={fill(series)}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </Box>
  );
};

export default TrafficChart;

/** The figures of the hour under the pointer. */
const Hour = ({ active, payload }: TooltipContentProps) => {
  const say = useWords();
  const together = useTogether();
  const { formatDate, formatNumber } = useIntl();
  const bucket: unknown = payload[0]?.payload;
  if (!active || !isBucket(bucket)) return null;
  return (
    <Box background="neutral0" borderColor="neutral200" hasRadius shadow="popupShadow" padding={3}>
      <Typography variant="pi" fontWeight="bold">
        {together(formatDate(bucket.at, { dateStyle: 'medium', timeStyle: 'short' }))}
      </Typography>
      {SERIES.map(({ count }) => (
        <Flex key={count} justifyContent="space-between" gap={4}>
          <Typography variant="pi" textColor="neutral700">
            {say(`traffic.${count}`)}
          </Typography>
          <Typography variant="pi" fontWeight="semiBold">
            {formatNumber(bucket[count])}
          </Typography>
        </Flex>
      ))}
    </Box>
  );
};
