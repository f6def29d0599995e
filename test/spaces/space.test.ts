// Spaces: cells never narrower than the radius, never too many, and wrong lengths refused.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { grid } from '../../src/spaces/grid.ts';
import { box, cellCount, coarsen, torus } from '../../src/spaces/space.ts';

test('a cell is never narrower than the radius, unless there is only one', () => {
  const length = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(length, length, length, fc.boolean(), (width, height, radius, periodic) => {
      const space = (periodic ? torus : box)({ width, height, radius });
      space.cells.forEach((n, d) => {
        expect(Number.isInteger(n) && n >= 1).toBe(true);
        if (n > 1) expect(space.size[d] / n).toBeGreaterThanOrEqual(radius);
      });
      expect(cellCount(space)).toBeLessThanOrEqual(2 ** 24);
    }),
  );
});

test('a tiny radius in a huge world does not ask for more cells than memory has', () => {
  expect(cellCount(torus({ width: 1e7, height: 1e7, radius: 1e-3 }))).toBeLessThanOrEqual(2 ** 24);
  expect(cellCount(box({ width: 1e7, height: 10, depth: 1e7, radius: 1e-3 }))).toBeLessThanOrEqual(2 ** 24);
  expect(torus({ width: 1e9, height: 0.5, radius: 1 }).cells[1]).toBe(1);
  expect(cellCount(torus({ width: 1e9, height: 0.5, radius: 1 }))).toBeLessThanOrEqual(2 ** 24);
});

test('a coarser space has fewer and wider cells, and is otherwise the same', () => {
  const space = torus({ width: 4_000, height: 3, depth: 900, radius: 1 });
  expect(coarsen(space, 2 ** 24)).toBe(space);
  for (const most of [1, 2, 7, 1_000, 262_144]) {
    const coarse = coarsen(space, most);
    expect(cellCount(coarse)).toBeLessThanOrEqual(most);
    expect(coarse.cells.every((n, d) => n >= 1 && n <= space.cells[d])).toBe(true);
    expect({ ...coarse, cells: space.cells }).toEqual(space);
  }
  expect(cellCount(coarsen(space, 262_144))).toBeGreaterThan(200_000);
});

test('lengths that are no positive numbers are refused by name', () => {
  for (const value of [0, -1, NaN, Infinity]) {
    for (const name of ['width', 'height', 'depth', 'radius']) {
      expect(() => torus({ width: 1, height: 1, radius: 1, [name]: value })).toThrow(
        expect.objectContaining({ code: 'E_MODEL', message: expect.stringContaining(`the ${name} of the space`) as string }) as Error,
      );
    }
  }
});

test.each<[() => unknown, RegExp]>([
  [() => grid(undefined as never), /a grid takes its options as an object, \{ width, height, .* \}, but got undefined/],
  [() => grid({ width: 3, height: 2, periodic: 'no' as never }), /periodic of a grid is true or false, but got "no"/],
  [() => grid({ width: '3' as never, height: 2 }), /width of a grid must be a whole number of at least 1, but got "3"/],
  [() => grid({ width: 3, height: NaN }), /height of a grid.*but got NaN/],
  [() => grid({ width: 3, height: 2, neighbourhood: 'king' as never }), /is 'moore', 'von-neumann' or 'hexagonal', but got "king"/],
  [() => grid({ width: 3, height: 2, capacity: '1' as never }), /capacity: 1 or Infinity, but got "1"/],
  [() => grid({ width: 3, height: 2, unit: 7 as never }), /unit of a space is a text, as "metres", but got 7/],
  [() => torus(undefined as never), /a torus takes its options as an object/],
  [() => torus({ width: 3, height: 2, radius: '1' as never }), /the radius of the space must be a positive number, but got "1"/],
  [() => box({ width: 3, height: 2, radius: 1, periodic: true } as never), /a box has no option "periodic"/],
  [() => box({ width: 3, height: 2, radius: 1, unit: 1 as never }), /unit of a space is a text/],
])('a wrong argument of a space is told in one line: %#', (make, wrong) => {
  expect(make).toThrow(LabError);
  expect(make).toThrow(wrong);
});
