// Wolfram's elementary cellular automata: two states, a ring, a cell and its two neighbours. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Cell = Agent<{ alive: 'i32' }>;

interface ElementaryParams {
  readonly width: number;
  readonly start: string;
  readonly density: number;
  readonly next: readonly number[];
}

/**
 * Bit 4 l + 2 c + r of the rule's number, of the states left, own, right.
 * Source: Wolfram, Rev. Mod. Phys. 55:601 (1983), doi:10.1103/RevModPhys.55.601
 */
export function follow(self: Cell, neighbours: Neighbours<Cell>, _random: Random, params: ElementaryParams): void {
  let code = 2 * self.alive;
  for (const other of neighbours) code += other.dx < 0 ? 4 * other.alive : other.alive;
  self.alive = params.next[code];
}

/** One live cell in the middle, or each alive with the probability `density`. */
export function sow(self: Cell, random: Random, params: ElementaryParams): void {
  if (params.start === 'one') self.alive = self.x === Math.floor(params.width / 2) ? 1 : 0;
  else self.alive = random.uniform() < params.density ? 1 : 0;
}

/** Share of cells that live. */
export function density({ kinds: { cell } }: World): number {
  const alive = cell.column('alive');
  let sum = 0;
  for (let i = 0; i < alive.length; i++) sum += alive[i];
  return sum / alive.length;
}

/** Share of cells that live while their right neighbour does not: the flow of rule 184, whose cars all move where they can. */
export function flow({ kinds: { cell } }: World): number {
  const alive = cell.column('alive');
  let moving = 0;
  for (let i = 0; i < alive.length; i++) moving += alive[i] * (1 - alive[i + 1 < alive.length ? i + 1 : 0]);
  return moving / alive.length;
}

/** Update mode: synchronous, as automata are defined. */
export const elementary = defineModel({
  name: 'elementary',
  description: 'An elementary cellular automaton by its number: 30 is chaotic, 90 draws a fractal, 110 computes, 184 is traffic',
  source: 'Wolfram, Rev. Mod. Phys. 55:601 (1983). doi:10.1103/RevModPhys.55.601',
  params: {
    width: { default: 1_001, min: 3, max: 2 ** 30, integer: true, unit: 'cells', description: 'cells of the ring' },
    number: { default: 110, min: 0, max: 255, integer: true, description: "the rule's number" },
    start: { default: 'random', choices: ['random', 'one'], description: 'all at random, or one live cell in the middle' },
    density: { default: 0.5, min: 0, max: 1, description: 'share of live cells of a random start' },
    next: {
      table: ({ number }: { readonly number: number }): number[] => Array.from({ length: 8 }, (_, k) => (number >> k) & 1),
      description: 'next state by 4 × left + 2 × own + right',
    },
  },
  space: ({ width }) => grid({ width, height: 1 }),
  kinds: { cell: { on: 'cells', columns: { alive: 'i32' }, init: sow, rule: rule(follow) } },
  metrics: { density, flow },
});
