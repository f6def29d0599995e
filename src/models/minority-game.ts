// The minority game. Imports the model's declaration, rules.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

/** `plan`: for each strategy and history 1 or -1; `score`: of each strategy; `choice`: 1 or -1 */
type Player = Agent<{ plan: { type: 'i32'; size: number }; score: { type: 'f64'; size: number }; choice: 'i32' }>;

interface GameParams {
  readonly count: number;
  readonly memory: number;
  readonly strategies: number;
}

/**
 * Add to the score of each strategy what it would have won in the last round, -a A / N, and play the best one (of equals the first,
 * as scores begin with a small draw).
 * Source: Challet & Zhang, Physica A 246:407 (1997). doi:10.1016/S0378-4371(97)00419-6; scores as in Challet, Marsili & Zecchina,
 * PRL 84:1824 (2000). doi:10.1103/PhysRevLett.84.1824
 */
function play(self: Player, _neighbours: unknown, _random: Random, params: GameParams, world: RuleWorld): void {
  const histories = 2 ** params.memory;
  let best = -1e300;
  let choice = 1;
  for (let s = 0; s < params.strategies; s++) {
    const score = self.score[s] - (self.plan[s * histories + world.before] * world.attendance) / params.count;
    self.score[s] = score;
    if (score > best) {
      best = score;
      choice = self.plan[s * histories + world.history];
    }
  }
  self.choice = choice;
}

function deal(self: Player, random: Random, params: GameParams): void {
  for (let s = 0; s < params.strategies; s++) {
    self.score[s] = 1e-6 * random.uniform(); // ties are broken once and for all
    for (let h = 0; h < 2 ** params.memory; h++) self.plan[s * 2 ** params.memory + h] = 2 * random.integer(2) - 1;
  }
  self.choice = 2 * random.integer(2) - 1;
}

/** Attendance A: those who chose 1 less those who chose -1. Its variance is the volatility. */
export function attendance({ globals }: World): number {
  return globals['attendance'];
}

/**
 * Update mode: synchronous, as the game is: all choose at once. With α = 2^M / N the volatility σ² / N is 1 for random choices; it is
 * least near α = 0.34 (two strategies), beyond it falls off towards 1, below it herds make it far larger.
 */
export const minorityGame = defineModel({
  name: 'minority-game',
  description: 'players who want to be in the minority and learn from a common history',
  source:
    'Challet & Zhang, Physica A 246:407 (1997). doi:10.1016/S0378-4371(97)00419-6; Savit, Manuca & Riolo, PRL 82:2203 (1999). doi:10.1103/PhysRevLett.82.2203',
  params: {
    count: {
      default: 301,
      min: 1,
      max: 1e6,
      integer: true,
      unit: 'players',
      description: 'number of players N; odd, so that there is a minority',
    },
    memory: { default: 6, min: 1, max: 12, integer: true, unit: 'rounds', description: 'rounds M that a strategy looks back' },
    strategies: { default: 2, min: 1, max: 100, integer: true, unit: 'strategies', description: 'strategies of each player' },
  },
  kinds: {
    player: {
      count: ({ count }) => count,
      columns: ({ memory, strategies }: { readonly memory: number; readonly strategies: number }) =>
        ({ plan: { type: 'i32', size: strategies * 2 ** memory }, score: { type: 'f64', size: strategies }, choice: 'i32' }) as const,
      init: deal,
      rule: rule(play),
    },
  },
  globals: {
    attendance: { over: 'player', reduce: 'sum', of: (self) => self.choice },
    history: { initial: 0 },
    before: { initial: 0 },
  },
  after: (world, _random, params) => {
    world.before = world.history;
    world.history = (2 * world.history + (world.attendance < 0 ? 1 : 0)) % 2 ** params.memory;
  },
  metrics: { attendance },
});
