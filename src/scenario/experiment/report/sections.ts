// The sections of a sweep's report, by its design and what varies. Imports report, scenario, this folder.

import type { Section } from '../../../report/index.ts';
import type { Published } from '../../scenario.ts';
import { uniqueCharts, type MadeSections } from '../../report.ts';
import { groupsOf, valueOf, type RowGroup } from '../rows.ts';
import { runCommand } from './command.ts';
import { curvesOf } from './curve.ts';
import { extremesTable } from './extremes.ts';
import { findingsOf, type Finding } from './findings.ts';
import { influenceChart, influenceTable, influenceWords } from './influence.ts';
import { MOST_CURVES, TRANSIENT_WORDS, meanChart, phaseCharts, type Phases } from './phases.ts';
import { LEAST_SIDE, planeCharts } from './plane.ts';
import { momentsTable, placesTable, pointsTable, sourcesTable } from './points.ts';
import { categories, fewCombinations, spreadCharts } from './spread.ts';
import { crossingWords, whatCurve, whatOneCurve, whatRan } from './sentences.ts';
import { banded } from './student.ts';
import { parameterQuantity, pointWords, withInterval, type Subject } from './subject.ts';
import { crossingOf } from './transition.ts';

/** Metrics beside the first that have a chart each. */
const MOST_METRICS = 8;

/** Values of a parameter above which single runs are shown instead of a curve. */
const MOST_VALUES = 400;

/** What a part of the report adds. */
interface Part {
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
  readonly finding: Finding | null;
}

/** All sections and the sentences above them. */
export function sweepSections(subject: Subject): MadeSections {
  const { result } = subject;
  const part = partOf(subject);
  const scenario = result.scenarioPath ?? result.scenario;
  const extremes = extremesTable(subject, (row) => runCommand(result, row, scenario));
  const sources = part.finding && sourcesTable(part.finding);
  const sections: Section[] = [
    ...part.sections,
    ...(extremes ? [{ heading: 'Runs to look at', tables: [extremes] }] : []),
    {
      heading: 'All numbers',
      text: 'One row a run is in runs.csv and runs.parquet of this folder; every number above follows from their columns.',
      tables: [pointsTable(subject), ...(sources ? [sources] : [])],
    },
    ...parameterSection(subject),
  ];
  return { lead: [...part.lead, ...whatRan(subject)], sections: uniqueCharts(sections) };
}

function partOf(subject: Subject): Part {
  const { result, metrics, numeric, categorical } = subject;
  if (metrics.length === 0) return { lead: ['No run gave a metric: there is nothing to show.'], sections: [], finding: null };
  if (result.sensitivity !== null) return sensitivityPart(subject, result.sensitivity);
  const most = Math.max(0, ...numeric.map((name) => new Set(result.rows.map(({ params }) => params[name])).size));
  const drawn = result.design !== 'grid' && numeric.length + categorical.length > 1;
  if (drawn || most > MOST_VALUES || numeric.length + categorical.length === 0) return spreadPart(subject);
  return numeric.length === 0 ? categoriesPart(subject) : gridPart(subject);
}

/** A metric along a numeric parameter, a curve for each combination of the others. */
function gridPart(subject: Subject): Part {
  const { numeric, categorical, metrics, result } = subject;
  const [metric, ...rest] = metrics;
  const valuesOf = (name: string): number => new Set(result.rows.map(({ params }) => params[name])).size;
  const parameter = numeric.reduce((a, b) => (valuesOf(b) > valuesOf(a) ? b : a));
  const others = [...numeric, ...categorical].filter((name) => name !== parameter);
  const curves = curvesOf(result.rows, parameter, metric);
  const [across] = others;
  const plane = others.length === 1 && numeric.includes(across) && valuesOf(across) >= LEAST_SIDE && valuesOf(parameter) >= LEAST_SIDE;
  const map: Section[] = plane ? [{ heading: 'Map', charts: planeCharts(subject, curves, across) }] : [];
  if (curves.length > MOST_CURVES) {
    const spread = { heading: `What ${metric} depends on`, charts: spreadCharts(subject, metric) };
    const lead = plane
      ? [`${metric} over ${parameter} and ${across} is shown as a map; ${curves.length} curves are too many to tell apart.`]
      : [];
    return { lead: [...lead, ...rangeWords(subject, metric)], sections: [...map, spread], finding: null };
  }
  const published = publishedFor(subject, metric, parameter);
  const phases = phasesOf(subject, parameter, metric, published);
  const [first] = phases.findings;
  const tables = [placesTable(phases.findings, phases.crossing), ...phases.findings.map(momentsTable).slice(0, 1)].filter(
    (table) => table !== null,
  );
  const more = rest.slice(0, MOST_METRICS).flatMap((name) => {
    const each = phasesOf(subject, parameter, name, publishedFor(subject, name, parameter));
    return each.findings.some(({ known }) => known.length > 0) ? [each] : [];
  });
  const sections: Section[] = [
    { heading: 'Phase diagram', charts: phaseCharts(phases) },
    ...map,
    { heading: 'The transition', text: placesText(first), tables },
    ...(more.length > 0 ? [{ heading: 'Other metrics', charts: more.map(meanChart) }] : []),
  ];
  const told =
    phases.findings.length === 1
      ? [whatCurve(first, published).join(' ')]
      : phases.findings.map((finding) => whatOneCurve(finding, published));
  return {
    lead: [...crossingWords(parameter, phases.crossing, published), ...told, ...more.flatMap(briefly)],
    sections: sections.filter(({ charts, tables: each }) => (charts ?? []).length + (each ?? []).length > 0),
    finding: first,
  };
}

