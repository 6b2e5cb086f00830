/** What the rows of the table are made of. */

export interface Row {
  number: number;
  /** The work, and what it is to reach. */
  title: string;
  figures: Figure[];
}

export interface Figure {
  /** Which case of the work. */
  what: string;
  /** What was measured: the median of all rounds, by whom it was measured of. */
  measured: Record<string, number>;
  unit: string;
  /** What the bar is compared with, where that is not a measured value itself. */
  value: number;
  valueUnit: string;
  /** The lowest and the highest of the rounds. */
  range?: [number, number];
  bar: Bar | null;
}

export interface Bar {
  is: 'at least' | 'at most';
  value: number;
}

export const reaches = ({ value, bar }: Figure): boolean =>
  bar === null || (bar.is === 'at least' ? value >= bar.value : value <= bar.value);

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** @param part 0.95 for the value that 95 of 100 do not exceed. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const at = part * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
};

const SIGNIFICANT = 3;

const inWords = (value: number): string =>
  Math.abs(value) >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en')
    : value.toLocaleString('en', { maximumSignificantDigits: SIGNIFICANT });

const wordsOf = (figure: Figure) => {
  const { measured, unit, value, valueUnit, range, bar } = figure;
  const values = Object.entries(measured).map(([who, rate]) => `${who} ${inWords(rate)}${unit}`);
  return {
    values: values.join(', '),
    result: `${inWords(value)}${valueUnit}`,
    spread: range ? ` (${inWords(range[0])} to ${inWords(range[1])})` : '',
    mark: bar === null ? ' ' : reaches(figure) ? '✓' : '✗',
    wanted: bar === null ? '' : `${bar.is} ${inWords(bar.value)}${valueUnit}`,
  };
};

const lineOf = (figure: Figure): string => {
  const { values, result, spread, mark, wanted } = wordsOf(figure);
  return `  ${mark} ${figure.what.padEnd(44)} ${result.padStart(9)}${spread}  ${wanted}   ${values}`;
};

/** For people. */
export const tableOf = (rows: Row[]): string =>
  rows
    .map(({ number, title, figures }) => [`${number}. ${title}`, ...figures.map(lineOf)].join('\n'))
    .join('\n\n');

/** For docs/performance.md. */
export const markdownOf = (rows: Row[]): string => {
  const line = (number: number, figure: Figure): string => {
    const { values, result, spread, mark, wanted } = wordsOf(figure);
    const what = values === '' ? figure.what : `${figure.what}: ${values}`;
    return `| ${number} | ${what} | ${result}${spread} | ${wanted} | ${mark} |`;
  };
  return [
    '| # | work | measured | is to be | |',
    '|---|---|---|---|---|',
    ...rows.flatMap(({ number, figures }) => figures.map((figure) => line(number, figure))),
  ].join('\n');
};
