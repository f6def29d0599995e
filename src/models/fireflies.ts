// Mirollo & Strogatz' pulse-coupled oscillators. Imports the model's declaration, rules, emergence.

import { kuramoto } from '../emergence/order/kuramoto.ts';
import type { Measured, World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

type Firefly = Agent<{ phase: 'f64'; flash: 'u8'; spent: 'u8' }>;

interface FireflyParams {
  readonly strength: number;
  readonly dissipation: number;
}

/**
 * One event. Nobody has flashed: time goes on until the first reaches the end of its cycle, and flashes. n have flashed: they lift the
 * state x = ln(1 + (e^b - 1) φ) / b of all others by n ε; those lifted to 1 flash in turn, and so on until nobody does. Whoever has
 * flashed begins its next cycle, and is deaf until the volley is over, so that those that flash in one volley stay together for ever.
 * Source: Mirollo & Strogatz, SIAM J. Appl. Math. 50:1645 (1990), eqs. 2.2-2.7. doi:10.1137/0150098
 */
function flash(self: Firefly, _neighbours: unknown, _random: Random, params: FireflyParams, world: RuleWorld): void {
  const curve = Math.exp(params.dissipation) - 1;
  const lift = Math.exp(params.dissipation * params.strength * world.flashes);
  const quiet = world.flashes === 0;
  const deaf = quiet ? 0 : self.spent;
  const pulled = deaf === 1 ? self.phase : ((1 + curve * self.phase) * lift - 1) / curve;
  const phase = quiet ? self.phase + (1 - world.foremost) : pulled;
  const end = quiet ? self.phase === world.foremost : phase >= 1;
  self.flash = end ? 1 : 0;
  self.spent = end ? 1 : deaf;
  self.phase = end ? 0 : phase;
}

/** Coherence |mean of e^{2πiφ}| of the phases, which are shares of a cycle: 1 when all are at one. */
export function unison({ kinds: { firefly } }: World): Measured {
  return kuramoto({ phase: Float64Array.from(firefly.column('phase'), (phase) => 2 * Math.PI * phase) });
}

/** Groups that flash at different times. O(N log N). */
export function groups({ kinds: { firefly } }: World): number {
  return new Set(firefly.column('phase')).size;
}

/**
 * Update mode: synchronous, and exact: a tick is an event (a flash, or the pull of one), not a stretch of time, which `world.time`
 * counts in cycles of a lone firefly. Of almost all starts all come to flash as one, however many they are, as long as b > 0 and ε > 0.
 */
export const fireflies = defineModel({
  name: 'fireflies',
  description: 'fireflies that flash, and hurry those that see it: all come to flash as one',
  source: 'Mirollo & Strogatz, SIAM J. Appl. Math. 50:1645 (1990). doi:10.1137/0150098',
  params: {
    count: { default: 100, min: 1, max: 1e7, integer: true, unit: 'fireflies', description: 'number of fireflies' },
    strength: {
      default: 0.002,
      min: 0,
      max: 1,
      unit: 'of the threshold',
      description: 'ε: what one flash adds to the state of all others',
    },
    dissipation: { default: 3, min: 1e-6, max: 50, description: 'b: how concave the rise of the state is; above 0' },
  },
  kinds: {
    firefly: {
      count: ({ count }) => count,
      columns: { phase: 'f64', flash: 'u8', spent: 'u8' },
      init: (self, random) => {
        self.phase = random.uniform();
      },
      rule: rule(flash),
    },
  },
  globals: {
    flashes: { over: 'firefly', reduce: 'sum', of: (self) => self.flash },
    foremost: { over: 'firefly', reduce: 'max', of: (self) => self.phase },
    time: { initial: 0 },
  },
  before: (world) => {
    if (world.flashes === 0) world.time += 1 - world.foremost;
  },
  until: (world) => world.flashes === world.count.firefly,
  metrics: { unison, groups, time: ({ globals }) => globals.time },
});
