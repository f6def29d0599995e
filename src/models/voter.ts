// The voter model on a network. Imports the model's declaration, rules, networks.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { graphOf, GRAPHS } from './graphs.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Voter = Agent<{ opinion: 'u8' }>;

interface VoterParams {
  readonly rate: number;
}

/**
 * With chance `rate`, take the opinion of somebody that I am linked to.
 * Source: Holley & Liggett, Annals of Probability 3:643 (1975). doi:10.1214/aop/1176996306
 */
function imitate(self: Voter, neighbours: Neighbours<Voter>, random: Random, params: VoterParams): void {
  const degree = neighbours.length;
  const other = neighbours.at(random.integer(Math.max(1, degree)));
  const taken = other.opinion;
  if (degree > 0 && random.uniform() < params.rate) self.opinion = taken;
}

/** Share of voters of opinion 1; null without voters. */
export function ones({ kinds: { voter } }: World): number | null {
  let n = 0;
  for (const opinion of voter.column('opinion')) n += opinion;
  return voter.count === 0 ? null : n / voter.count;
}

/** Share of the smaller camp, at most 1/2; null without voters. */
export function minority(world: World): number | null {
  const share = ones(world);
  return share === null ? null : Math.min(share, 1 - share);
}

/**
 * Update mode: sequential by default, as the model is one voter at a time; `synchronous` is its limit for small rates, and at a rate of 1
 * two camps may swap for ever where the network is bipartite. In either mode whose opinion a voter has in the end depends on the
 * links alone, so that on a regular network opinion 1 wins with the chance of its initial share. The run ends in consensus.
 */
export const voter = defineModel({
  name: 'voter',
  description: 'voters on a network who take the opinions of others until all are of one',
  source:
    'Holley & Liggett, Annals of Probability 3:643 (1975). doi:10.1214/aop/1176996306; Sood & Redner, PRL 94:178701 (2005). doi:10.1103/PhysRevLett.94.178701',
  params: {
    ...GRAPHS,
    share: { default: 0.5, min: 0, max: 1, description: 'chance of opinion 1 at tick 0' },
    rate: { default: 1, min: 0, max: 1, unit: 'per tick', description: 'chance that a voter looks at another' },
    update: { default: 'sequential', choices: ['sequential', 'synchronous'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential', // one of its choices
  space: graphOf,
  kinds: {
    voter: {
      on: 'nodes',
      columns: { opinion: 'u8' },
      init: (self, random, params) => {
        self.opinion = random.uniform() < params.share ? 1 : 0;
      },
      rule: rule(imitate),
    },
  },
  globals: { ones: { over: 'voter', reduce: 'sum', of: (self) => self.opinion } },
  until: (world) => world.ones === 0 || world.ones === world.count.voter,
  metrics: { ones, minority },
});
