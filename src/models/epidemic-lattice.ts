// An epidemic on a lattice, with or without immunity. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid, type Neighbourhood } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Person = Agent<{ state: 'i32' }>;

interface ContagionParams {
  readonly infection: number;
  readonly recovery: number;
  readonly course: string;
}

interface LatticeParams {
  readonly width: number;
  readonly height: number;
  readonly share: number;
}

/** States of a person. */
const [SUSCEPTIBLE, INFECTED, RECOVERED] = [0, 1, 2];

/**
 * A susceptible one is infected with probability 1 − (1 − β)^n by n infected neighbours; an infected one recovers with probability γ, to be
 * immune (SIR) or susceptible again (SIS). With γ = 1 an epidemic with immunity is bond percolation with the probability β.
 * Source: Grassberger, Math. Biosci. 63:157 (1983), doi:10.1016/0025-5564(82)90036-0
 */
export function infect(self: Person, neighbours: Neighbours<Person>, random: Random, params: ContagionParams): void {
  let spared = 1;
  for (const other of neighbours) spared *= other.state === INFECTED ? 1 - params.infection : 1;
  const draw = random.uniform();
  if (self.state === SUSCEPTIBLE) self.state = draw >= spared ? INFECTED : SUSCEPTIBLE;
  else if (self.state === INFECTED && draw < params.recovery) self.state = params.course === 'sir' ? RECOVERED : SUSCEPTIBLE;
}

/** Infected with the probability `share`; if that is 0, one in the middle. */
export function begin(self: Person, random: Random, params: LatticeParams): void {
  const middle = self.x === Math.floor(params.width / 2) && self.y === Math.floor(params.height / 2);
  self.state = params.share > 0 ? (random.uniform() < params.share ? INFECTED : SUSCEPTIBLE) : middle ? INFECTED : SUSCEPTIBLE;
}

/** Share of persons in a state. */
function share({ kinds: { person } }: World, wanted: number): number {
  const state = person.column('state');
  let sum = 0;
  for (let i = 0; i < state.length; i++) if (state[i] === wanted) sum++;
  return sum / state.length;
}

export const susceptible = (world: World): number => share(world, SUSCEPTIBLE);
export const infected = (world: World): number => share(world, INFECTED);
export const recovered = (world: World): number => share(world, RECOVERED);

/** How an epidemic runs, on a lattice as on a network: parameters that both have. */
export const contagion = {
  infection: { default: 0.2, min: 0, max: 1, unit: 'per tick', description: 'probability β that an infected neighbour infects' },
  recovery: { default: 0.25, min: 0, max: 1, unit: 'per tick', description: 'probability γ to recover' },
  course: { default: 'sir', choices: ['sir', 'sis'], description: 'whether those who recovered are immune (sir) or not (sis)' },
} as const;

/** Constants that the rule uses. */
export const contagious = { uses: { SUSCEPTIBLE, INFECTED, RECOVERED } };

/** How many are infected, taken over the kind `person`: the run ends with none. */
export const infectedCount = rule((self: Agent) => (self.state === INFECTED ? 1 : 0), { uses: { INFECTED } });

/** Update mode: synchronous: who is infected in a tick infects from the next one on. */
export const epidemicLattice = defineModel({
  name: 'epidemic-lattice',
  description: 'An epidemic among neighbours on a lattice, with immunity (SIR) or without (SIS)',
  source: 'Grassberger, Math. Biosci. 63:157 (1983). doi:10.1016/0025-5564(82)90036-0',
  params: {
    width: { default: 256, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'columns' },
    height: { default: 256, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'rows' },
    periodic: { default: true, description: 'a torus; else with borders' },
    neighbourhood: { default: 'von-neumann', choices: ['von-neumann', 'moore', 'hexagonal'], description: 'who is near' },
    share: { default: 0, min: 0, max: 1, description: 'share of infected at the start; 0 for one in the middle' },
    ...contagion,
  },
  space: ({ width, height, periodic, neighbourhood }) => grid({ width, height, periodic, neighbourhood: neighbourhood as Neighbourhood }), // one of its choices
  kinds: {
    person: { on: 'cells', columns: { state: 'i32' }, init: rule(begin, contagious), rule: rule(infect, contagious) },
  },
  globals: { sick: { over: 'person', reduce: 'sum', of: infectedCount } },
  until: (world) => world.sick === 0,
  metrics: { susceptible, infected, recovered },
});
