// The totally asymmetric simple exclusion process on a ring. Imports the model's declaration, rules, engine, errors.

import { LabError } from '../errors.ts';
import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Particle = Agent<{ place: 'i32'; hops: 'i32' }>;

interface TasepParams {
  readonly length: number;
  readonly count: number;
  readonly step: number;
}

/**
 * Try to hop with the probability `step`: done if the place ahead is free now. Particles keep their order: the one ahead is of the next id.
 * Source: Spitzer, Adv. Math. 5:246 (1970), doi:10.1016/0001-8708(70)90034-4
 */
export function hop(self: Particle, _neighbours: Neighbours<Particle>, random: Random, params: TasepParams, world: RuleWorld): void {
  const tries = random.uniform() < params.step;
  const ahead = world.agent<Particle>((self.id + 1) % params.count).place;
  const next = (self.place + 1) % params.length;
  const hops = tries && ahead !== next ? 1 : 0;
  self.place = hops === 1 ? next : self.place;
  self.hops += hops;
}

/** As evenly as whole places allow. */
export function line(self: Particle, _random: Random, params: TasepParams): void {
  self.place = Math.floor((self.id / params.count) * params.length);
}

/** Hops since tick 0 for each place and unit of time; null at tick 0. `hops` wrap at 2^31. */
export function current({ kinds: { particle }, params, tick }: World): number | null {
  const { length, step } = params as Readonly<Record<string, number>>;
  const hops = particle.column('hops');
  let sum = 0;
  for (let i = 0; i < hops.length; i++) sum += hops[i];
  return tick > 0 ? sum / (length * tick * step) : null;
}

/**
 * Update mode: sequential, random order, in place, by definition. Time runs in steps in which each particle tries once with a small
 * probability; two tries of one particle within a step are left out, so that the current is that of continuous time,
 * ρ (1 − ρ) L / (L − 1) at rate 1, up to a few per cent of `step`.
 */
export const tasep = defineModel({
  name: 'tasep',
  description: 'Particles that hop one way and never on each other: the simplest traffic with a current that is known exactly',
  source:
    'Spitzer, Adv. Math. 5:246 (1970), doi:10.1016/0001-8708(70)90034-4; Derrida, Phys. Rep. 301:65 (1998), doi:10.1016/S0370-1573(98)00006-4',
  params: {
    length: { default: 1_000, min: 1, max: 1e9, integer: true, unit: 'places', description: 'places on the ring' },
    count: { default: 500, min: 1, max: 1e8, integer: true, unit: 'particles', description: 'number of particles, at most one a place' },
    step: { default: 0.05, min: 1e-6, max: 1, unit: 'mean times of a hop', description: 'probability that a particle tries in a tick' },
  },
  update: 'sequential',
  kinds: {
    particle: {
      count: ({ count, length }) => {
        if (count > length)
          throw new LabError('E_PARAM', `${count} particles have no room on ${length} places. Set count to ${length} at most.`);
        return count;
      },
      columns: { place: 'i32', hops: 'i32' },
      init: line,
      rule: rule(hop),
    },
  },
  metrics: { current },
});
