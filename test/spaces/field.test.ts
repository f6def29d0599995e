// The loops over a field: the same bits as plain ones, and the laws of diffusion, evaporation and deposits.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnAt } from '../../src/engine/columns.ts';
import { fieldCode, SPARE_BYTES } from '../../src/spaces/field-code.ts';
import type { FieldSpec } from '../../src/spaces/field.ts';
import { spreadPlainly } from '../reference/field.ts';

const SPEC: FieldSpec = {
  name: 'heat',
  type: 'f64',
  cells: [16, 16],
  periodic: true,
  diffusion: 0,
  neighbours: 8,
  evaporation: 0,
  range: null,
};

const spec = (given: Partial<FieldSpec>): FieldSpec => ({ ...SPEC, ...given });

/** A field in a memory of its own. */
function grid(field: FieldSpec, from: ArrayLike<number>) {
  const size = field.cells[0] * field.cells[1];
  const bytes = field.type === 'f32' ? 4 : 8;
  const notes = 65_536;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * size * bytes + 3 * notes) / 65_536) + 1, maximum: 65_536, shared: true });
  const buffers = [0, 1].map((n) => columnAt(memory.buffer, field.type, 3 * notes + n * size * bytes, size));
  const amounts = columnAt(memory.buffer, field.type, 0, notes / bytes);
  const cells = new Int32Array(memory.buffer, notes, notes / 4);
  const code = fieldCode(field, memory);
  buffers[0].set(from);
  let now = 0;
  return {
    get values(): number[] {
      return [...buffers[now]];
    },
    /** One tick, in portions of so many rows. */
    tick(rows = field.cells[1]): void {
      const high = field.cells[1];
      for (let lo = 0; lo < high; lo += rows)
        code.spread(lo, Math.min(lo + rows, high), buffers[now].byteOffset, buffers[1 - now].byteOffset);
      now = 1 - now;
    },
    deposit(noted: readonly (readonly [number, number])[], bands: number): void {
      noted.forEach(([cell, amount], i) => {
        cells[i] = cell;
        amounts[i] = amount;
      });
      for (let b = 0; b < bands; b++) {
        const [lo, hi] = [b, b + 1].map((n) => Math.floor((size * n) / bands));
        code.deposit(
          noted.length,
          cells.byteOffset,
          0,
          lo,
          hi - lo,
          buffers[now].byteOffset + lo * bytes,
          2 * notes + (b % 3) * SPARE_BYTES,
        );
      }
    },
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const sizes = fc.tuple(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 9 }));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const fields = fc.record({
  type: fc.constantFrom('f32' as const, 'f64' as const),
  cells: sizes,
  periodic: fc.boolean(),
  diffusion: fc.oneof(share, fc.constant(0), fc.constant(1)),
  neighbours: fc.constantFrom(4 as const, 8 as const),
  evaporation: fc.oneof(share, fc.constant(0)),
  range: fc.constantFrom(null, [-0.5, 2] as const, [0, Infinity] as const),
});

/** Amounts for the cells of a field, as its type keeps them. */
const filled = (
  { cells: [width, height], type }: Pick<FieldSpec, 'cells' | 'type'>,
  amount: fc.Arbitrary<number>,
): fc.Arbitrary<number[]> =>
  fc
    .array(amount, { minLength: width * height, maxLength: width * height })
    .map((values) => (type === 'f32' ? values.map(Math.fround) : values));

const amounts = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(0, 1, 1e-30, 1e-280, -3, 7));

