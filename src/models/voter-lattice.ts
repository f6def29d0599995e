// The voter model on a square lattice. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Voter = Agent<{ opinion: 'i32' }>;

interface VoterParams {
  readonly share: number;
  readonly rate: number;
}

/**
 * With probability `rate` take the opinion of a neighbour drawn at random.
 * Source: Clifford & Sudbury, Biometrika 60:581 (1973), doi:10.1093/biomet/60.3.581; Holley & Liggett, Ann. Probab. 3:643 (1975), doi:10.1214/aop/1176996306
 */
export function imitate(self: Voter, neighbours: Neighbours<Voter>, random: Random, params: VoterParams): void {
  const model = neighbours.at(random.integer(neighbours.length));
  if (random.uniform() < params.rate) self.opinion = model.opinion;
}

/** Opinion 1 with the probability `share`. */
export function begin(self: Voter, random: Random, params: VoterParams): void {
  self.opinion = random.uniform() < params.share ? 1 : 0;
}

/** Share of those who hold opinion 1. */
export function support({ kinds: { voter } }: World): number {
  const opinion = voter.column('opinion');
  let sum = 0;
  for (let i = 0; i < opinion.length; i++) sum += opinion[i];
  return sum / opinion.length;
}

/** Share of links whose ends disagree; a torus at least 3 wide and high. It falls as 1 / ln t in two dimensions. */
export function discord({ kinds: { voter }, params }: World): number {
  const { width, height } = params as Readonly<Record<string, number>>;
  const opinion = voter.column('opinion');
  let apart = 0;
  for (let y = 0, i = 0; y < height; y++) {
    const below = y + 1 < height ? i + width : i - y * width;
    for (let x = 0; x < width; x++, i++) {
      if (opinion[x + 1 < width ? i + 1 : i + 1 - width] !== opinion[i]) apart++;
      if (opinion[below + x] !== opinion[i]) apart++;
    }
  }
  return apart / (2 * opinion.length);
}

/**
 * Update mode: synchronous by default, sequential (random order, in place) as the voter model was defined. The mean opinion is a
 * martingale in both, so that opinion 1 wins with the probability of its share at the start; how long it takes differs. In synchronous
 * mode with rate 1 and even sides, the two colours of the checkerboard know nothing of each other and may never agree: keep the rate below 1.
 */
export const voterLattice = defineModel({
  name: 'voter-lattice',
  description: 'Voters on a lattice copy a neighbour: domains without surface tension, and one opinion wins in the end',
  source:
    'Clifford & Sudbury, Biometrika 60:581 (1973), doi:10.1093/biomet/60.3.581; Holley & Liggett, Ann. Probab. 3:643 (1975), doi:10.1214/aop/1176996306',
  params: {
    width: { default: 128, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'columns of the torus' },
    height: { default: 128, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus' },
    share: { default: 0.5, min: 0, max: 1, description: 'probability of opinion 1 at the start' },
    rate: { default: 0.5, min: 0, max: 1, unit: 'per tick', description: 'probability that a voter looks at a neighbour in a tick' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential', // one of its choices
  space: ({ width, height }) => grid({ width, height, neighbourhood: 'von-neumann' }),
  kinds: { voter: { on: 'cells', columns: { opinion: 'i32' }, init: begin, rule: rule(imitate) } },
  globals: { supporters: { over: 'voter', reduce: 'sum', of: (self) => self.opinion } },
  until: (world) => world.supporters === 0 || world.supporters === world.count.voter,
  metrics: { support, discord },
});
