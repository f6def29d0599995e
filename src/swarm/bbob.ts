// The 24 noiseless functions of BBOB with their instances, as COCO defines them. Imports engine and errors.
// Source: Hansen, Finck, Ros & Auger, "Real-parameter black-box optimization benchmarking 2009: noiseless functions
// definitions", INRIA RR-6829 (2009), and the C code of numbbo/coco-experiment where the two differ.

import { LabError } from '../errors.ts';
import * as illConditioned from './bbob-ill-conditioned.ts';
import * as moderate from './bbob-moderate.ts';
import * as multimodal from './bbob-multimodal.ts';
import { offsetDraw } from './bbob-random.ts';
import * as separable from './bbob-separable.ts';
import type { Builder } from './bbob-transform.ts';
import * as weak from './bbob-weak.ts';
import type { Objective } from './objective.ts';
import { box } from './objective.ts';

export type BbobSpec = {
  /** 1 to 24 */
  function: number;
  /** 1 to 9,000,000: shifts, rotations and value of the optimum follow from it */
  instance: number;
  /** 2 to 1000; COCO publishes results for 2, 3, 5, 10, 20 and 40 */
  dimensions: number;
};

type Entry = { title: string; build: Builder; seed?: number };

/** In the order of their numbers; `seed` where a function shares the draws of another. */
const FUNCTIONS: readonly Entry[] = [
  { title: 'sphere', build: separable.sphere },
  { title: 'ellipsoid', build: separable.ellipsoid },
  { title: 'Rastrigin', build: separable.rastrigin },
  { title: 'Büche-Rastrigin', build: separable.buecheRastrigin, seed: 3 },
  { title: 'linear slope', build: separable.linearSlope },
  { title: 'attractive sector', build: moderate.attractiveSector },
  { title: 'step ellipsoid', build: moderate.stepEllipsoid },
  { title: 'Rosenbrock', build: moderate.rosenbrock },
  { title: 'rotated Rosenbrock', build: moderate.rotatedRosenbrock },
  { title: 'rotated ellipsoid', build: illConditioned.rotatedEllipsoid },
  { title: 'discus', build: illConditioned.discus },
  { title: 'bent cigar', build: illConditioned.bentCigar },
  { title: 'sharp ridge', build: illConditioned.sharpRidge },
  { title: 'different powers', build: illConditioned.differentPowers },
  { title: 'rotated Rastrigin', build: multimodal.rotatedRastrigin },
  { title: 'Weierstrass', build: multimodal.weierstrass },
  { title: "Schaffer's F7", build: multimodal.schaffersF7 },
  { title: "ill-conditioned Schaffer's F7", build: multimodal.illConditionedSchaffersF7, seed: 17 },
  { title: 'Griewank-Rosenbrock', build: multimodal.griewankRosenbrock },
  { title: 'Schwefel', build: weak.schwefel },
  { title: 'Gallagher, 101 peaks', build: weak.gallagher101 },
  { title: 'Gallagher, 21 peaks', build: weak.gallagher21 },
  { title: 'Katsuura', build: weak.katsuura },
  { title: 'Lunacek bi-Rastrigin', build: weak.lunacekBiRastrigin },
];

/** What each of f1 to f24 is called, in order. */
export const bbobTitles: readonly string[] = FUNCTIONS.map((entry) => entry.title);

/**
 * One instance of a BBOB function on [-5, 5]^n. Its name is COCO's, such as `bbob_f008_i01_d20`.
 *
 * @throws LabError E_PARAM for a function, instance or number of dimensions outside the ranges of `BbobSpec`
 */
export function bbob(spec: BbobSpec): Objective {
  checkWhole('function', spec.function, 1, FUNCTIONS.length);
  checkWhole('instance', spec.instance, 1, 9_000_000); // the 2009 generator reads outside its table from 9.6 million on
  checkWhole('dimensions', spec.dimensions, 2, 1000);
  const { build, seed = spec.function } = FUNCTIONS[spec.function - 1];
  const instanceSeed = seed + 10_000 * spec.instance;
  const value = offsetDraw(instanceSeed);
  const { position, evaluate } = build(instanceSeed, spec.dimensions, value);
  const digits = (number: number, width: number) => String(number).padStart(width, '0');
  return {
    name: `bbob_f${digits(spec.function, 3)}_i${digits(spec.instance, 2)}_d${digits(spec.dimensions, 2)}`,
    dimensions: spec.dimensions,
    ...box(spec.dimensions, -5, 5),
    optimum: { value, position },
    evaluate,
  };
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new LabError('E_PARAM', `${name} of a BBOB objective must be a whole number from ${least} to ${most}, but got ${value}.`);
}
