// Tables of a sweep's report: every point, and the transition by each method. Imports report, this folder.

import type { Cell, Table } from '../../../report/index.ts';
import { groupsOf, valueOf } from '../rows.ts';
import type { Finding } from './findings.ts';
import { leftOut } from './extremes.ts';
import { banded } from './student.ts';
import { pointWords, type Subject } from './subject.ts';
import type { Place } from './transition.ts';

const MOST_POINTS = 200;
const MOST_METRICS = 6;

/** Every point with its runs and the mean of each metric with its interval. */
export function pointsTable({ result, manifest, metrics }: Subject): Table {
  const names = manifest.over.map(({ name }) => name);
  const shown = metrics.slice(0, MOST_METRICS);
  const groups = groupsOf(result.rows);
  return {
    caption: `Points${leftOut(groups.length, MOST_POINTS)}`,
    columns: [...names, 'runs', 'failed', ...shown.flatMap((metric) => [`mean of ${metric}.mean`, '95 % from', 'to'])],
    rows: groups.slice(0, MOST_POINTS).map(({ params, rows }) => [
      ...names.map((name): Cell => (typeof params[name] === 'boolean' ? String(params[name]) : params[name])),
      rows.length,
      rows.filter(({ status }) => status === 'failed').length,
      ...shown.flatMap((metric): Cell[] => {
        const { mean, low, high } = banded(rows.map((row) => valueOf(row, metric)));
        return [mean, low, high];
      }),
    ]),
  };
}

/** What the curves were: fluctuations and cumulants, beside the means. */
export function momentsTable({ curve, known }: Finding): Table | null {
  if (curve.moments.length === 0) return null;
  const { metric, parameter, factor } = curve;
  return {
    caption: `Fluctuations of ${metric}, from columns ${metric}.mean, ${metric}.m2 and ${metric}.m4`,
    columns: [parameter, factor > 1 ? 'N · variance' : 'variance', '95 % from', 'to', 'Binder cumulant', '95 % from', 'to'],
    rows: known.map(({ x, susceptibility, binder }) => [
      x,
      susceptibility?.value ?? null,
      susceptibility?.low ?? null,
      susceptibility?.high ?? null,
      binder?.value ?? null,
      binder?.low ?? null,
      binder?.high ?? null,
    ]),
  };
}

/** Where each method sees the transition of each curve, or why not. */
export function placesTable(findings: readonly Finding[], crossing: Place | null): Table | null {
  const several = findings.length > 1;
  const row = (place: Place, of: string): Cell[] => [
    ...(several ? [of] : []),
    place.name,
    place.at,
    place.low,
    place.high,
    place.exponent?.value ?? null,
    place.exponent?.low ?? null,
    place.exponent?.high ?? null,
    place.reason ?? '',
  ];
  const rows = [
    ...(crossing ? [row(crossing, 'two largest sizes')] : []),
    ...findings.flatMap(({ curve, transition }) => transition.places.map((place) => row(place, pointWords(curve.others)))),
  ];
  if (rows.length === 0) return null;
  const [{ curve }] = findings;
  return {
    caption: `The transition of ${curve.metric} over ${curve.parameter} by each method`,
    columns: [
      ...(several ? ['curve'] : []),
      'method',
      `at ${curve.parameter}`,
      '95 % from',
      'to',
      'exponent',
      '95 % from',
      'to',
      'why it locates nothing',
    ],
    rows,
  };
}

/** The numbers of the first curve's sentences, each with where it comes from. */
export function sourcesTable({ curve, known, chance, beyond, p }: Finding): Table | null {
  if (known.length < 2) return null;
  const [first, last] = [known[0], known[known.length - 1]];
  const { metric, parameter } = curve;
  const from = `runs.csv, mean of ${metric}.mean`;
  const rows: Cell[][] = [
    [`${metric} at ${parameter} ${first.x}`, first.mean, first.low, first.high, from],
    [`${metric} at ${parameter} ${last.x}`, last.mean, last.low, last.high, from],
    ...(chance ? [[`${metric} of ${chance.of}`, chance.level, null, null, 'in closed form']] : []),
    ...(beyond ? [[`values of ${parameter} with ${metric} beyond chance`, beyond.length, null, null, `${from} against its error`]] : []),
    ...(p === null ? [] : [[`p that ${metric} does not depend on ${parameter}`, p, null, null, `shuffles of ${metric}.mean`]]),
  ];
  return { caption: 'Where the numbers of the first paragraphs come from', columns: ['what', 'value', '95 % from', 'to', 'source'], rows };
}
