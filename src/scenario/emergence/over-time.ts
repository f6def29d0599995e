// Charts of metrics over time with their changes of level marked. Imports report.

import { seriesColour } from '../../report/palette.ts';
import type { Chart } from '../../report/index.ts';
import { withShifts, type ShiftMark } from '../../report/shifts.ts';
import type { Course, When } from './course.ts';

/** Metrics of one chart, and changes of several in it, up to which they are marked: of more nobody can tell whose they are. */
const METRICS = 2;
const MARKS = 4;

/**
 * Mark in a line chart where its metrics changed their level; in the colours of the lines where there are two, and nothing where there are
 * more of them or many changes.
 *
 * @param names of the metrics that the chart shows, in its order
 */
export function marked(chart: Chart, names: readonly string[], courses: readonly Course[]): Chart {
  const marks = names.flatMap((name, n) => {
    const shifts = courses.find((course) => course.name === name)?.shifts ?? [];
    return shifts.map(({ begin, end, from, to }): ShiftMark => {
      const size = Math.abs(to - from);
      return { begin: placed(begin), end: placed(end), size, ...(names.length > 1 && { colour: seriesColour(n) }) };
    });
  });
  const crowded = names.length > METRICS || (names.length > 1 && marks.length > MARKS);
  return crowded ? chart : withShifts(chart, marks);
}

const placed = ({ tick, low, high }: When): ShiftMark['begin'] => ({ x: tick, low, high });
