// The Potts model on a square lattice, one colour of a checkerboard a tick. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { evenSides } from './ising.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Site = Agent<{ state: 'i32' }>;

interface PottsParams {
  readonly states: number;
  readonly temperature: number;
  readonly start: string;
}

/**
 * Propose one of the q − 1 other states and take it with probability min(1, exp((n_new − n_old) / T)), n of how many neighbours share
 * the state: Metropolis for E = −J Σ_links δ(s_i, s_j). Neighbours are of the other colour of the checkerboard and keep still.
 * Source: Potts, Math. Proc. Camb. Phil. Soc. 48:106 (1952), doi:10.1017/S0305004100027419
 */
export function choose(self: Site, neighbours: Neighbours<Site>, random: Random, params: PottsParams, world: RuleWorld): void {
  if ((self.x + self.y + world.tick) % 2 !== 0) return;
  const proposed = (self.state + 1 + random.integer(params.states - 1)) % params.states;
  let gain = 0;
  for (const other of neighbours) gain += (other.state === proposed ? 1 : 0) - (other.state === self.state ? 1 : 0);
  if (random.uniform() < Math.exp(gain / params.temperature)) self.state = proposed;
}

/** All in state 0, or each in any. */
export function begin(self: Site, random: Random, params: PottsParams): void {
  self.state = params.start === 'equal' ? 0 : random.integer(params.states);
}

/** Order parameter (q m − 1) / (q − 1), m the share of the commonest state: 0 where all are equally common, 1 where all sites agree. */
export function pottsOrder({ kinds: { site }, params }: World): number {
  const states = params['states'] as number;
  const counts = new Float64Array(states);
  const state = site.column('state');
  for (let i = 0; i < state.length; i++) counts[state[i]]++;
  return ((states * Math.max(...counts)) / state.length - 1) / (states - 1);
}

/** Energy per site, −Σ_links δ(s_i, s_j) / N, in units of J; a lattice that is 2 wide counts a double link once. */
export function pottsEnergy({ kinds: { site }, params }: World): number {
  const { width, height } = params as Readonly<Record<string, number>>;
  const state = site.column('state');
  let equal = 0;
  for (let y = 0, i = 0; y < height; y++) {
    const below = y + 1 < height ? i + width : i - y * width;
    for (let x = 0; x < width; x++, i++) {
      if ((width > 2 || x === 0) && state[x + 1 < width ? i + 1 : i + 1 - width] === state[i]) equal++;
      if ((height > 2 || y === 0) && state[below + x] === state[i]) equal++;
    }
  }
  return -equal / state.length;
}

/**
 * Update mode: synchronous, with one colour of the checkerboard a tick, so that two ticks are one sweep. The default temperature is the
 * critical one of three states, T_c = 1 / ln(1 + √q); two states are the Ising model at twice the temperature.
 */
export const potts = defineModel({
  name: 'potts',
  description: 'The Potts model: sites of q states agree below T = 1 / ln(1 + √q); at once from 5 states on',
  source:
    'Potts, Math. Proc. Camb. Phil. Soc. 48:106 (1952), doi:10.1017/S0305004100027419; Wu, Rev. Mod. Phys. 54:235 (1982), doi:10.1103/RevModPhys.54.235',
  params: {
    width: { default: 256, min: 2, max: 32_768, integer: true, unit: 'cells', description: 'columns of the torus, even' },
    height: { default: 256, min: 2, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus, even' },
    states: { default: 3, min: 2, max: 1_000, integer: true, description: 'number q of states' },
    temperature: { default: 0.994972861312, min: 1e-6, max: 1e6, unit: 'J / k_B', description: 'temperature T' },
    start: { default: 'random', choices: ['random', 'equal'], description: 'states at tick 0' },
  },
  space: ({ width, height }) => {
    evenSides({ width, height });
    return grid({ width, height, neighbourhood: 'von-neumann' });
  },
  kinds: { site: { on: 'cells', columns: { state: 'i32' }, init: begin, rule: rule(choose) } },
  metrics: { order: pottsOrder, energy: pottsEnergy },
});
