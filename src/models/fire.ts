// NetLogo's Fire: a fire that starts at one side of a wood. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Patch = Agent<{ state: 'i32' }>;

interface FireParams {
  readonly density: number;
}

/** States of a patch. */
const [EMPTY, TREE, FIRE, BURNT] = [0, 1, 2, 3];

/**
 * A tree catches fire from any of four neighbours; what burns is burnt in the next tick.
 * Source: Wilensky, NetLogo Fire model (1997), http://ccl.northwestern.edu/netlogo/models/Fire
 */
export function burn(self: Patch, neighbours: Neighbours<Patch>): void {
  let burning = 0;
  for (const other of neighbours) burning += other.state === FIRE ? 1 : 0;
  if (self.state === FIRE) self.state = BURNT;
  else if (self.state === TREE && burning > 0) self.state = FIRE;
}

/** The left column burns, all of it; elsewhere stands a tree with the probability `density`. */
export function plant(self: Patch, random: Random, params: FireParams): void {
  if (self.x === 0) self.state = FIRE;
  else self.state = random.uniform() < params.density ? TREE : EMPTY;
}

/** Share of the trees at the start that burn or have burnt, the left column left out as in NetLogo; null without trees. */
export function burned({ kinds: { patch }, params }: World): number | null {
  const width = params['width'] as number;
  const state = patch.column('state');
  let [gone, all] = [0, 0];
  for (let i = 0; i < state.length; i++) {
    if (i % width === 0 || state[i] === EMPTY) continue;
    all++;
    if (state[i] !== TREE) gone++;
  }
  return all > 0 ? gone / all : null;
}

/** Share of patches that burn now. */
export function burning({ kinds: { patch } }: World): number {
  const state = patch.column('state');
  let sum = 0;
  for (let i = 0; i < state.length; i++) if (state[i] === FIRE) sum++;
  return sum / state.length;
}

/** Update mode: synchronous. A tree burns at the tick that is its distance from the left column through trees, in any mode; below the threshold of site percolation, 0.5927, the fire dies. */
export const fire = defineModel({
  name: 'fire',
  description: "NetLogo's Fire: a wood burns to its far side above a density of 59 %",
  source: 'Wilensky, NetLogo Fire model (1997). http://ccl.northwestern.edu/netlogo/models/Fire',
  params: {
    width: { default: 251, min: 1, max: 32_768, integer: true, unit: 'patches', description: 'columns' },
    height: { default: 251, min: 1, max: 32_768, integer: true, unit: 'patches', description: 'rows' },
    density: { default: 0.57, min: 0, max: 1, description: 'probability of a tree' },
  },
  space: ({ width, height }) => grid({ width, height, neighbourhood: 'von-neumann', periodic: false }),
  kinds: {
    patch: {
      on: 'cells',
      columns: { state: 'i32' },
      init: rule(plant, { uses: { EMPTY, TREE, FIRE } }),
      rule: rule(burn, { uses: { TREE, FIRE, BURNT } }),
    },
  },
  globals: { alight: { over: 'patch', reduce: 'sum', of: rule((self: Agent) => (self.state === FIRE ? 1 : 0), { uses: { FIRE } }) } },
  until: (world) => world.alight === 0,
  metrics: { burned, burning },
});
