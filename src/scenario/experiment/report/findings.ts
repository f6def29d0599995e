// What one curve shows, with all that its sentences and charts say. Imports scenario, this folder.

import { isModelScenario } from '../../scenario.ts';
import { beyondMeans } from './beyond.ts';
import { chanceLevel, dependence, type ChanceLevel } from './chance.ts';
import type { Curve, CurvePoint } from './curve.ts';
import type { Subject } from './subject.ts';
import { holm } from '../../emergence/beyond-chance.ts';
import { transitionOf, type Transition } from './transition.ts';

export interface Finding {
  readonly curve: Curve;
  /** points that have a value */
  readonly known: readonly CurvePoint[];
  readonly chance: ChanceLevel | null;
  /** places among `known` whose mean lies above chance by more than its error; null without a level or replicates */
  readonly beyond: readonly number[] | null;
  /** p that the metric does not depend on the parameter; null where that cannot be told */
  readonly p: number | null;
  /** `p` adjusted for the number of curves that are judged together (Holm) */
  readonly adjusted: number | null;
  /** with how many curves */
  readonly together: number;
  /** whether the measurements begin at tick 0 */
  readonly transient: boolean;
  readonly transition: Transition;
}

/** An adjusted p-value of at most this is called a dependence. */
export const LEVEL = 0.05;

/** Look at curves of one metric, judging together whether they depend on the parameter. */
export function findingsOf(curves: readonly { readonly subject: Subject; readonly curve: Curve }[]): Finding[] {
  const all = curves.map(({ curve }) => dependence(curve));
  const tested = all.filter((p) => p !== null);
  const adjusted = holm(tested);
  let next = 0;
  return curves.map(({ subject, curve }, i) =>
    findingOf(subject, curve, { p: all[i], adjusted: all[i] === null ? null : adjusted[next++], together: tested.length }),
  );
}

function findingOf({ scenario, manifest }: Subject, curve: Curve, told: Pick<Finding, 'p' | 'adjusted' | 'together'>): Finding {
  const known = curve.points.filter(({ mean }) => mean !== null);
  const chance = chanceLevel(scenario, curve);
  const beyond = chance && beyondMeans(known, chance.level);
  const transient = manifest.metricsFrom === 0;
  const none: Transition = { best: null, places: [], few: null };
  const independent = told.adjusted !== null && told.adjusted > LEVEL;
  const sought = isModelScenario(scenario) && known.length > 1 && !independent;
  const found = sought ? transitionOf(curve, transient) : none;
  return {
    curve,
    known,
    chance,
    beyond,
    ...told,
    transient,
    transition: beyond?.length === 0 && found.few === null ? none : found, // no order, nothing to lose
  };
}
