import { useTheme } from 'styled-components';
import { SERIES, type Series } from './series';

const SIZE = 6;

/** How a series is filled. `id` sets the patterns of one drawing apart from those of another on the same page. */
export const useFill = (id: string) => {
  const { colors } = useTheme();
  return ({ count, colour, pattern }: Series): string =>
    pattern === null ? colors[colour] : `url(#${id}-${count})`;
};

/** The patterns that `useFill` refers to; to be drawn in each `svg`. */
export const Patterns = ({ id }: { id: string }) => {
  const { colors } = useTheme();
  return (
    <defs>
      {SERIES.map(({ count, colour, pattern }) => (
        <pattern
          key={count}
          id={`${id}-${count}`}
          width={SIZE}
          height={SIZE}
          patternUnits="userSpaceOnUse"
          patternTransform={pattern === 'stripes' ? 'rotate(45)' : undefined}
        >
          <rect width={SIZE} height={SIZE} fill={colors[colour]} />
          {pattern === 'stripes' && <rect width={SIZE / 3} height={SIZE} fill={colors.neutral0} />}
          {pattern === 'dots' && (
            <circle cx={SIZE / 2} cy={SIZE / 2} r={SIZE / 5} fill={colors.neutral0} />
          )}
        </pattern>
      ))}
    </defs>
  );
};
