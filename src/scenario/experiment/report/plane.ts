// Two parameters at once: heat maps of a metric and its fluctuations. Imports report, this folder.

import { heatGrid } from '../../../report/heat-grid.ts';
import type { Chart } from '../../../report/index.ts';
import { TRANSIENT_WORDS } from './phases.ts';
import type { Curve } from './curve.ts';
import { chartName, metricQuantity, parameterQuantity, type Subject } from './subject.ts';

/** Values that each of two parameters needs for a map. */
export const LEAST_SIDE = 3;

/** Mean and susceptibility over the plane of two parameters, from the curves along the first. */
export function planeCharts(subject: Subject, curves: readonly Curve[], across: string): Chart[] {
  const [{ metric, parameter }] = curves;
  const at = (curve: Curve): number => Number(curve.others[across]);
  const axes = { x: parameterQuantity(subject, parameter), y: parameterQuantity(subject, across) };
  const cells = (of: (point: Curve['points'][number]) => number | null): { x: number; y: number; value: number | null }[] =>
    curves.flatMap((curve) => curve.points.map((point) => ({ x: point.x, y: at(curve), value: of(point) })));
  const mean = heatGrid({
    name: chartName('map', metric),
    title: `${metric} over ${parameter} and ${across}`,
    caption: `Mean of ${metric} over the runs of each point: edges between dark and bright are transitions.`,
    ...axes,
    value: metricQuantity(subject, metric),
    cells: cells((point) => point.mean),
  });
  if (curves.every(({ moments }) => moments.length === 0)) return [mean];
  const factor = curves.every((curve) => curve.factor > 1) ? 'N · ' : '';
  const transient = subject.manifest.metricsFrom === 0;
  const chi = heatGrid({
    name: chartName('map', 'susceptibility', metric),
    title: `Fluctuations of ${metric} over ${parameter} and ${across}`,
    caption: `${factor}variance of ${metric} over time and runs${factor === '' ? '' : ', N the number of agents'}${transient ? `. ${TRANSIENT_WORDS}` : ': the bright ridge is where worlds of this size waver most.'}`,
    ...axes,
    value: { label: `${factor}variance of ${metric}`, unit: '' },
    cells: cells(({ susceptibility }) => susceptibility?.value ?? null),
  });
  return [mean, chi];
}
