// What one curve shows, with all that its sentences and charts say. Imports scenario, this folder.

import { isModelScenario } from '../../scenario.ts';
import { beyondMeans } from './beyond.ts';
import { chanceLevel, dependence, type ChanceLevel } from './chance.ts';
import type { Curve, CurvePoint } from './curve.ts';
import type { Subject } from './subject.ts';
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
  readonly transition: Transition;
}

/** A p-value of at most this is called a dependence. */
export const LEVEL = 0.01;

/** Look at a curve. */
export function findingOf({ scenario }: Subject, curve: Curve): Finding {
  const known = curve.points.filter(({ mean }) => mean !== null);
  const chance = chanceLevel(scenario, curve);
  const p = dependence(curve);
  const none: Transition = { best: null, places: [] };
  return {
    curve,
    known,
    chance,
    beyond: chance && beyondMeans(known, chance.level),
    p,
    transition: !isModelScenario(scenario) || known.length < 2 || (p !== null && p > LEVEL) ? none : transitionOf(curve),
  };
}
