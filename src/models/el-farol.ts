// Arthur's El Farol bar. Imports the model's declaration, rules.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

/** `weight`: of each predictor a constant and one for each of the last five weeks; `error`, `forecast`: of each predictor, shares of all */
type Guest = Agent<{
  weight: { type: 'f64'; size: number };
  error: { type: 'f64'; size: number };
  forecast: { type: 'f64'; size: number };
  goes: 'u8';
}>;

interface BarParams {
  readonly count: number;
  readonly capacity: number;
  readonly predictors: number;
  readonly memory: number;
}

/**
 * Each predictor forecasts this week's attendance from the last five; it is judged by its mean error, past weeks counting less and less.
 * Whoever's best predictor forecasts no more than the capacity goes.
 * Source: Arthur, American Economic Review 84:406 (1994), jstor.org/stable/2117868; linear predictors of random weights as in Fogel,
 * Chellapilla & Angeline, IEEE TEC 3:142 (1999). doi:10.1109/4235.771167
 */
function decide(self: Guest, _neighbours: unknown, _random: Random, params: BarParams, world: RuleWorld): void {
  let best = 1e300;
  let expected = 0;
  for (let p = 0; p < params.predictors; p++) {
    const error = params.memory * self.error[p] + (1 - params.memory) * Math.abs(self.forecast[p] - world.week1 / params.count);
    const past =
      self.weight[6 * p + 1] * world.week1 +
      self.weight[6 * p + 2] * world.week2 +
      self.weight[6 * p + 3] * world.week3 +
      self.weight[6 * p + 4] * world.week4 +
      self.weight[6 * p + 5] * world.week5;
    const forecast = Math.min(1, Math.max(0, self.weight[6 * p] + past / params.count));
    self.error[p] = error;
    self.forecast[p] = forecast;
    if (error < best) {
      best = error;
      expected = forecast;
    }
  }
  self.goes = expected * params.count <= params.capacity ? 1 : 0;
}

function begin(self: Guest, random: Random, params: BarParams): void {
  for (let w = 0; w < 6 * params.predictors; w++) self.weight[w] = random.uniform(-1, 1);
  for (let p = 0; p < params.predictors; p++) self.forecast[p] = random.uniform();
  self.goes = random.integer(2);
}

/** People in the bar. */
export function attendance({ globals }: World): number {
  return globals['week1'];
}

/**
 * Update mode: synchronous, as all decide at once. There is no forecast that all could share: if all believed it, it would be wrong. The
 * attendance fluctuates about the capacity.
 */
export const elFarol = defineModel({
  name: 'el-farol',
  description: 'a bar that is fun unless crowded: guests guess who else will come, and attendance finds the capacity',
  source: 'Arthur, American Economic Review 84:406 (1994). jstor.org/stable/2117868',
  params: {
    count: { default: 100, min: 1, max: 1e6, integer: true, unit: 'guests', description: 'who might go' },
    capacity: { default: 60, min: 0, max: 1e6, unit: 'guests', description: 'beyond it the bar is crowded' },
    predictors: { default: 10, min: 1, max: 100, integer: true, unit: 'predictors', description: 'predictors of each guest' },
    memory: { default: 0.9, min: 0, max: 0.999999, unit: 'per week', description: 'how much an error counts a week later' },
  },
  kinds: {
    guest: {
      count: ({ count }) => count,
      columns: ({ predictors }: { readonly predictors: number }) =>
        ({
          weight: { type: 'f64', size: 6 * predictors },
          error: { type: 'f64', size: predictors },
          forecast: { type: 'f64', size: predictors },
          goes: 'u8',
        }) as const,
      init: begin,
      rule: rule(decide),
    },
  },
  globals: {
    now: { over: 'guest', reduce: 'sum', of: (self) => self.goes },
    week1: { initial: 0 },
    week2: { initial: 0 },
    week3: { initial: 0 },
    week4: { initial: 0 },
    week5: { initial: 0 },
  },
  after: (world) => {
    world.week5 = world.week4;
    world.week4 = world.week3;
    world.week3 = world.week2;
    world.week2 = world.week1;
    world.week1 = world.now;
  },
  metrics: { attendance },
});
