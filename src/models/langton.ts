// Langton's ant. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Ant = Agent<{ x: 'f64'; y: 'f64'; heading: 'i32' }>;

interface LangtonParams {
  readonly width: number;
  readonly height: number;
  readonly ants: number;
}

/**
 * On a white cell turn right, on a black one left; paint the cell the other colour; go one cell ahead. Headings: 0 up, 1 right, 2 down, 3 left.
 * Source: Langton, Physica D 22:120 (1986), doi:10.1016/0167-2789(86)90237-X
 */
export function walk(self: Ant, _neighbours: Neighbours<Ant>, _random: Random, _params: LangtonParams, world: RuleWorld): void {
  const black = world.fields.board.here;
  const heading = (self.heading + (black === 0 ? 1 : 3)) % 4;
  world.fields.board.deposit(black === 0 ? 1 : -1);
  self.heading = heading;
  self.x += heading === 1 ? 1 : heading === 3 ? -1 : 0;
  self.y += heading === 2 ? 1 : heading === 0 ? -1 : 0;
}

/** The first in the middle, looking up; others anywhere. */
export function begin(self: Ant, random: Random, params: LangtonParams): void {
  const first = self.id === 0;
  self.x = first ? Math.floor(params.width / 2) : random.integer(params.width);
  self.y = first ? Math.floor(params.height / 2) : random.integer(params.height);
  self.heading = first ? 0 : random.integer(4);
}

/** Number of black cells. */
export function black({ fields: { board } }: World): number {
  let sum = 0;
  for (let i = 0; i < board.values.length; i++) sum += board.values[i];
  return sum;
}

/** Update mode: sequential, as ants are: of several in one cell, each paints over what the one before it painted. One ant alone would be the same in either mode. */
export const langton = defineModel({
  name: 'langton',
  description: "Langton's ant: simple turns, ten thousand steps of disorder, then a highway of period 104",
  source: 'Langton, Physica D 22:120 (1986). doi:10.1016/0167-2789(86)90237-X',
  params: {
    width: { default: 128, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'columns of the torus' },
    height: { default: 128, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus' },
    ants: { default: 1, min: 1, max: 1e6, integer: true, description: 'number of ants' },
  },
  update: 'sequential',
  space: ({ width, height }) => grid({ width, height, radius: 0 }),
  kinds: {
    ant: { count: ({ ants }) => ants, columns: { x: 'f64', y: 'f64', heading: 'i32' }, init: begin, rule: rule(walk) },
  },
  fields: { board: { size: ({ width, height }) => [width, height] } },
  metrics: { black },
});
