// Kuramoto's oscillators, each coupled to all others by their mean. Imports the model's declaration, rules, emergence, frequencies.

import { kuramoto as coherence } from '../emergence/order/kuramoto.ts';
import { rule } from '../rules/rule.ts';
import { DISTRIBUTIONS, frequencies } from './frequencies.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

export type Oscillator = Agent<{ phase: 'f64'; natural: 'f64'; from: 'f64'; sum: 'f64' }>;

interface KuramotoParams {
  readonly coupling: number;
  readonly step: number;
  readonly stages: number;
  readonly frequency: ArrayLike<number>;
}

/** Explicit Runge-Kutta methods of 1, 2 and 4 stages: how far each stage goes from the start of the step, and its weight in the sum. */
const REACH: readonly (readonly number[])[] = [
  [0, 0, 0, 0],
  [1, 0, 0, 0],
  [0.5, 1, 0, 0],
  [0, 0, 0, 0],
  [0.5, 0.5, 1, 1],
];
const WEIGHT: readonly (readonly number[])[] = [
  [0, 0, 0, 0],
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 0, 0],
  [1 / 6, 1 / 3, 1 / 3, 1 / 6],
];

/** One stage of a Runge-Kutta step with the velocity at this stage, radians per time. */
function stageOf(self: Oscillator, velocity: number, step: number, stages: number, stage: number): void {
  if (stage === 0) {
    self.from = self.phase;
    self.sum = 0;
  }
  self.sum += WEIGHT[stages][stage] * velocity;
  self.phase = self.from + step * (stage === stages - 1 ? self.sum : REACH[stages][stage] * velocity);
}

/**
 * dθ/dt = ω + K r sin(ψ - θ), where r e^{iψ} is the mean of e^{iθ} over all, as they are at this stage of the step.
 * Source: Kuramoto, Lecture Notes in Physics 39:420 (1975). doi:10.1007/BFb0013365
 */
function advance(self: Oscillator, _neighbours: unknown, _random: Random, params: KuramotoParams, world: RuleWorld): void {
  const velocity = self.natural + params.coupling * (world.sin * Math.cos(self.phase) - world.cos * Math.sin(self.phase));
  stageOf(self, velocity, params.step, params.stages, world.tick % params.stages);
}

/** What a rule of oscillators uses. */
export const STAGES = { stageOf: rule(stageOf, { uses: { REACH, WEIGHT } }) };

/** Anywhere on the circle; natural frequencies by id. */
export function scatter(self: Oscillator, random: Random, params: KuramotoParams): void {
  self.phase = random.uniform(-Math.PI, Math.PI);
  self.natural = params.frequency[self.id];
}

/** Parameters of all models of oscillators. */
export const OSCILLATORS = {
  count: { default: 1_000, min: 1, max: 1e7, integer: true, unit: 'oscillators', description: 'number of oscillators' },
  distribution: { default: 'lorentz', choices: DISTRIBUTIONS, description: 'of natural frequencies about 0, taken at its quantiles by id' },
  width: { default: 0.5, min: 0, max: 1e6, unit: 'radians per time', description: 'γ (lorentz), σ (normal) or half width (uniform)' },
  step: { default: 0.02, min: 1e-9, max: 10, unit: 'time', description: 'length of a step of integration: `stages` ticks' },
  stages: { default: 2, choices: [1, 2, 4], description: 'ticks of a step: Euler, midpoint, or classical Runge-Kutta' },
  frequency: { table: frequencies, description: 'natural frequencies by id' },
} as const;

/**
 * Update mode: synchronous, as all move at once; a Runge-Kutta step takes as many ticks as it has stages, since every stage needs the
 * mean of all at that stage: measure at multiples of `stages`. In the limit of many oscillators they synchronise where the coupling exceeds 2 / (π g(0)), g the density
 * of the natural frequencies; of a Lorentz distribution r = √(1 - 2γ / K) then.
 */
export const kuramoto = defineModel({
  name: 'kuramoto',
  description: "Kuramoto's oscillators: beyond a critical coupling some of them agree on a rhythm",
  source:
    'Kuramoto, Lecture Notes in Physics 39:420 (1975). doi:10.1007/BFb0013365; Strogatz, Physica D 143:1 (2000). doi:10.1016/S0167-2789(00)00094-4',
  params: {
    coupling: { default: 2, min: -1e6, max: 1e6, unit: 'radians per time', description: 'strength K of the pull of the mean' },
    ...OSCILLATORS,
  },
  kinds: {
    oscillator: {
      count: ({ count }) => count,
      columns: { phase: 'f64', natural: 'f64', from: 'f64', sum: 'f64' },
      init: scatter,
      rule: rule(advance, { uses: STAGES }),
    },
  },
  globals: {
    sin: { over: 'oscillator', reduce: 'mean', of: (self) => Math.sin(self.phase) },
    cos: { over: 'oscillator', reduce: 'mean', of: (self) => Math.cos(self.phase) },
  },
  metrics: { coherence },
});
