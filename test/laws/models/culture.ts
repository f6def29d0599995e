// Cells that divide, and a spore that wakes when none is left: growth over a thousandfold, extinction, rebirth from another kind.

import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';

type Cell = Agent<{ age: 'i32'; mark: 'u32'; genes: { type: 'f32'; size: 3 } }>;
interface CultureParams {
  readonly children: number;
  readonly divide: number;
  readonly span: number;
}

function divide(self: Cell, _neighbours: Neighbours<Cell>, random: Random, params: CultureParams, world: RuleWorld): void {
  self.age += 1;
  self.genes[1] = random.uniform();
  if (self.age > params.span) self.die(); // and may give birth in its last tick
  if (world.tick < params.divide) {
    for (let n = 0; n < params.children; n++) world.birth({ age: 0, mark: self.id });
  }
}

function wake(self: Agent<{ slept: 'u8' }>, _neighbours: unknown, _random: Random, params: CultureParams, world: RuleWorld): void {
  self.slept += 1;
  if (world.count.cell === 0 && world.tick % 7 === 6) world.birth.cell({ mark: 4294967295, genes: [1, 2, 3], age: params.span - 1 });
}

export const culture = defineModel({
  name: 'culture',
  description: 'cells that divide, spores that wake',
  params: {
    count: { default: 100, min: 0, integer: true, description: 'cells at first' },
    spores: { default: 5, min: 0, integer: true, description: 'spores' },
    children: { default: 1, min: 0, integer: true, description: 'children of a cell in a tick' },
    divide: { default: 3, min: 0, integer: true, description: 'ticks in which cells divide' },
    span: { default: 3, min: 0, integer: true, description: 'ticks that a cell lives' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential',
  kinds: {
    cell: {
      count: ({ count }) => count,
      columns: { age: 'i32', mark: 'u32', genes: { type: 'f32', size: 3 } },
      init(self, random) {
        self.genes[0] = random.uniform();
        self.genes[2] = self.id;
      },
      rule: rule(divide),
    },
    spore: { count: ({ spores }) => spores, columns: { slept: 'u8' }, rule: rule(wake) },
  },
});
