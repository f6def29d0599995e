// An epidemic on a square lattice, for benchmarks: whole numbers, neighbours by id, one draw an agent and tick. Imports models and rules.

import { defineModel } from '../../models/model.ts';
import { rule } from '../../rules/rule.ts';
import type { World } from '../../engine/world.ts';

const SICK = 1;

/**
 * Susceptible, infected, susceptible again: a person with k sick ones among the four next to it falls ill with probability k · infection,
 * a sick one recovers with probability recovery. A synchronous contact process on a torus.
 *
 * Source: Harris, "Contact interactions on a lattice", Ann. Probab. 2:969-988 (1974). doi:10.1214/aop/1176996493
 */
export const latticeEpidemic = defineModel({
  name: 'lattice epidemic',
  description: 'people on a square lattice infect the four next to them and recover',
  source: 'Harris, Ann. Probab. 2:969 (1974). doi:10.1214/aop/1176996493',
  params: {
    side: { default: 512, min: 2, max: 30_000, integer: true, unit: 'people', description: 'side of the periodic square' },
    infection: { default: 0.2, min: 0, max: 0.25, unit: 'per tick', description: 'chance that one sick neighbour infects' },
    recovery: { default: 0.2, min: 0, max: 1, unit: 'per tick', description: 'chance to recover' },
  },
  kinds: {
    person: {
      count: ({ side }) => side * side,
      columns: { state: 'u8' },
      init: rule(
        (self, random) => {
          self.state = random.uniform() < 0.3 ? SICK : 0;
        },
        { uses: { SICK } },
      ),
      rule: rule(
        (self, _neighbours, random, params, world) => {
          const { side } = params;
          const column = self.id % side;
          const last = side * (side - 1); // the first of the last row
          const west = world.agent(column === 0 ? self.id + side - 1 : self.id - 1);
          const east = world.agent(column === side - 1 ? self.id - side + 1 : self.id + 1);
          const north = world.agent(self.id < side ? self.id + last : self.id - side);
          const south = world.agent(self.id < last ? self.id + side : self.id - last);
          if (self.state === SICK) {
            if (random.uniform() < params.recovery) self.state = 0;
          } else if (random.uniform() < params.infection * (west.state + east.state + north.state + south.state)) self.state = SICK;
        },
        { uses: { SICK } },
      ),
    },
  },
});

/** Share of people who are sick, 0 to 1. */
export function sickShare({ kinds }: World): number {
  const { person } = kinds;
  let sick = 0;
  for (const state of person.column('state')) sick += state;
  return sick / person.count;
}
