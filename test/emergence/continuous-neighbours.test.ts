// Nearest neighbours and counts are those that looking at every pair finds, ties and all.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axis } from '../../src/emergence/information/continuous/axis.ts';
import { kdTree } from '../../src/emergence/information/continuous/kd-tree.ts';
import { nearestSquaresInto } from '../../src/emergence/information/continuous/nearest-euclidean.ts';
import { counting, inclusive, radii, reaches } from '../../src/emergence/information/continuous/neighbourhood.ts';
import { countInRectangles } from '../../src/emergence/information/continuous/plane.ts';

/** Columns of one length: spread, on a coarse grid with many ties, or far apart in size. */
const columnsOf = (least: number, most: number) =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 1, max: 150 }))
    .chain(([dimensions, rows]) =>
      fc.array(
        fc.oneof(
          fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: rows, maxLength: rows }),
          fc.array(fc.integer({ min: 0, max: 4 }), { minLength: rows, maxLength: rows }),
          fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: rows, maxLength: rows }),
        ),
        { minLength: dimensions, maxLength: dimensions },
      ),
    )
    .map((columns) => columns.map((column) => Float64Array.from(column)));

const theiler = fc.integer({ min: 0, max: 5 });

const gap = (columns: readonly Float64Array[], i: number, j: number) =>
  Math.max(...columns.map((column) => Math.abs(column[j] - column[i])));

/** All rows but those within the window of row i. */
const others = (rows: number, i: number, window: number) =>
  Array.from({ length: rows }, (_, j) => j).filter((j) => Math.abs(j - i) > window);

test('the K-th neighbour is as far as sorting all distances says, in 1 to 5 dimensions', () => {
  fc.assert(
    fc.property(columnsOf(1, 5), fc.integer({ min: 1, max: 12 }), theiler, (columns, neighbours, window) => {
      const rows = columns[0].length;
      const found = radii(columns, neighbours, window);
      for (let i = 0; i < rows; i++) {
        const sorted = others(rows, i, window).map((j) => gap(columns, i, j));
        expect(found[i]).toBe(sorted.toSorted((a, b) => a - b)[neighbours - 1] ?? Infinity);
      }
    }),
  );
});

test('so it is in the Euclidean norm', () => {
  fc.assert(
    fc.property(columnsOf(1, 4), fc.integer({ min: 1, max: 5 }), (columns, neighbours) => {
      const rows = columns[0].length;
      const tree = kdTree(columns);
      const best = new Float64Array(neighbours);
      for (let place = 0; place < rows; place++) {
        const i = tree.samples[place];
        const squares = others(rows, i, 0).map((j) => columns.reduce((sum, column) => sum + (column[j] - column[i]) ** 2, 0));
        nearestSquaresInto(tree, place, best);
        const expected = squares.toSorted((a, b) => a - b);
        expect(Array.from(best)).toEqual(Array.from(best, (_, n) => expected[n] ?? Infinity));
      }
    }),
  );
});

test('counts are those of looking at every pair, whatever the widths, along one, two and more columns', () => {
  fc.assert(
    fc.property(columnsOf(1, 4), theiler, fc.boolean(), fc.integer({ min: 1, max: 40 }), (columns, window, up, stride) => {
      const rows = columns[0].length;
      // widths that are differences of the data, so that the border is hit; 0 among them
      const raw = columns.map((column) => column.map((value, i) => Math.abs(column[(i * stride) % rows] - value)));
      const widths = up ? raw.map(inclusive) : raw;
      const count = counting(columns, widths, window);
      for (let first = 0; first < columns.length; first++) {
        const which = Array.from({ length: columns.length - first }, (_, c) => first + c);
        const found = count(which);
        for (let i = 0; i < rows; i++) {
          const inside = (j: number, c: number) => {
            const apart = Math.abs(columns[c][j] - columns[c][i]);
            return up ? apart <= raw[c][i] : apart < raw[c][i];
          };
          expect(found[i]).toBe(others(rows, i, window).filter((j) => which.every((c) => inside(j, c))).length);
        }
      }
    }),
  );
});

test('rectangles that are counted by levels are those that are looked at', () => {
  // large enough for both ways of counting, and no power of two
  const rows = 777;
  const [a, b] = [3, 7].map((step) => Float64Array.from({ length: rows }, (_, i) => ((i * step * 97) % 509) / 509));
  const width = Float64Array.from({ length: rows }, (_, i) => 0.001 + (i % 50) / 60);
  const counts = new Int32Array(rows);
  countInRectangles(axis(a, width), axis(b, width), counts);
  for (let i = 0; i < rows; i++) {
    let expected = 0;
    for (let j = 0; j < rows; j++) if (Math.abs(a[j] - a[i]) < width[i] && Math.abs(b[j] - b[i]) < width[i]) expected++;
    expect(counts[i]).toBe(expected);
  }
});

test('variables reach as far as their farthest value among all points at the radius or less', () => {
  fc.assert(
    fc.property(columnsOf(3, 3), fc.integer({ min: 1, max: 6 }), theiler, ([x, y, z], neighbours, window) => {
      const rows = x.length;
      fc.pre(rows > neighbours + 2 * window);
      const radius = radii([x, y, z], neighbours, window);
      const [first, second] = reaches([[x, z], [y]], radius, window);
      for (let i = 0; i < rows; i++) {
        const inside = others(rows, i, window).filter((j) => gap([x, y, z], i, j) <= radius[i]);
        expect(first[i]).toBe(Math.max(...inside.map((j) => gap([x, z], i, j))));
        expect(second[i]).toBe(Math.max(...inside.map((j) => gap([y], i, j))));
      }
    }),
  );
});

test('inclusive(w) is the least number above w', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e300, noNaN: true, noDefaultInfinity: true }), (width) => {
      const [above] = inclusive(Float64Array.of(width));
      expect(above).toBeGreaterThan(width);
      expect((above + width) / 2 === above || (above + width) / 2 === width).toBe(true);
    }),
  );
});

test('thousands of equal points are no trouble', () => {
  const columns = [new Float64Array(5_000), new Float64Array(5_000).fill(1), Float64Array.from({ length: 5_000 }, (_, i) => i % 2)];
  expect(radii(columns, 4, 0).every((radius) => radius === 0)).toBe(true);
  const widths = columns.map(() => new Float64Array(5_000).fill(0.5));
  expect(counting(columns, widths, 0)([0, 1, 2]).every((count) => count === 2_499)).toBe(true);
});
