// Sweeps side by side: curves of each along the parameter that they share. Imports engine's clock, report, store, this folder.

import { isoNow } from '../../../engine/clock.ts';
import type { ParamValue } from '../../../engine/world.ts';
import { LabError } from '../../../errors.ts';
import type { Cell, PageOptions, Section } from '../../../report/index.ts';
import { readExperiment } from '../../../store/index.ts';
import type { Loaded } from '../../load.ts';
import { VERSION } from '../../version.ts';
import { readSweep } from '../result.ts';
import { curvesOf, type Curve } from './curve.ts';
import { findingsOf } from './findings.ts';
import { MOST_CURVES, meanChart, phaseCharts, type Phases } from './phases.ts';
import { placesTable } from './points.ts';
import { publishedFor } from './sections.ts';
import { crossingWords, whatOneCurve } from './sentences.ts';
import { subjectOf, valueWords, type Subject } from './subject.ts';
import { crossingOf } from './transition.ts';

/** A sweep to compare. */
export interface Compared {
  readonly loaded: Loaded;
  readonly folder: string;
  /** what it is called on the page; no two the same */
  readonly label: string;
}

const MOST_METRICS = 8;

/** That what is compared is of different scenarios, in a sentence; null where it is of one. */
export function scenariosWords(what: 'runs' | 'sweeps', scenarios: readonly string[]): string | null {
  const names = [...new Set(scenarios)];
  if (names.length < 2) return null;
  return `The ${what} are of different scenarios (${names.join(', ')}): a metric or a parameter of one name may mean another thing in each.`;
}

/**
 * The page of several sweeps: one curve each along a shared parameter, the transition of each, and where the Binder cumulants cross when the
 * worlds are of different sizes.
 *
 * @param command that makes the page again
 * @throws LabError E_FOLDER when they share no numeric parameter or no metric, or have more curves than can be told apart; E_NO_RUN, E_FORMAT
 */
export function comparisonOfSweeps(sweeps: readonly Compared[], command: string): PageOptions {
  const all = sweeps.map(({ loaded, folder, label }) => ({
    label,
    subject: subjectOf(loaded.scenario, readExperiment(folder), readSweep(folder)),
  }));
  const parameter = sharedParameter(all);
  const metrics = shared(all, ({ metrics: each }) => each);
  if (metrics.length === 0) throw new LabError('E_FOLDER', `${names(all)} share no metric. Compare sweeps of the same quantity.`);
  const phases = metrics.slice(0, MOST_METRICS).map((metric) => phasesOf(all, parameter, metric));
  const [main, ...rest] = phases;
  const places = placesTable(main.findings, main.crossing);
  const differing = differingParams(all);
  const sections: Section[] = [
    { heading: 'Phase diagram', charts: phaseCharts(main) },
    ...(places ? [{ heading: 'The transition', tables: [places] }] : []),
    ...(rest.length > 0 ? [{ heading: 'Other metrics', charts: rest.map(meanChart) }] : []),
    { heading: 'What was swept', tables: [sweptTable(all, differing)] },
  ];
  const scenarios = scenariosWords(
    'sweeps',
    all.map((each) => each.subject.manifest.scenario),
  );
  const told = main.findings.map((finding) => whatOneCurve(finding, main.published));
  const difference = differing.length > 0 ? `The sweeps differ in ${differing.join(', ')}.` : 'The sweeps have the same fixed parameters.';
  return {
    title: 'Sweeps compared',
    subtitle: all.map(({ label }) => label).join(', '),
    lead: [...(scenarios === null ? [] : [scenarios]), difference, ...crossingWords(parameter, main.crossing, main.published), ...told],
    facts: [{ label: 'sweeps', value: all.length }],
    sections: sections.filter(({ charts, tables }) => (charts ?? []).length + (tables ?? []).length > 0),
    reproduce: command,
    generated: `Made by Swarmlab ${VERSION} on ${isoNow().slice(0, 16).replace('T', ' ')} UTC from sweeps of ${[...new Set(all.map((each) => each.subject.manifest.scenario))].join(', ')}.`,
  };
}

type Labelled = readonly { readonly label: string; readonly subject: Subject }[];

const names = (all: Labelled): string => all.map(({ label }) => label).join(', ');

/** What all have, in the order of the first. */
function shared(all: Labelled, of: (subject: Subject) => readonly string[]): string[] {
  const [first, ...rest] = all.map(({ subject }) => of(subject));
  return first.filter((name) => rest.every((each) => each.includes(name)));
}

/** The numeric parameter that varies in all; of several the one with most values. @throws LabError E_FOLDER without one */
function sharedParameter(all: Labelled): string {
  const found = shared(all, ({ numeric }) => numeric);
  if (found.length === 0) {
    const over = all.map(({ label, subject }) => `${label} varies ${[...subject.numeric, ...subject.categorical].join(', ') || 'nothing'}`);
    throw new LabError(
      'E_FOLDER',
      `the sweeps share no numeric parameter that varies: ${over.join('; ')}. Compare sweeps over the same one.`,
    );
  }
  const valuesOf = (name: string): number =>
    Math.min(...all.map(({ subject }) => new Set(subject.result.rows.map(({ params }) => params[name])).size));
  return found.reduce((a, b) => (valuesOf(b) > valuesOf(a) ? b : a));
}

function phasesOf(all: Labelled, parameter: string, metric: string): Phases {
  const looked = all.flatMap(({ label, subject }) =>
    curvesOf(subject.result.rows, parameter, metric).map((curve): { subject: Subject; curve: Curve } => ({
      subject,
      curve: { ...curve, others: { sweep: label, ...curve.others } },
    })),
  );
  const curves = looked.map(({ curve }) => curve);
  const transient = all.some((each) => each.subject.manifest.metricsFrom === 0);
  if (curves.length > MOST_CURVES)
    throw new LabError(
      'E_FOLDER',
      `${names(all)} make ${curves.length} curves of ${metric} over ${parameter}, and ${MOST_CURVES} can be told apart. Compare fewer sweeps.`,
    );
  const [{ subject }] = all;
  const published = all.map((each) => publishedFor(each.subject, metric, parameter));
  return {
    subject,
    findings: findingsOf(looked),
    crossing: curves.length === all.length ? crossingOf(curves, transient) : null,
    published: published.every((each) => each !== null && each.at === published[0]?.at) ? published[0] : null,
  };
}

/** Fixed parameters that are not the same in all. */
function differingParams(all: Labelled): string[] {
  const params = all.map(({ subject }) => subject.manifest.params);
  const known = [...new Set(params.flatMap((each) => Object.keys(each)))];
  return known.filter((name) => new Set(params.map((each) => String(each[name]))).size > 1);
}

function sweptTable(all: Labelled, differing: readonly string[]): NonNullable<Section['tables']>[number] {
  const cell = (value: ParamValue | undefined): Cell => (value === undefined ? '' : typeof value === 'number' ? value : valueWords(value));
  return {
    caption: 'One sweep a row',
    columns: ['sweep', 'scenario', 'seed', 'status', 'runs', 'done', 'failed', 'runs of each point', ...differing, 'command'],
    rows: all.map(({ label, subject: { manifest } }) => [
      label,
      manifest.scenario,
      manifest.seed,
      manifest.status,
      manifest.runs,
      manifest.done,
      manifest.failed,
      manifest.replicates,
      ...differing.map((name) => cell(manifest.params[name])),
      manifest.command,
    ]),
  };
}
