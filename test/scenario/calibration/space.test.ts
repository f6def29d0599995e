// Parameters as coordinates of the unit cube.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisOf, parseFit, Space } from '../../../src/scenario/calibration/space.ts';

const SPECS = {
  x: { default: 0, description: 'd' },
  n: { default: 1, min: 0, max: 1000, integer: true, description: 'd' },
  way: { default: 'left', choices: ['left', 'right', 'none'], description: 'd' },
  fast: { default: true, description: 'd' },
} as const;

const place = fc.double({ min: -0.5, max: 1.5, noNaN: true });
const range = fc
  .tuple(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: 1.01, max: 1e4, noNaN: true }))
  .map(([from, factor]) => ({ from, to: from * factor }));

describe('the unit cube', () => {
  test('every place has a value in the range, rising with it, linear and logarithmic', () => {
    fc.assert(
      fc.property(range, fc.constantFrom('linear' as const, 'log' as const), place, place, ({ from, to }, scale, a, b) => {
        const space = new Space([axisOf('x', { from, to, scale }, SPECS)], SPECS);
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) => Number(space.valueAt(0, at)));
        expect(low).toBeGreaterThanOrEqual(from);
        expect(high).toBeLessThanOrEqual(to);
        expect(low).toBeLessThanOrEqual(high);
        const own = Math.min(1, Math.max(0, a));
        expect(space.coordinateOf(0, space.valueAt(0, a))).toBeCloseTo(own, 5);
      }),
    );
  });

  test('whole numbers and listed values have equal shares, and each is the value at its own coordinate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 30 }), (from, more) => {
        const axes = [axisOf('n', { from, to: from + more }, SPECS), axisOf('way', ['left', 'right', 'none'], SPECS)];
        const space = new Space(axes, SPECS);
        const counts = new Map<unknown, number>();
        const all = (more + 1) * 8;
        for (let k = 0; k < all; k++) {
          const value = space.valueAt(0, (k + 0.5) / all);
          counts.set(value, (counts.get(value) ?? 0) + 1);
          expect(space.valueAt(0, space.coordinateOf(0, value))).toBe(value);
        }
        expect([...counts.values()]).toEqual(new Array(more + 1).fill(8));
        for (const way of ['left', 'right', 'none']) expect(space.valueAt(1, space.coordinateOf(1, way))).toBe(way);
      }),
    );
  });

  test('a place near some parameters stays in the range and within reach; listed values stay', () => {
    const space = new Space([axisOf('x', { from: 1, to: 3 }, SPECS), axisOf('fast', [true, false], SPECS)], SPECS);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (at, move) => {
        const params = space.paramsAt([at, 0.9]);
        const near = space.near(params, [move], 0.1);
        expect(near['fast']).toBe(params['fast']);
        expect(Math.abs(Number(near['x']) - Number(params['x']))).toBeLessThanOrEqual(0.2 + 1e-6);
      }),
    );
  });

  test('what is typed is what a script says', () => {
    expect(parseFit('x=1:9:log', SPECS)).toEqual(axisOf('x', { from: 1, to: 9, scale: 'log' }, SPECS));
    expect(parseFit('n', SPECS)).toEqual(axisOf('n', { from: 0, to: 1000 }, SPECS));
    expect(parseFit('way', SPECS)).toEqual(axisOf('way', ['left', 'right', 'none'], SPECS));
    expect(parseFit('fast', SPECS)).toEqual(axisOf('fast', [false, true], SPECS));
    expect(parseFit('n=1,5', SPECS)).toEqual(axisOf('n', [1, 5], SPECS));
  });

  test.each([
    ['y=0:1', 'E_PARAM', /no parameter "y"/],
    ['x=2:1', 'E_FLAG', /must rise/],
    ['x=1:1', 'E_FLAG', /must rise/],
    ['x=0:1:log', 'E_FLAG', /log scale from 0/],
    ['x=0:1:2', 'E_FLAG', /from:to/],
    ['x=a:b', 'E_FLAG', /from:to/],
    ['x', 'E_FLAG', /declares no range/],
    ['n=-5:3', 'E_PARAM', /at least 0/],
    ['n=0.5:3', 'E_PARAM', /an integer/],
    ['way=left', 'E_FLAG', /at least two/],
    ['way=left,left', 'E_FLAG', /each once/],
    ['way=left,up', 'E_PARAM', /one of/],
  ])('%s is refused', (text, code, says) => {
    expect(() => parseFit(text, SPECS)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) as string }));
  });
});
