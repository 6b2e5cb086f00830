import { Button, Flex, Loader, Typography } from '@strapi/design-system';
import { lazy, Suspense, useState } from 'react';
import { HISTORY_RANGES, type HistoryRange } from '../../server/contract';
import { useProblemWords } from '../problem-words';
import { useWords } from '../use-words';
import { Card } from './Card';
import { Legend } from './Legend';
import { sumOf, totalOf } from './series';
import { TrafficTable } from './TrafficTable';
import { useHistory } from './use-history';

const TrafficChart = lazy(() => import('./TrafficChart'));

const HEIGHT = 260;

/** How many messages were accepted, deferred and held, by the hour: a chart, and the same as a table. */
export const Traffic = () => {
  const say = useWords();
  const sayProblem = useProblemWords();
  const [range, setRange] = useState<HistoryRange>('24h');
  const [isTableOpen, setTableOpen] = useState(false);
  const { data, problem } = useHistory(range);

  const body = () => {
    if (data === null) {
      if (problem === null) return <Waiting />;
      const reason = sayProblem.problem(problem);
      return <Typography>{say('status.loadFailed', { reason })}</Typography>;
    }
    if (totalOf(sumOf(data.buckets)) === 0) {
      return <Typography textColor="neutral600">{say('traffic.none')}</Typography>;
    }
    return (
      <>
        <Suspense fallback={<Waiting />}>
          <TrafficChart history={data} height={HEIGHT} />
        </Suspense>
        <Legend inWords />
        <Flex justifyContent="space-between" gap={4} wrap="wrap">
          <Button
            variant="tertiary"
            size="S"
            aria-expanded={isTableOpen}
            onClick={() => setTableOpen(!isTableOpen)}
          >
            {say(isTableOpen ? 'traffic.hideTable' : 'traffic.showTable')}
          </Button>
          <Typography variant="pi" textColor="neutral600">
            {say('traffic.notCounted')}
          </Typography>
        </Flex>
        {isTableOpen && <TrafficTable history={data} />}
      </>
    );
  };

  return (
    <Card
      id="outgoing-mail-traffic"
      title={say('traffic.title')}
      action={<Ranges chosen={range} onChoose={setRange} />}
    >
      {body()}
    </Card>
  );
};

interface RangesProps {
  chosen: HistoryRange;
  onChoose: (range: HistoryRange) => void;
}

const Ranges = ({ chosen, onChoose }: RangesProps) => {
  const say = useWords();
  return (
    <Flex gap={2} role="group" aria-label={say('traffic.range')}>
      {HISTORY_RANGES.map((range) => (
        <Button
          key={range}
          size="S"
          variant={range === chosen ? 'secondary' : 'tertiary'}
          aria-pressed={range === chosen}
          onClick={() => onChoose(range)}
        >
          {say(`traffic.range.${range}`)}
        </Button>
      ))}
    </Flex>
  );
};

const Waiting = () => {
  const say = useWords();
  return (
    <Flex justifyContent="center" alignItems="center" height={`${HEIGHT}px`}>
      <Loader small>{say('status.loading')}</Loader>
    </Flex>
  );
};