function phasesOf(subject: Subject, parameter: string, metric: string, published: Published | null): Phases {
  const curves = curvesOf(subject.result.rows, parameter, metric);
  const findings = findingsOf(curves.map((curve) => ({ subject, curve })));
  const oneOther = curves.length > 1 && Object.keys(curves[0].others).length === 1;
  return { subject, findings, crossing: oneOther ? crossingOf(curves, subject.manifest.metricsFrom === 0) : null, published };
}

/** Another metric in a paragraph. */
function briefly({ findings, published }: Phases): string[] {
  return findings.length === 1 ? [whatCurve(findings[0], published).join(' ')] : [];
}

function placesText({ transient, curve: { parameter, metric } }: Finding): string {
  const warned = transient ? ` ${TRANSIENT_WORDS}` : '';
  return `Where ${metric} changes along ${parameter}, by each method that can tell. The critical point is where order would end in a large world; the peak is where this world, of its size, wavers most; the middle and the steepest step are those of the mean. They differ in small worlds.${warned}`;
}

function categoriesPart(subject: Subject): Part {
  const { categorical, metrics, result } = subject;
  const together = fewCombinations(result.rows, categorical);
  const charts = metrics
    .slice(0, MOST_METRICS)
    .flatMap((metric) => (together ? [categories(subject, categorical, metric, result.rows)] : spreadCharts(subject, metric)));
  return { lead: rangeWords(subject, metrics[0]), sections: [{ heading: `By ${categorical.join(' and ')}`, charts }], finding: null };
}

function spreadPart(subject: Subject): Part {
  const { metrics } = subject;
  const sections = metrics.slice(0, MOST_METRICS).flatMap((metric) => {
    const charts = spreadCharts(subject, metric);
    return charts.length > 0 ? [{ heading: `What ${metric} depends on`, charts }] : [];
  });
  return { lead: rangeWords(subject, metrics[0]), sections, finding: null };
}

function sensitivityPart(subject: Subject, found: NonNullable<Subject['result']['sensitivity']>): Part {
  const ordered = subject.metrics.flatMap((metric) => found.filter((each) => each.metric === metric)).slice(0, MOST_METRICS);
  return {
    lead: ordered.flatMap(influenceWords),
    sections: [
      {
        heading: 'What matters',
        charts: ordered.filter(({ reason }) => reason === null).map(influenceChart),
        tables: ordered.filter(({ reason }) => reason === null).map(influenceTable),
      },
      { heading: `${subject.metrics[0]} against each parameter`, charts: spreadCharts(subject, subject.metrics[0]) },
    ],
    finding: null,
  };
}

/** From which to which point a metric goes. */
function rangeWords(subject: Subject, metric: string): string[] {
  const groups = summarised(subject, metric);
  if (groups.length === 0) return [`No run gave a value of ${metric}: there is nothing to say about it.`];
  const words = ({ params, text }: (typeof groups)[number]): string =>
    `${text}${pointWords(params) === '' ? '' : ` at ${pointWords(params)}`}`;
  if (groups.length === 1) return [`${metric} is ${words(groups[0])}.`];
  return [
    `The mean of ${metric} goes from ${words(groups[0])} up to ${words(groups[groups.length - 1])} (column mean of ${metric}.mean of the table “Points”).`,
  ];
}

/** Points that have a value, rising. */
function summarised({ result }: Subject, metric: string): { params: RowGroup['params']; mean: number; text: string }[] {
  const groups = groupsOf(result.rows).flatMap(({ params, rows }) => {
    const { mean, low, high } = banded(rows.map((row) => valueOf(row, metric)));
    return mean === null ? [] : [{ params, mean, text: withInterval({ value: mean, low, high }) }];
  });
  return groups.sort((a, b) => a.mean - b.mean);
}

/** The published place that belongs to what was swept. */
export function publishedFor({ scenario, manifest }: Subject, metric: string, parameter: string): Published | null {
  return (
    scenario.published?.find((each) => each.metric === metric && each.parameter === parameter && (each.when?.(manifest.params) ?? true)) ??
    null
  );
}

function parameterSection(subject: Subject): Section[] {
  const { manifest } = subject;
  const rows = Object.entries(manifest.params).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? String(value) : value,
    parameterQuantity(subject, name).unit,
  ]);
  if (rows.length === 0) return [];
  return [{ heading: 'Parameters', tables: [{ caption: 'Parameters that do not vary', columns: ['parameter', 'value', 'unit'], rows }] }];
}
