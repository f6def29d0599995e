// The forest fire of Drossel & Schwabl: a wood that grows and is struck by lightning. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Site = Agent<{ state: 'i32'; struck: 'i32' }>;

interface ForestFireParams {
  readonly growth: number;
  readonly lightning: number;
  readonly start: number;
}

/** States of a site. */
const [EMPTY, TREE, FIRE] = [0, 1, 2];

/**
 * What burns becomes empty; a tree burns if a neighbour does, or is struck with probability f; a tree grows on an empty site with probability p.
 * Source: Drossel & Schwabl, PRL 69:1629 (1992), doi:10.1103/PhysRevLett.69.1629
 */
export function grow(self: Site, neighbours: Neighbours<Site>, random: Random, params: ForestFireParams): void {
  let burning = 0;
  for (const other of neighbours) burning += other.state === FIRE ? 1 : 0;
  const draw = random.uniform();
  self.struck = self.state === TREE && burning === 0 && draw < params.lightning ? 1 : 0;
  if (self.state === FIRE) self.state = EMPTY;
  else if (self.state === TREE) self.state = burning > 0 || draw < params.lightning ? FIRE : TREE;
  else self.state = draw < params.growth ? TREE : EMPTY;
}

/** A tree with the probability `start`. */
export function plant(self: Site, random: Random, params: ForestFireParams): void {
  self.state = random.uniform() < params.start ? TREE : EMPTY;
}

/** Share of sites in a state. */
function share({ kinds: { site } }: World, wanted: number): number {
  const state = site.column('state');
  let sum = 0;
  for (let i = 0; i < state.length; i++) if (state[i] === wanted) sum++;
  return sum / state.length;
}

/** Share of sites with a tree that does not burn. */
export const trees = (world: World): number => share(world, TREE);

/** Share of sites that burn. */
export const burning = (world: World): number => share(world, FIRE);

/**
 * Update mode: synchronous, as in the paper. Trees burnt and strokes of lightning are counted from tick 0 in the globals `burnt` and
 * `strokes`: in the steady state their quotient, the mean size of a fire, is (p/f) (1 − ρ) / ρ, up to the share of sites that burn.
 */
export const forestFire = defineModel({
  name: 'forest-fire',
  description: 'The forest fire of Drossel & Schwabl: growth and rare lightning drive a wood to fires of all sizes',
  source: 'Drossel & Schwabl, PRL 69:1629 (1992). doi:10.1103/PhysRevLett.69.1629',
  params: {
    width: { default: 256, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'columns of the torus' },
    height: { default: 256, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus' },
    growth: { default: 0.01, min: 0, max: 1, unit: 'per tick', description: 'probability p that a tree grows on an empty site' },
    lightning: { default: 1e-4, min: 0, max: 1, unit: 'per tick', description: 'probability f that a tree is struck' },
    start: { default: 0.3, min: 0, max: 1, description: 'share of trees at tick 0' },
  },
  space: ({ width, height }) => grid({ width, height, neighbourhood: 'von-neumann' }),
  kinds: {
    site: {
      on: 'cells',
      columns: { state: 'i32', struck: 'i32' },
      init: rule(plant, { uses: { EMPTY, TREE } }),
      rule: rule(grow, { uses: { EMPTY, TREE, FIRE } }),
    },
  },
  globals: {
    alight: { over: 'site', reduce: 'sum', of: rule((self: Agent) => (self.state === FIRE ? 1 : 0), { uses: { FIRE } }) },
    lit: { over: 'site', reduce: 'sum', of: (self) => self.struck },
    burnt: { initial: 0 },
    strokes: { initial: 0 },
  },
  after: (world) => {
    world.burnt += world.alight;
    world.strokes += world.lit;
  },
  metrics: { trees, burning },
});
