// Phase diagrams: a metric, its fluctuations and its Binder cumulant along one parameter. Imports report, this folder.

import { seriesColour, ROLE } from '../../../report/palette.ts';
import { phaseDiagram, type PhaseCurve, type PhaseRule } from '../../../report/phase-diagram.ts';
import { roundForPeople, type Chart } from '../../../report/index.ts';
import type { Published } from '../../scenario.ts';
import { LEAST_RUNS, type Curve, type CurvePoint, type Ranged } from './curve.ts';
import type { Finding } from './findings.ts';
import { LEAST_BANDED } from './student.ts';
import { chartName, metricQuantity, parameterQuantity, pointWords, shown, type Subject } from './subject.ts';
import type { Place } from './transition.ts';

/** What is drawn of one metric: its curves and the transition. */
export interface Phases {
  readonly subject: Subject;
  /** in order; more than {@link MOST_CURVES} are not drawn */
  readonly findings: readonly Finding[];
  readonly crossing: Place | null;
  readonly published: Published | null;
}

/** What those should know who measure from the start. */
export const TRANSIENT_WORDS = 'Measured from tick 0: the initial transient is in these fluctuations; raise --metrics-from.';

/** Curves that can be told apart in one chart. */
export const MOST_CURVES = 8;

/** The metric, then its susceptibility and Binder cumulant where runs have moments. */
export function phaseCharts(phases: Phases): Chart[] {
  const { findings } = phases;
  if (findings.every(({ known }) => known.length === 0)) return [];
  return [meanChart(phases), ...fluctuationCharts(phases)];
}

/** The metric alone. */
export function meanChart({ subject, findings, crossing, published }: Phases): Chart {
  const drawn = findings.slice(0, MOST_CURVES);
  const [{ curve, chance, transition }] = drawn;
  const alone = drawn.length === 1;
  const rules = alone ? rulesOf(transition.best, transition.places, published) : crossingRule(crossing, published);
  const banded = drawn.some(({ known }) => known.some(({ low }) => low !== null));
  const parts = [
    `${curve.metric} against ${curve.parameter}: lines are means over runs, ${banded ? 'bands their intervals of 95 %, ' : ''}points single runs.`,
    banded ? '' : `There are no intervals: they need ${LEAST_BANDED} runs of a point.`,
    alone && transition.best ? `The orange line is the transition (${transition.best.name}), shaded over its interval.` : '',
    !alone && crossing && crossing.at !== null && crossing.reason === null
      ? 'The orange line is where the Binder cumulants of two sizes cross.'
      : '',
    rules.some(({ label }) => label.startsWith('published')) && published ? `Published: ${published.source}.` : '',
    alone && chance ? `The dotted line is what ${chance.of} have by chance.` : '',
    drawn.length < findings.length ? `The first ${drawn.length} of ${findings.length} curves are drawn.` : '',
  ];
  return phaseDiagram({
    name: chartName('phase', curve.metric, curve.parameter),
    title: `${curve.metric} over ${curve.parameter}`,
    caption: parts.filter((part) => part !== '').join(' '),
    x: parameterQuantity(subject, curve.parameter),
    y: metricQuantity(subject, curve.metric),
    curves: drawn.map((finding): PhaseCurve => ({
      label: labelOf(finding.curve),
      points: finding.known.map(({ x, mean, low, high, values }) => ({
        x,
        y: mean,
        low,
        high,
        values: alone || values.length > 1 ? values : [],
      })),
    })),
    rules,
    level: alone && chance ? { y: chance.level, label: 'by chance' } : null,
  });
}

