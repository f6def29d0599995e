// Money that changes hands at random. Imports the model's declaration, rules, emergence.

import { gini as giniOf } from '../emergence/structure/inequality.ts';
import type { Measured, World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

type Trader = Agent<{ wealth: 'f64'; share: 'f64' }>;

interface WealthParams {
  readonly count: number;
  readonly saving: number;
}

/**
 * Two meet, put all but a share λ of their money on the table and divide it at random: w_i ← λ w_i + u (1 - λ) (w_i + w_j), the other
 * takes the rest, with the u that the one of lower id has drawn in the tick before. In a tick i meets the one whose id is (s - i) mod N,
 * s drawn anew: all pairs are equally likely.
 * Source: Drăgulescu & Yakovenko, Eur. Phys. J. B 17:723 (2000). doi:10.1007/s100510070114; with saving Chakraborti & Chakrabarti,
 * Eur. Phys. J. B 17:167 (2000). doi:10.1007/s100510070173
 */
function trade(self: Trader, _neighbours: unknown, random: Random, params: WealthParams, world: RuleWorld): void {
  const partner = (world.meeting - self.id + params.count) % params.count;
  const other = world.agent<Trader>(partner);
  const share = self.id < partner ? self.share : 1 - other.share;
  const table = (1 - params.saving) * (self.wealth + other.wealth);
  if (partner !== self.id) self.wealth = params.saving * self.wealth + share * table;
  self.share = random.uniform();
}

/** Gini coefficient of wealth: 0 when all have the same, 1/2 of an exponential distribution. */
export function gini({ kinds: { trader } }: World): Measured {
  return giniOf(trader.column('wealth'));
}

/**
 * Update mode: synchronous. Meetings of a tick are of disjoint pairs, so that a tick is count / 2 meetings one after another. Money is
 * kept (up to rounding). Without saving wealth comes to be distributed exponentially, a Gini of 1/2; with saving its variance is
 * (1 - λ) / (1 + 2λ) of the squared mean.
 */
export const boltzmannWealth = defineModel({
  name: 'boltzmann-wealth',
  description: 'people who divide their money at random when they meet: inequality without merit',
  source:
    'Drăgulescu & Yakovenko, Eur. Phys. J. B 17:723 (2000). doi:10.1007/s100510070114; Chakraborti & Chakrabarti, Eur. Phys. J. B 17:167 (2000). doi:10.1007/s100510070173',
  params: {
    count: { default: 10_000, min: 1, max: 1e8, integer: true, unit: 'people', description: 'number of people' },
    saving: { default: 0, min: 0, max: 1, description: 'share λ of the own money that is never at stake' },
  },
  kinds: {
    trader: {
      count: ({ count }) => count,
      columns: { wealth: 'f64', share: 'f64' },
      init: (self, random) => {
        self.wealth = 1;
        self.share = random.uniform();
      },
      rule: rule(trade),
    },
  },
  globals: { meeting: { schedule: (_world, random, params) => random.integer(params.count) } },
  metrics: { gini },
});
