import { Flex, Typography } from '@strapi/design-system';
import { useId } from 'react';
import { useWords } from '../use-words';
import { Patterns, useFill } from './Patterns';
import { SERIES } from './series';

/** What the colours of the chart mean; with `inWords`, in a sentence each. */
export const Legend = ({ inWords = false }: { inWords?: boolean }) => {
  const say = useWords();
  const id = useId();
  const fill = useFill(id);
  return (
    <Flex tag="ul" gap={inWords ? 6 : 4} wrap="wrap">
      {SERIES.map((series) => (
        <Flex key={series.count} tag="li" gap={2} alignItems="center">
          <svg width="14" height="14" aria-hidden="true">
            <Patterns id={id} />
            <rect width="14" height="14" rx="2" fill={fill(series)} />
          </svg>
          <Typography variant="pi" fontWeight={inWords ? 'bold' : 'regular'}>
            {say(`traffic.${series.count}`)}
          </Typography>
          {inWords && (
            <Typography variant="pi" textColor="neutral600">
              {say(`traffic.${series.count}.words`)}
            </Typography>
          )}
        </Flex>
      ))}
    </Flex>
  );
};
