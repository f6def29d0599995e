// Division of labour by fixed response thresholds. Imports the model's declaration, rules.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

type Worker = Agent<{ threshold: 'f64'; active: 'u8'; major: 'u8' }>;

interface ThresholdParams {
  readonly quit: number;
  readonly steepness: number;
  readonly majors: number;
  readonly minorThreshold: number;
  readonly majorThreshold: number;
}

/**
 * An idle worker takes up the task with chance s^n / (s^n + θ^n), one at work gives it up with chance p.
 * Source: Bonabeau, Theraulaz & Deneubourg, Proc. R. Soc. Lond. B 263:1565 (1996), eqs. 1-3. doi:10.1098/rspb.1996.0229
 */
function respond(self: Worker, _neighbours: unknown, random: Random, params: ThresholdParams, world: RuleWorld): void {
  const pull = world.stimulus ** params.steepness;
  const start = pull > 0 ? pull / (pull + self.threshold ** params.steepness) : 0;
  const change = random.uniform() < (self.active === 1 ? params.quit : start);
  if (change) self.active = 1 - self.active;
}

/** Share at work of those of one caste; null where there are none. */
function working(caste: 0 | 1): (world: World) => number | null {
  return ({ kinds: { worker } }) => {
    const [active, major] = [worker.column('active'), worker.column('major')];
    let [n, busy] = [0, 0];
    for (let i = 0; i < worker.count; i++) {
      if (major[i] !== caste) continue;
      n++;
      busy += active[i];
    }
    return n === 0 ? null : busy / n;
  };
}

export const minorsAtWork = working(0);
export const majorsAtWork = working(1);
/** Stimulus s of the task. */
export const stimulus = ({ globals }: World): number => globals['stimulus'];

/**
 * Update mode: synchronous: all feel the stimulus as it is after the tick before, s ← max(0, s + δ - α × share at work). The stimulus
 * settles where the colony does as much as is needed: a share δ / α is at work, x_k = T_k / (T_k + p) of each caste. Where the
 * minors, of low threshold, are few, majors take over their task.
 */
export const responseThreshold = defineModel({
  name: 'response-threshold',
  description: 'workers who take up a task when its stimulus exceeds their threshold: castes divide the labour',
  source: 'Bonabeau, Theraulaz & Deneubourg, Proc. R. Soc. Lond. B 263:1565 (1996). doi:10.1098/rspb.1996.0229',
  params: {
    count: { default: 1_000, min: 1, max: 1e8, integer: true, unit: 'workers', description: 'number of workers' },
    majors: { default: 0.3, min: 0, max: 1, description: 'share of majors: the last by their id' },
    minorThreshold: { default: 8, min: 1e-9, max: 1e9, unit: 'of the stimulus', description: 'θ of minors' },
    majorThreshold: { default: 100, min: 1e-9, max: 1e9, unit: 'of the stimulus', description: 'θ of majors' },
    steepness: { default: 2, min: 0, max: 100, description: 'n of the response' },
    quit: { default: 0.2, min: 0, max: 1, unit: 'per tick', description: 'p: chance to give up the task' },
    demand: { default: 1, min: 0, max: 1e6, unit: 'per tick', description: 'δ: growth of the stimulus' },
    efficiency: { default: 3, min: 0, max: 1e6, unit: 'per tick', description: 'α: what all at work would take off the stimulus' },
  },
  kinds: {
    worker: {
      count: ({ count }) => count,
      columns: { threshold: 'f64', active: 'u8', major: 'u8' },
      init: (self, _random, params) => {
        self.major = self.id >= Math.round(params.count * (1 - params.majors)) ? 1 : 0;
        self.threshold = self.major === 1 ? params.majorThreshold : params.minorThreshold;
      },
      rule: rule(respond),
    },
  },
  globals: {
    working: { over: 'worker', reduce: 'mean', of: (self) => self.active },
    stimulus: { initial: 0 },
  },
  after: (world, _random, params) => {
    world.stimulus = Math.max(0, world.stimulus + params.demand - params.efficiency * world.working);
  },
  metrics: { minorsAtWork, majorsAtWork, stimulus },
});