function fluctuationCharts({ subject, findings, crossing, published }: Phases): Chart[] {
  const drawn = findings.slice(0, MOST_CURVES).filter(({ curve }) => curve.moments.length > 0);
  if (drawn.length === 0) return [];
  const [{ curve, transition }] = drawn;
  const alone = drawn.length === 1;
  const { metric, parameter, order } = curve;
  const peak = transition.places.find(({ method, at, reason }) => method === 'peak' && at !== null && reason === null) ?? null;
  const factor = drawn.every((each) => each.curve.factor > 1) ? 'N · ' : '';
  const ranged = drawn.some(({ known }) => known.some(({ susceptibility, binder }) => (susceptibility ?? binder)?.low !== null));
  const strokes = ranged
    ? 'Strokes are intervals of 95 % by resampling the runs of a point.'
    : `There are no intervals: they need ${LEAST_RUNS} runs of a point.`;
  const transient = drawn.some((finding) => finding.transient);
  const few = drawn.every((finding) => finding.transition.few !== null);
  const chi = phaseDiagram({
    name: chartName('susceptibility', metric, parameter),
    title: `Fluctuations of ${metric}`,
    caption: [
      `${factor}variance of ${metric} over time and runs${factor === '' ? '' : ', N the number of agents'}${transient || few ? '.' : ': where it is largest, a world of this size wavers most between order and disorder.'}`,
      transient ? `${TRANSIENT_WORDS} The largest value marks no transition.` : '',
      strokes,
      alone && peak ? `The peak lies at ${shown(peak.at ?? 0)}.` : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
    x: parameterQuantity(subject, parameter),
    y: { label: `${factor}variance of ${metric}`, unit: '' },
    curves: drawn.map((finding) => rangedCurve(finding.curve, finding.known, ({ susceptibility }) => susceptibility)),
    intervals: 'whiskers',
    rules: alone && peak ? [peakRule(peak)] : [],
  });
  const binder = phaseDiagram({
    name: chartName('binder', metric, parameter),
    title: `Binder cumulant of ${metric}`,
    caption: [
      'U = 1 − ⟨m⁴⟩ / 3 ⟨m²⟩²: 2/3 where all measurements agree, less where they scatter; 1/3 for directions in the plane without order, 0 for a single number about zero.',
      alone
        ? 'Curves of worlds of different sizes would cross at the transition of a large one.'
        : 'Curves of worlds of different sizes cross at the transition of a large one.',
      transient ? TRANSIENT_WORDS : '',
      strokes,
    ]
      .filter((part) => part !== '')
      .join(' '),
    x: parameterQuantity(subject, parameter),
    y: { label: 'Binder cumulant U', unit: '' },
    curves: drawn.map((finding) => rangedCurve(finding.curve, finding.known, (point) => point.binder)),
    intervals: 'whiskers',
    rules: alone ? [] : crossingRule(crossing, published),
  });
  return order === 'rms' ? [binder] : [chi, binder];
}

function rangedCurve(curve: Curve, known: readonly CurvePoint[], of: (point: CurvePoint) => Ranged | null): PhaseCurve {
  return {
    label: labelOf(curve),
    points: known.flatMap((point) => {
      const ranged = of(point);
      return ranged === null ? [] : [{ x: point.x, y: ranged.value, low: ranged.low, high: ranged.high }];
    }),
  };
}

function labelOf({ others, metric, agents }: Curve): string {
  const words = pointWords(others);
  if (words !== '') return words;
  return agents === null ? metric : `${metric}, ${roundForPeople(agents, { digits: 15 })} agents`;
}

function rulesOf(best: Place | null, places: readonly Place[], published: Published | null): PhaseRule[] {
  const peak = places.find(({ method, at, reason }) => method === 'peak' && at !== null && reason === null) ?? null;
  return [
    ...(best === null || best.at === null
      ? []
      : [{ x: best.at, low: best.low, high: best.high, label: `transition ${shown(best.at)}`, colour: ROLE.fit }]),
    ...publishedRule(published),
    ...(peak === null || peak === best ? [] : [peakRule(peak)]),
  ];
}

function crossingRule(crossing: Place | null, published: Published | null): PhaseRule[] {
  if (crossing === null || crossing.at === null || crossing.reason !== null) return publishedRule(published);
  return [
    { x: crossing.at, low: crossing.low, high: crossing.high, label: `crossing ${shown(crossing.at)}`, colour: ROLE.fit },
    ...publishedRule(published),
  ];
}

function publishedRule(published: Published | null): PhaseRule[] {
  return published === null ? [] : [{ x: published.at, label: `published ${shown(published.at)}`, colour: ROLE.reference, dash: [2, 3] }];
}

function peakRule({ at, low, high }: Place): PhaseRule {
  return { x: at ?? 0, low, high, label: `wavers most ${shown(at ?? 0)}`, colour: seriesColour(2), dash: [8, 3] };
}
