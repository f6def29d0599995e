// Prey and predators by differential equations, each agent a world of its own; for a law only. Source: Volterra, Nature 118:558 (1926). doi:10.1038/118558a0

import { defineModel, type Agent, type Random } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';

type Meadow = Agent<{ prey: 'f64'; predators: 'f64' }>;

interface VolterraParams {
  readonly alpha: number;
  readonly beta: number;
  readonly delta: number;
  readonly gamma: number;
  readonly step: number;
}

/** A step of dx/dt = α x - β x y, dy/dt = δ x y - γ y, by the classical Runge-Kutta method. */
function live(self: Meadow, _neighbours: unknown, _random: Random, params: VolterraParams): void {
  let x = self.prey;
  let y = self.predators;
  let sumX = 0;
  let sumY = 0;
  for (let stage = 0; stage < 4; stage++) {
    const vx = x * (params.alpha - params.beta * y);
    const vy = y * (params.delta * x - params.gamma);
    const weight = stage === 0 || stage === 3 ? 1 / 6 : 1 / 3;
    const reach = stage < 2 ? 0.5 : 1;
    sumX += weight * vx;
    sumY += weight * vy;
    x = self.prey + params.step * reach * vx;
    y = self.predators + params.step * reach * vy;
  }
  self.prey += params.step * sumX;
  self.predators += params.step * sumY;
}

/** Agents begin at growing distances from the point of rest (γ / δ, α / β): 1 % off, 2 %, … */
export const lotkaVolterra = defineModel({
  name: 'lotka-volterra',
  description: 'prey and predators in cycles',
  params: {
    count: { default: 3, min: 1, integer: true, description: 'worlds' },
    alpha: { default: 1, min: 0, description: 'growth of prey' },
    beta: { default: 0.5, min: 0, description: 'losses of prey by a predator' },
    delta: { default: 0.25, min: 0, description: 'growth of predators by a prey' },
    gamma: { default: 0.6, min: 0, description: 'death of predators' },
    step: { default: 0.01, min: 0, description: 'length of a tick' },
  },
  kinds: {
    meadow: {
      count: ({ count }) => count,
      columns: { prey: 'f64', predators: 'f64' },
      init: (self, _random, params) => {
        self.prey = ((1 + 0.01 * (1 + self.id)) * params.gamma) / params.delta;
        self.predators = params.alpha / params.beta;
      },
      rule: rule(live),
    },
  },
});
