// Conway's Game of Life and its kin. Imports the model's declaration, rules, spaces, engine.

import { LabError } from '../errors.ts';
import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Cell = Agent<{ alive: 'i32' }>;

interface LifeParams {
  readonly width: number;
  readonly height: number;
  readonly density: number;
  readonly start: string;
  readonly fates: readonly number[];
  readonly pattern: readonly number[];
}

/**
 * Live or not in the next tick by how many of the eight neighbours live: with 3 a cell is born, with 2 or 3 it stays ("B3/S23").
 * Source: Gardner, Scientific American 223(4):120 (1970), doi:10.1038/scientificamerican1070-120
 */
export function live(self: Cell, neighbours: Neighbours<Cell>, _random: Random, params: LifeParams): void {
  let around = 0;
  for (const other of neighbours) around += other.alive;
  self.alive = params.fates[9 * self.alive + around];
}

/** A soup of the given density, or a pattern of 9 × 9 cells in the middle of an empty world. */
export function sow(self: Cell, random: Random, params: LifeParams): void {
  if (params.start === 'soup') {
    self.alive = random.uniform() < params.density ? 1 : 0;
    return;
  }
  const x = self.x - Math.floor(params.width / 2) + 4;
  const y = self.y - Math.floor(params.height / 2) + 4;
  self.alive = x >= 0 && x < 9 && y >= 0 && y < 9 ? params.pattern[9 * y + x] : 0;
}

/** Cells of the patterns, by column and row from the middle. */
const PATTERNS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  soup: [],
  'r-pentomino': [
    [0, -1],
    [1, -1],
    [-1, 0],
    [0, 0],
    [0, 1],
  ],
  glider: [
    [0, -1],
    [1, 0],
    [-1, 1],
    [0, 1],
    [1, 1],
  ],
  acorn: [
    [-2, -1],
    [0, 0],
    [-3, 1],
    [-2, 1],
    [1, 1],
    [2, 1],
    [3, 1],
  ],
  blinker: [
    [-1, 0],
    [0, 0],
    [1, 0],
  ],
};

/** Digits 0 to 8: how many neighbours. */
function countsOf(digits: string, name: string): Set<number> {
  if (!/^[0-8]*$/.test(digits))
    throw new LabError('E_PARAM', `${name} must be digits from 0 to 8, numbers of neighbours, but got "${digits}": 3 or 36, for example.`);
  return new Set(Array.from(digits, Number));
}

/** Share of cells that live. */
export function liveShare({ kinds: { cell } }: World): number {
  const alive = cell.column('alive');
  let sum = 0;
  for (let i = 0; i < alive.length; i++) sum += alive[i];
  return sum / alive.length;
}

/** Update mode: synchronous, as the game is defined. */
export const life = defineModel({
  name: 'life',
  description: "Conway's Game of Life, or any other rule of births and survivals by the number of live neighbours",
  source: 'Gardner, Scientific American 223(4):120 (1970). doi:10.1038/scientificamerican1070-120',
  params: {
    width: { default: 512, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'columns' },
    height: { default: 512, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'rows' },
    periodic: { default: true, description: 'a torus; else all beyond the border is dead' },
    start: { default: 'soup', choices: Object.keys(PATTERNS), description: 'what lives at tick 0' },
    density: { default: 0.375, min: 0, max: 1, description: 'share of live cells in the soup' },
    birth: { default: '3', description: 'with so many live neighbours a cell is born; digits' },
    survival: { default: '23', description: 'with so many it stays alive; digits' },
    fates: {
      table: ({ birth, survival }: { readonly birth: string; readonly survival: string }): number[] => {
        const [born, kept] = [countsOf(birth, 'birth'), countsOf(survival, 'survival')];
        return Array.from({ length: 18 }, (_, k) => ((k < 9 ? born : kept).has(k % 9) ? 1 : 0));
      },
      description: 'next state by 9 × state + live neighbours',
    },
    pattern: {
      table: ({ start }: { readonly start: string }): number[] => {
        const cells = Array.from({ length: 81 }, () => 0);
        for (const [x, y] of PATTERNS[start] ?? []) cells[9 * (y + 4) + x + 4] = 1;
        return cells;
      },
      description: '9 × 9 cells around the middle',
    },
  },
  space: ({ width, height, periodic }) => grid({ width, height, periodic }),
  kinds: { cell: { on: 'cells', columns: { alive: 'i32' }, init: sow, rule: rule(live) } },
  metrics: { liveShare },
});
