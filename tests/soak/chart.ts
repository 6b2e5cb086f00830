/** A line chart as SVG. */

export interface Line {
  name: string;
  color: string;
  /** From left to right, at equal distances. */
  values: number[];
}

const WIDTH = 900;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 30;
const TOP = 50;
const BOTTOM = 60;
const LINES_ACROSS = 5;

/** @param xAxis what stands under the first and the last value */
export const lineChart = (title: string, lines: Line[], xAxis: [string, string]): string => {
  // From zero: a line that is flat looks flat.
  const top = niceAbove(Math.max(...lines.flatMap(({ values }) => values)));
  const x = (index: number, count: number) =>
    LEFT + ((WIDTH - LEFT - RIGHT) * index) / Math.max(1, count - 1);
  const y = (value: number) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * value) / top;
  const text = (at: [number, number], words: string, anchor: string, extra = '') =>
    `<text x="${at[0]}" y="${at[1]}" text-anchor="${anchor}"${extra}>${words}</text>`;

  const grid = Array.from({ length: LINES_ACROSS + 1 }, (_, step) => {
    const value = (top * step) / LINES_ACROSS;
    const at = y(value);
    return (
      `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#ddd"/>` +
      text([LEFT - 8, at + 4], value.toFixed(0), 'end')
    );
  });
  const drawn = lines.map(({ color, values }) => {
    const points = values.map((value, index) => `${x(index, values.length)},${y(value)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`;
  });
  const legend = lines.map(({ name, color }, index) =>
    text([LEFT + index * 200, HEIGHT - 12], name, 'start', ` fill="${color}"`),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([LEFT, 28], title, 'start', ' font-size="16"'),
    ...grid,
    ...drawn,
    text([LEFT, HEIGHT - BOTTOM + 20], xAxis[0], 'start'),
    text([WIDTH - RIGHT, HEIGHT - BOTTOM + 20], xAxis[1], 'end'),
    ...legend,
    '</svg>\n',
  ].join('\n');
};

/** One of 1, 2 and 5 times a power of ten, so that the numbers at the side are short. */
const niceAbove = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((step) => step * power >= value) ?? 10);
};
