// Opinions of bounded confidence. Imports the model's declaration, rules.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

type Believer = Agent<{ opinion: 'f64' }>;

interface DeffuantParams {
  readonly count: number;
  readonly confidence: number;
  readonly convergence: number;
}

/**
 * Two meet: if their opinions differ by less than ε each moves towards the other by μ of the difference. In a tick i meets the one whose
 * id is (s - i) mod N, s drawn anew: all pairs are equally likely, and everyone (but one or two) meets one other.
 * Source: Deffuant, Neau, Amblard & Weisbuch, Advances in Complex Systems 3:87 (2000), eqs. 1-2. doi:10.1142/S0219525900000078
 */
function discuss(self: Believer, _neighbours: unknown, _random: Random, params: DeffuantParams, world: RuleWorld): void {
  const partner = (world.meeting - self.id + params.count) % params.count;
  const difference = world.agent<Believer>(partner).opinion - self.opinion;
  if (Math.abs(difference) < params.confidence) self.opinion += params.convergence * difference;
}

/**
 * Camps of more than 5 % of all: opinions in order, cut wherever two that follow each other are further apart than a tenth of ε.
 * O(N log N).
 */
export function camps({ kinds: { believer }, params }: World): number {
  const opinions = Float64Array.from(believer.column('opinion')).sort();
  const gap = (params['confidence'] as number) / 10;
  let camps = 0;
  let from = 0;
  for (let i = 1; i <= opinions.length; i++) {
    if (i < opinions.length && opinions[i] - opinions[i - 1] <= gap) continue;
    if (i - from > 0.05 * opinions.length) camps++;
    from = i;
  }
  return camps;
}

/** Standard deviation of opinions; null without believers. */
export function spread({ kinds: { believer } }: World): number | null {
  const opinions = believer.column('opinion');
  let mean = 0;
  let squares = 0;
  for (const opinion of opinions) mean += opinion / opinions.length;
  for (const opinion of opinions) squares += (opinion - mean) ** 2 / opinions.length;
  return opinions.length === 0 ? null : Math.sqrt(squares);
}

/**
 * Update mode: synchronous. The model is one meeting after another; those of a tick are of disjoint pairs, so that their order does not
 * matter, and a tick is count / 2 meetings one after another. The mean opinion is kept. About 1 / (2ε) camps remain.
 */
export const deffuant = defineModel({
  name: 'deffuant',
  description: 'opinions that meet half way if they are near enough: consensus, or camps',
  source: 'Deffuant, Neau, Amblard & Weisbuch, Advances in Complex Systems 3:87 (2000). doi:10.1142/S0219525900000078',
  params: {
    count: { default: 1_000, min: 1, max: 1e8, integer: true, unit: 'people', description: 'number of people' },
    confidence: { default: 0.2, min: 0, max: 1, unit: 'of the range of opinions', description: 'ε: difference below which they listen' },
    convergence: { default: 0.5, min: 0, max: 0.5, description: 'μ: share of the difference that each gives up' },
  },
  kinds: {
    believer: {
      count: ({ count }) => count,
      columns: { opinion: 'f64' },
      init: (self, random) => {
        self.opinion = random.uniform();
      },
      rule: rule(discuss),
    },
  },
  globals: { meeting: { schedule: (_world, random, params) => random.integer(params.count) } },
  metrics: { camps, spread },
});