describe('a tick of a field', () => {
  test('gives the bits of plain loops, however its rows are handed out', () => {
    fc.assert(
      fc.property(
        fields.chain((given) => fc.tuple(fc.constant(spec(given)), filled(given, amounts))),
        fc.integer({ min: 1, max: 9 }),
        ([field, from], rows) => {
          const here = grid(field, from);
          let there = from;
          for (let tick = 0; tick < 3; tick++) {
            here.tick(rows);
            there = spreadPlainly(field, there);
            expect(here.values.map((value) => value + 0)).toEqual(there.map((value) => value + 0));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('diffusion loses nothing, and takes nothing below zero', () => {
    fc.assert(
      fc.property(
        fields.chain((given) => {
          const field = spec({ ...given, evaporation: 0, range: null });
          return fc.tuple(fc.constant(field), filled(field, fc.double({ min: 0, max: 100, noNaN: true })));
        }),
        ([field, from]) => {
          const here = grid(field, from);
          for (let tick = 0; tick < 20; tick++) here.tick();
          const rounding = (field.type === 'f32' ? 2 ** -24 : 2 ** -53) * 20 * 16;
          expect(Math.abs(sum(here.values) - sum(from))).toBeLessThanOrEqual(rounding * sum(from) + 1e-29);
          expect(Math.min(...here.values)).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('what is even stays even, to the bit', () => {
    fc.assert(
      fc.property(fields, fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (given, level) => {
        const field = spec({ ...given, evaporation: 0, range: null });
        const value = field.type === 'f32' ? Math.fround(level) : level;
        const here = grid(field, new Array(field.cells[0] * field.cells[1]).fill(value));
        here.tick();
        expect(new Set(here.values)).toEqual(new Set([value]));
      }),
    );
  });

  test('a point spreads as the heat kernel: its variance along an axis grows by 3/4 of the share a tick with corners, by 1/2 without', () => {
    for (const [neighbours, perShare] of [
      [8, 0.75],
      [4, 0.5],
    ] as const) {
      for (const periodic of [true, false]) {
        const [width, height] = [81, 65];
        const from = new Array(width * height).fill(0);
        from[32 * width + 40] = 1;
        const here = grid(spec({ cells: [width, height], neighbours, periodic, diffusion: 0.6 }), from);
        for (let tick = 1; tick <= 30; tick++) {
          here.tick();
          const moment = (of: (x: number, y: number) => number): number =>
            sum(here.values.map((value, cell) => value * of((cell % width) - 40, Math.floor(cell / width) - 32)));
          expect(moment((x) => x)).toBeCloseTo(0, 12);
          expect(moment((x) => x * x)).toBeCloseTo(perShare * 0.6 * tick, 10);
          expect(moment((_, y) => y * y)).toBeCloseTo(perShare * 0.6 * tick, 10);
          if (tick < 30) continue;
          const variance = perShare * 0.6 * tick; // by now the kernel is a Gaussian but for its kurtosis
          expect(here.values[32 * width + 40] * 2 * Math.PI * variance).toBeGreaterThan(0.95);
          expect(here.values[32 * width + 40] * 2 * Math.PI * variance).toBeLessThan(1.05);
        }
      }
    }
  });

  test('in a box everything ends up even, and the same in all', () => {
    const [width, height] = [13, 7];
    const from = Array.from({ length: width * height }, (_, cell) => (cell * 37) % 11);
    const here = grid(spec({ cells: [width, height], periodic: false, diffusion: 0.9 }), from);
    for (let tick = 0; tick < 2_000; tick++) here.tick();
    for (const value of here.values) expect(value).toBeCloseTo(sum(from) / (width * height), 9);
  });

  test('evaporation is geometric, to the bit, and comes to an end', () => {
    for (const type of ['f32', 'f64'] as const) {
      const r = type === 'f32' ? Math.fround : (x: number): number => x;
      const here = grid(spec({ type, cells: [5, 3], evaporation: 0.1 }), new Array(15).fill(3));
      let expected = 3;
      for (let tick = 0; tick < 200; tick++) {
        here.tick();
        expected = r(expected * r(0.9));
        expect(new Set(here.values)).toEqual(new Set([expected]));
      }
      for (let tick = 0; tick < 7_000; tick++) here.tick();
      expect(here.values).toEqual(new Array(15).fill(0));
    }
  });

  test('amounts that are no numbers do not hide: they spread to their neighbours', () => {
    const from = new Array(256).fill(1);
    from[100] = NaN;
    const here = grid(spec({ diffusion: 0.5, evaporation: 0.1, range: [0, 5] }), from);
    here.tick();
    expect(here.values.filter(Number.isNaN).length).toBe(9);
  });
});

describe('deposits', () => {
  test('add up in the order of agents, to the bit, however cells are shared among workers', () => {
    fc.assert(
      fc.property(
        fields.chain((given) => fc.tuple(fc.constant(spec(given)), filled(given, amounts))),
        fc.array(fc.tuple(fc.integer({ min: -1, max: 30 }), fc.double({ min: -5, max: 9, noNaN: true })), { maxLength: 70 }),
        fc.integer({ min: 1, max: 9 }),
        ([field, from], given, bands) => {
          const r = field.type === 'f32' ? Math.fround : (x: number): number => x;
          const noted = given.map(([cell, amount]) => [cell < from.length ? cell : -1, amount] as const);
          const expected = [...from];
          for (const [cell, amount] of noted) if (cell >= 0) expected[cell] = r(expected[cell] + r(amount));
          const here = grid(field, from);
          here.deposit(noted, Math.min(bands, from.length));
          expect(here.values).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
