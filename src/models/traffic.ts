// Nagel & Schreckenberg's cars on a ring road. Imports the model's declaration, rules, engine, errors.

import { LabError } from '../errors.ts';
import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Car = Agent<{ place: 'i32'; speed: 'i32' }>;

interface TrafficParams {
  readonly length: number;
  readonly count: number;
  readonly limit: number;
  readonly dawdle: number;
  readonly start: string;
}

/**
 * Speed up by one, to the limit at most; brake to the gap ahead; dawdle with probability p: one slower; drive. Cars do not overtake, so
 * that the one ahead is the one of the next id, as it was in the previous tick.
 * Source: Nagel & Schreckenberg, J. Phys. I France 2:2221 (1992), doi:10.1051/jp1:1992277
 */
export function drive(self: Car, _neighbours: Neighbours<Car>, random: Random, params: TrafficParams, world: RuleWorld): void {
  const ahead = world.agent<Car>((self.id + 1) % params.count).place - self.place;
  const gap = (ahead > 0 ? ahead : ahead + params.length) - 1;
  const free = Math.min(self.speed + 1, params.limit, gap);
  const speed = random.uniform() < params.dawdle ? Math.max(free - 1, 0) : free;
  self.speed = speed;
  self.place = (self.place + speed) % params.length;
}

/** At rest, as evenly as whole places allow, or one behind the other. */
export function line(self: Car, _random: Random, params: TrafficParams): void {
  self.place = params.start === 'jam' ? self.id : Math.floor((self.id / params.count) * params.length);
  self.speed = 0;
}

/** Mean speed, cells per tick. */
export function meanSpeed({ kinds: { car } }: World): number {
  const speed = car.column('speed');
  let sum = 0;
  for (let i = 0; i < speed.length; i++) sum += speed[i];
  return sum / speed.length;
}

/** Cars that pass a place in a tick: mean speed × density. */
export const flow = (world: World): number => (meanSpeed(world) * world.kinds.car.count) / (world.params['length'] as number);

/** Share of cars that stand still. */
export function standing({ kinds: { car } }: World): number {
  const speed = car.column('speed');
  let sum = 0;
  for (let i = 0; i < speed.length; i++) if (speed[i] === 0) sum++;
  return sum / speed.length;
}

/**
 * Update mode: synchronous, as in the paper: in another order jams are other ones. With limit 1 and without dawdling it is rule 184, flow
 * min(ρ, 1 − ρ); with limit 1 the flow is (1 − √(1 − 4 (1 − p) ρ (1 − ρ))) / 2 (Schreckenberg et al. 1995).
 */
export const traffic = defineModel({
  name: 'traffic',
  description: 'Cars on a ring road: jams out of nothing, that move against the traffic',
  source:
    'Nagel & Schreckenberg, J. Phys. I France 2:2221 (1992), doi:10.1051/jp1:1992277; Schreckenberg et al., Phys. Rev. E 51:2939 (1995), doi:10.1103/PhysRevE.51.2939',
  params: {
    length: { default: 1_000, min: 1, max: 1e9, integer: true, unit: 'cells', description: 'places on the ring' },
    count: { default: 150, min: 1, max: 1e8, integer: true, unit: 'cars', description: 'number of cars, at most one a place' },
    limit: { default: 5, min: 1, max: 1e6, integer: true, unit: 'cells per tick', description: 'highest speed' },
    dawdle: { default: 0.25, min: 0, max: 1, unit: 'per tick', description: 'probability p to drive slower by one' },
    start: { default: 'even', choices: ['even', 'jam'], description: 'where cars stand at tick 0' },
  },
  kinds: {
    car: {
      count: ({ count, length }) => {
        if (count > length)
          throw new LabError('E_PARAM', `${count} cars have no room on ${length} places. Set count to ${length} at most.`);
        return count;
      },
      columns: { place: 'i32', speed: 'i32' },
      init: line,
      rule: rule(drive),
    },
  },
  metrics: { meanSpeed, flow, standing },
});
