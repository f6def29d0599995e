// What the report of a sweep is made from. Imports engine, report, scenario, store's types, this folder.

import type { ParamValue } from '../../../engine/world.ts';
import { roundForPeople, type Quantity } from '../../../report/index.ts';
import type { ExperimentManifest } from '../../../store/index.ts';
import { paramsOf, type LineChart, type Scenario } from '../../scenario.ts';
import type { SweepResult } from '../result.ts';
import { metricNames } from '../rows.ts';

export interface Subject {
  readonly scenario: Scenario;
  readonly manifest: ExperimentManifest;
  readonly result: SweepResult;
  /** with at least two values, in the order given */
  readonly numeric: readonly string[];
  /** of texts and yes-or-no, with at least two values */
  readonly categorical: readonly string[];
  /** all metrics, the one that the report is about first */
  readonly metrics: readonly string[];
}

/** Put together what the sections of a report want to know. */
export function subjectOf(scenario: Scenario, manifest: ExperimentManifest, result: SweepResult): Subject {
  const { rows } = result;
  const values = new Map(manifest.over.map(({ name }) => [name, new Set(rows.map(({ params }) => params[name]))]));
  const varied = manifest.over.map(({ name }) => name).filter((name) => (values.get(name)?.size ?? 0) > 1);
  const isNumeric = (name: string): boolean => [...(values.get(name) ?? [])].every((value) => typeof value === 'number');
  const all = metricNames(rows);
  const charts = [...(scenario.chart ? [scenario.chart] : []), ...(scenario.charts ?? [])].filter(
    (chart): chart is LineChart => 'y' in chart,
  );
  const main = charts.flatMap(({ y }) => [y].flat()).find((name) => all.includes(name));
  return {
    scenario,
    manifest,
    result,
    numeric: varied.filter(isNumeric),
    categorical: varied.filter((name) => !isNumeric(name)),
    metrics: main === undefined ? all : [main, ...all.filter((name) => name !== main)],
  };
}

/** A parameter as an axis. */
export function parameterQuantity({ scenario }: Subject, name: string): Quantity {
  const specs = paramsOf(scenario);
  const spec = Object.hasOwn(specs, name) ? specs[name] : null;
  return { label: name, unit: spec !== null && 'unit' in spec ? (spec.unit ?? '') : '' };
}

/** A metric as an axis, with its range where that is declared. */
export function metricQuantity({ scenario }: Subject, name: string): Quantity & { domain?: readonly [number, number] } {
  const charts = [...(scenario.chart ? [scenario.chart] : []), ...(scenario.charts ?? [])];
  const own = charts.find((chart): chart is LineChart => 'y' in chart && chart.y === name);
  return { label: name, unit: own?.unit ?? '', ...(own?.domain && { domain: own.domain }) };
}

/** "speed 0.1, kind fish"; empty for no parameters. */
export function pointWords(params: Readonly<Record<string, ParamValue>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${valueWords(value)}`)
    .join(', ');
}

export function valueWords(value: ParamValue): string {
  return typeof value === 'number' ? roundForPeople(value, { digits: 5 }) : String(value);
}

/** Three significant digits. */
export const shown = (value: number): string => roundForPeople(value, { digits: 3 });

/** "2.08 (95 %: 1.06 to 2.10)", the interval only where there is one. */
export function withInterval({ value, low, high }: { value: number; low: number | null; high: number | null }): string {
  return low === null || high === null ? shown(value) : `${shown(value)} (95 %: ${shown(low)} to ${shown(high)})`;
}

/** A chart's or file's name from any words. */
export function chartName(...words: readonly string[]): string {
  return words
    .join('-')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase();
}
