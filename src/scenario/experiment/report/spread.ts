// Points of a design, or of a grid of many parameters: a metric against each parameter by itself. Imports report, this folder.

import { phaseDiagram } from '../../../report/phase-diagram.ts';
import { dotPlot } from '../../../report/dot-plot.ts';
import type { Chart } from '../../../report/index.ts';
import { groupsOf, valueOf, type RunRow } from '../rows.ts';
import { banded, LEAST_BANDED } from './student.ts';
import { chartName, metricQuantity, parameterQuantity, pointWords, valueWords, type Subject } from './subject.ts';

/** Parameters that are shown, and stretches of a range that are averaged. */
const MOST_PARAMETERS = 12;
const STRETCHES = 10;
/** More combinations of categories than this are shown by one parameter at a time. */
const MOST_COMBINATIONS = 40;

/** One chart for each parameter, whatever the others are. */
export function spreadCharts(subject: Subject, metric: string): Chart[] {
  const { numeric, categorical, result } = subject;
  return [
    ...numeric.slice(0, MOST_PARAMETERS).map((name) => against(subject, name, metric)),
    ...categorical.slice(0, MOST_PARAMETERS).map((name) => categories(subject, [name], metric, result.rows)),
  ];
}

/** Single runs as points; means of stretches of the parameter (or of its values, where they are few) as a line. */
function against(subject: Subject, name: string, metric: string): Chart {
  const known = subject.result.rows.flatMap((row) => {
    const [x, y] = [row.params[name], valueOf(row, metric)];
    return typeof x === 'number' && y !== null ? [{ x, y }] : [];
  });
  const values = [...new Set(known.map(({ x }) => x))].sort((a, b) => a - b);
  const few = values.length <= 2 * STRETCHES;
  const [low, high] = [values[0], values[values.length - 1]];
  const stretch = (x: number): number =>
    few ? values.indexOf(x) : Math.min(STRETCHES - 1, Math.floor((STRETCHES * (x - low)) / (high - low)));
  const parts = [...Map.groupBy(known, ({ x }) => stretch(x))].sort(([a], [b]) => a - b);
  return phaseDiagram({
    name: chartName('spread', metric, name),
    title: `${metric} against ${name}`,
    caption: `Points are single runs, whatever the other parameters are; the line is the mean of each ${few ? 'value' : 'tenth of the range'}, the band its interval of 95 % where there are ${LEAST_BANDED} runs or more.`,
    x: parameterQuantity(subject, name),
    y: metricQuantity(subject, metric),
    curves: [
      {
        label: 'mean',
        points: parts.map(([, part]) => {
          const { mean, low: from, high: to } = banded(part.map(({ y }) => y));
          return { x: part.reduce((sum, { x }) => sum + x / part.length, 0), y: mean, low: from, high: to };
        }),
        singles: known,
      },
    ],
  });
}

/** A dot with its interval for each combination of categories. */
export function categories(subject: Subject, names: readonly string[], metric: string, rows: readonly RunRow[]): Chart {
  const groups = groupsOf(rows, names);
  return dotPlot({
    name: chartName('by', metric, ...names),
    title: `${metric} by ${names.join(' and ')}`,
    caption: `Dots are means over runs with their intervals of 95 % where there are ${LEAST_BANDED} runs or more, faint points single runs.`,
    value: metricQuantity(subject, metric),
    rows: names.join(', '),
    dots: groups.map(({ params, rows: runs }) => {
      const values = runs.map((row) => valueOf(row, metric));
      const { mean, low, high } = banded(values);
      const label = names.length === 1 ? valueWords(params[names[0]]) : pointWords(params);
      return { label, mean, low, high, values: values.filter((value) => value !== null) };
    }),
  });
}

/** Whether all combinations of the categories fit into one chart. */
export function fewCombinations(rows: readonly RunRow[], names: readonly string[]): boolean {
  return groupsOf(rows, names).length <= MOST_COMBINATIONS;
}
