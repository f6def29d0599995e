// Laws of the walls: every rule brings a particle back, with the velocity that it states.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOUNDS, held, WALLS, type BoundsName } from '../../src/swarm/bounds.ts';

const crossing = fc
  .record({
    lower: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    range: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    along: fc.double({ min: 0, max: 1, noNaN: true }),
    v: fc.double({ min: -1e8, max: 1e8, noNaN: true }),
    uniform: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  .map(({ lower, range, along, v, uniform }) => ({
    lower,
    upper: lower + range,
    from: Math.min(lower + along * range, lower + range),
    v,
    uniform,
  }))
  .filter(({ lower, upper, from, v }) => upper > lower && !(from + v >= lower && from + v <= upper));

/** Position and velocity of a particle that would be at `from + v`, as the rules of movement find them. */
function confined(
  name: BoundsName,
  { lower, upper, from, v, uniform }: { lower: number; upper: number; from: number; v: number; uniform: number },
): { x: number; v: number } {
  const { position, velocity } = WALLS[name];
  const goal = position(from + v, lower, upper, uniform);
  return { x: held(goal, lower, upper), v: velocity(v, from + v, lower, upper, goal - from) };
}

test.each(BOUNDS)('%s always brings the particle into the box', (name) => {
  fc.assert(
    fc.property(crossing, (way) => {
      const { x } = confined(name, way);
      expect(x >= way.lower && x <= way.upper).toBe(true);
    }),
  );
});

test.each(BOUNDS)('%s brings back even what is infinitely far', (name) => {
  for (const x of [Infinity, -Infinity, NaN]) {
    const to = held(WALLS[name].position(x, -1, 2, 0.5), -1, 2);
    expect(to >= -1 && to <= 2).toBe(true);
  }
});

test('absorb stops at the bound, nearest keeps its velocity there, bounce turns back at half speed', () => {
  fc.assert(
    fc.property(crossing, (way) => {
      const bound = way.from + way.v < way.lower ? way.lower : way.upper;
      expect(confined('absorb', way)).toEqual({ x: bound, v: 0 });
      expect(confined('nearest', way)).toEqual({ x: bound, v: way.v });
      expect(confined('bounce', way)).toEqual({ x: bound, v: -0.5 * way.v });
    }),
  );
});

test('reflect mirrors at the bound and turns the velocity once for each mirror', () => {
  expect(confined('reflect', { lower: 0, upper: 4, from: 3, v: 2, uniform: 0 })).toEqual({ x: 3, v: -2 });
  expect(confined('reflect', { lower: 0, upper: 4, from: 1, v: -3, uniform: 0 })).toEqual({ x: 2, v: 3 });
  expect(confined('reflect', { lower: 0, upper: 4, from: 3, v: 6, uniform: 0 })).toEqual({ x: 1, v: 6 });
  fc.assert(
    fc.property(crossing, (way) => {
      expect(Math.abs(confined('reflect', way).v)).toBe(Math.abs(way.v));
    }),
  );
});

test('periodic enters on the other side as fast as it left', () => {
  expect(confined('periodic', { lower: 0, upper: 4, from: 3, v: 2, uniform: 0 })).toEqual({ x: 1, v: 2 });
  expect(confined('periodic', { lower: 0, upper: 4, from: 1, v: -3, uniform: 0 })).toEqual({ x: 2, v: -3 });
});

test('random re-enters where the draw says, with the velocity of the way there', () => {
  expect(confined('random', { lower: 0, upper: 4, from: 3, v: 2, uniform: 0.25 })).toEqual({ x: 1, v: -2 });
});
