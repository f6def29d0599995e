// Automata without chance: what they are known to do, step by step.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementary, flow } from '../../src/models/elementary.ts';
import { black, langton } from '../../src/models/langton.ts';
import { life } from '../../src/models/life.ts';
import { drive, type Drive } from '../models/drive.ts';
import { pentomino } from './of/lattices/automata.ts';

const read = (run: Drive, kind: string, column: string): number[] => Array.from(run.world().kinds[kind].column(column));

describe('life', () => {
  test('every cell follows from its eight neighbours, on a torus or not, for any rule', async () => {
    const given = fc.record({
      width: fc.integer({ min: 3, max: 12 }),
      height: fc.integer({ min: 3, max: 9 }),
      periodic: fc.boolean(),
      birth: fc.constantFrom('3', '36', '2', '13579'.replace('9', '')),
      survival: fc.constantFrom('23', '', '125', '012345678'),
    });
    await fc.assert(
      fc.asyncProperty(given, async (settings) => {
        const { width, height, periodic, birth, survival } = settings;
        const run = await drive(life, settings);
        const before = read(run.to(0), 'cell', 'alive');
        const expected = before.map((alive, i) => {
          const near = new Set<number>();
          for (const dy of [-1, 0, 1]) {
            for (const dx of [-1, 0, 1]) {
              const [x, y] = [(i % width) + dx, Math.floor(i / width) + dy];
              const inside = x >= 0 && y >= 0 && x < width && y < height;
              if (inside || periodic) near.add(((y + height) % height) * width + ((x + width) % width));
            }
          }
          near.delete(i);
          const around = Array.from(near).reduce((sum, j) => sum + before[j], 0);
          return (alive === 1 ? survival : birth).includes(String(around)) ? 1 : 0;
        });
        expect(read(run.to(1), 'cell', 'alive')).toEqual(expected);
      }),
      { numRuns: 30, seed: 7 },
    );
  });

  test('a glider goes one cell down and right in four ticks, also round the torus', async () => {
    const run = await drive(life, { width: 23, height: 17, start: 'glider' });
    const cells = (): string[] => read(run, 'cell', 'alive').flatMap((alive, i) => (alive ? [`${i % 23},${Math.floor(i / 23)}`] : []));
    const start = (run.to(0), cells());
    for (const laps of [1, 20, 23 * 17]) {
      const moved = start.map((cell) => cell.split(',').map(Number)).map(([x, y]) => `${(x + laps) % 23},${(y + laps) % 17}`);
      expect((run.to(4 * laps), cells()).sort()).toEqual(moved.sort());
    }
  });

  test('a blinker blinks', async () => {
    const run = await drive(life, { width: 9, height: 9, start: 'blinker' });
    const first = read(run.to(0), 'cell', 'alive');
    expect(read(run.to(1), 'cell', 'alive')).not.toEqual(first);
    expect(read(run.to(2), 'cell', 'alive')).toEqual(first);
  });

  test('the R-pentomino has 6, 11, 121 and 174 cells after 1, 10, 100 and 500 ticks', async () => {
    const alive = await pentomino(500);
    expect([1, 10, 100, 500].map((tick) => alive[tick])).toEqual([6, 11, 121, 174]);
  });
});

describe('elementary', () => {
  test('every cell follows the bits of the number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 3, max: 700 }), async (number, width) => {
        const run = await drive(elementary, { number, width });
        const before = read(run.to(0), 'cell', 'alive');
        const code = (i: number): number => 4 * before[(i + width - 1) % width] + 2 * before[i] + before[(i + 1) % width];
        expect(read(run.to(1), 'cell', 'alive')).toEqual(before.map((_, i) => (number >> code(i)) & 1));
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  test('rule 90 draws the odd numbers of the triangle of Pascal', async () => {
    const run = await drive(elementary, { number: 90, width: 101, start: 'one' });
    let row = [1n];
    for (let tick = 0; tick <= 40; tick++) {
      const expected = Array.from({ length: 101 }, () => 0);
      row.forEach((value, k) => (expected[50 - tick + 2 * k] = Number(value % 2n)));
      expect(read(run.to(tick), 'cell', 'alive')).toEqual(expected);
      row = Array.from({ length: row.length + 1 }, (_, k) => (row[k - 1] ?? 0n) + (row[k] ?? 0n));
    }
  });

  test('rule 184 keeps its cars and lets them flow as min(ρ, 1 − ρ)', async () => {
    for (const density of [0.2, 0.5, 0.7]) {
      const run = await drive(elementary, { number: 184, width: 501, density });
      const cars = read(run.to(0), 'cell', 'alive').reduce((a, b) => a + b, 0);
      const found = flow(run.to(251).world());
      expect(found).toBeCloseTo(Math.min(cars, 501 - cars) / 501, 12);
      expect(read(run, 'cell', 'alive').reduce((a, b) => a + b, 0)).toBe(cars);
    }
  });
});

describe('langton', () => {
  test('an ant follows the rule, also round the torus, and several paint one after another', async () => {
    const run = await drive(langton, { width: 7, height: 5 });
    const board = Array.from({ length: 35 }, () => 0);
    let [x, y, heading] = [3, 2, 0];
    for (let tick = 1; tick <= 400; tick++) {
      const cell = y * 7 + x;
      heading = (heading + (board[cell] ? 3 : 1)) % 4;
      board[cell] = 1 - board[cell];
      x = (x + [0, 1, 0, -1][heading] + 7) % 7;
      y = (y + [-1, 0, 1, 0][heading] + 5) % 5;
      run.to(tick);
      expect(Array.from(run.world().fields.board.values)).toEqual(board);
    }
    const many = (await drive(langton, { width: 7, height: 5, ants: 60 })).to(50);
    expect(Array.from(many.world().fields.board.values).every((value) => value === 0 || value === 1)).toBe(true);
  });

  test('after ten thousand steps it builds a highway: two cells aside every 104 steps, 12 cells more', async () => {
    const run = await drive(langton, { width: 256, height: 256 });
    const seen = [11_000, 11_104, 11_208].map((tick) => {
      const world = run.to(tick).world();
      return [black(world), world.kinds.ant.column('x')[0], world.kinds.ant.column('y')[0]];
    });
    const steps = [1, 2].map((k) => seen[k].map((value, d) => value - seen[k - 1][d]));
    expect(steps[0]).toEqual(steps[1]);
    expect(steps[0][0]).toBe(12);
    expect(steps[0].slice(1).map(Math.abs)).toEqual([2, 2]);
  });
});
