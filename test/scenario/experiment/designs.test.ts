// Where designs put their points: Sobol's sequence, Latin hypercubes, grids, lists.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisOf, parseAxis, valueAt } from '../../../src/scenario/experiment/axis.ts';
import { designOf, type DesignName } from '../../../src/scenario/experiment/design.ts';
import { latinHypercube, nearestPair } from '../../../src/scenario/experiment/latin-hypercube.ts';
import { sobol, SOBOL_DIMENSIONS } from '../../../src/scenario/experiment/sobol.ts';
import { keyFromSeed, streamKey, uniform53 } from '../../../src/engine/random.ts';

const SPECS = {
  noise: { default: 0.5, min: 0, max: 7, description: 'd' },
  count: { default: 10, min: 1, max: 100, integer: true, description: 'd' },
  fast: { default: false, description: 'd' },
  way: { default: 'up', choices: ['up', 'down', 'a:b'], description: 'd' },
};

describe('Sobol', () => {
  test('the first points are those that are printed everywhere', () => {
    const { point } = sobol(3);
    const first = Array.from({ length: 8 }, (_, i) => point(i));
    expect(first).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
    ]);
  });

  test('point 999 is that of scipy 1.17 in every fifth of 64 dimensions, times 2^10', () => {
    const scaled = sobol(64)
      .point(999)
      .map((x) => x * 2 ** 10);
    expect(scaled.every(Number.isInteger)).toBe(true);
    expect(scaled.filter((_, d) => d % 5 === 0)).toEqual(SCIPY);
  });

  test.each([null, 1, 77])('scramble %s: every dyadic interval of 1/256 holds one of 256 points, in all 64 dimensions', (scramble) => {
    const { point } = sobol(SOBOL_DIMENSIONS, scramble);
    const points = Array.from({ length: 256 }, (_, i) => point(i));
    for (let d = 0; d < SOBOL_DIMENSIONS; d++) {
      const cells = points.map((x) => Math.floor(x[d] * 256));
      expect(new Set(cells).size).toBe(256);
    }
  });

  test.each([null, 5])('scramble %s: the first two dimensions are a (0, 8, 2)-net: every elementary box holds one point', (scramble) => {
    const { point } = sobol(2, scramble);
    const points = Array.from({ length: 256 }, (_, i) => point(i));
    for (let k = 0; k <= 8; k++) {
      const boxes = points.map(([x, y]) => Math.floor(x * 2 ** k) * 2 ** (8 - k) + Math.floor(y * 2 ** (8 - k)));
      expect(new Set(boxes).size).toBe(256);
    }
  });

  test('its L2-star discrepancy is below a third of that of random points', () => {
    const n = 512;
    for (const scramble of [null, 3]) {
      const { point } = sobol(4, scramble);
      const { k0, k1 } = streamKey(keyFromSeed('d'), 'random', 0);
      const quasi = discrepancy(Array.from({ length: n }, (_, i) => point(i)));
      const random = discrepancy(Array.from({ length: n }, (_, i) => [0, 1, 2, 3].map((d) => uniform53(k0, k1, i, d))));
      expect(quasi).toBeLessThan(random / 3);
    }
  });

  test('there are no more dimensions than there are numbers for', () => {
    expect(() => sobol(SOBOL_DIMENSIONS + 1)).toThrow(/1 to 64 dimensions/);
  });
});

/** Every fifth coordinate of scipy.stats.qmc.Sobol(64, scramble=False) at index 999, times 2^10. */
const SCIPY: readonly number[] = [161, 865, 23, 571, 343, 353, 983, 341, 359, 671, 169, 721, 9];

/** Warnock's formula for the L2-star discrepancy. */
function discrepancy(points: readonly (readonly number[])[]): number {
  const n = points.length;
  const d = points[0].length;
  let sum = 3 ** -d;
  for (const x of points) sum -= (2 / n) * x.reduce((product, u) => product * ((1 - u * u) / 2), 1);
  for (const x of points) for (const y of points) sum += x.reduce((product, u, k) => product * (1 - Math.max(u, y[k])), 1) / (n * n);
  return Math.sqrt(sum);
}

describe('Latin hypercube', () => {
  test('every stratum of every dimension holds one point, maximin or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.string(),
        fc.boolean(),
        (points, d, seed, maximin) => {
          const names = Array.from({ length: d }, (_, k) => `p${k}`);
          const cube = latinHypercube({ points, names, key: keyFromSeed(seed), maximin });
          for (let k = 0; k < d; k++) expect(new Set(cube.map((x) => Math.floor(x[k] * points))).size).toBe(points);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('maximin keeps points at least as far apart', () => {
    const key = keyFromSeed('x');
    const names = ['a', 'b'];
    const [plain, apart] = [false, true].map((maximin) => nearestPair(latinHypercube({ points: 20, names, key, maximin })));
    expect(apart).toBeGreaterThan(plain);
  });
});

describe('axes', () => {
  test.each([
    ['0:1:0.1', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    ['0:0.35:0.1', [0, 0.1, 0.2, 0.3]],
    ['3:1:-0.5', [3, 2.5, 2, 1.5, 1]],
    ['1e-7:3e-7:1e-7', [1e-7, 2e-7, 3e-7]],
    ['2:2:1', [2]],
    ['0.5, 1,3', [0.5, 1, 3]],
  ])('noise=%s has no drift', (text, values) => {
    expect(parseAxis('noise', text, SPECS)).toEqual({ name: 'noise', values });
  });

  test('steps from a multiple to another end there, whatever the step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 99 }), (a, n, step) => {
        const free = { x: { default: 0, description: 'd' } };
        const [from, to] = [a / 1000, (a + n * step) / 1000];
        const axis = axisOf('x', { from, to, step: step / 1000 }, free);
        if (!('values' in axis)) throw new Error('a range');
        expect(axis.values.length).toBe(n + 1);
        expect(axis.values.at(-1)).toBe(to);
        for (const value of axis.values) expect(value).toBe(Number(Number(value).toFixed(3)));
      }),
    );
  });

  test('booleans, choices and texts with colons are lists', () => {
    expect(parseAxis('fast', 'true,false', SPECS)).toEqual({ name: 'fast', values: [true, false] });
    expect(parseAxis('way', 'down,a:b', SPECS)).toEqual({ name: 'way', values: ['down', 'a:b'] });
    expect(parseAxis('noise', '1:3', SPECS)).toEqual({ name: 'noise', low: 1, high: 3 });
  });

  test.each([
    ['noise', '', /lists no value/],
    ['noise', '1:2:0', /step of noise must not be 0/],
    ['noise', '1:2:-1', /leads away/],
    ['noise', '2:1', /must rise/],
    ['noise', '1,1', /over 1 twice/],
    ['noise', '1,x', /must be a number/],
    ['noise', '1:x', /takes numbers/],
    ['noise', '1:2:3:4', /takes a,b,c or/],
    ['noise', '1,8', /at most 7/],
    ['noise', '0:6:1e-9', /1000000 at most/],
    ['count', '1.5', /an integer/],
    ['niose', '1', /did you mean "noise"/],
    ['way', 'left', /one of up, down/],
  ])('%s=%s is refused', (name, text, message) => {
    expect(() => parseAxis(name, text, SPECS)).toThrow(message);
  });

  test('whole numbers and listed values have equal shares of a range', () => {
    const shares = new Map<unknown, number>();
    for (let i = 0; i < 1000; i++) {
      for (const axis of [axisOf('count', { low: 1, high: 5 }, SPECS), axisOf('fast', [true, false], SPECS)]) {
        const value = valueAt(axis, i / 1000, SPECS);
        shares.set(value, (shares.get(value) ?? 0) + 1);
      }
    }
    expect([...shares]).toEqual(
      expect.arrayContaining([
        [1, 200],
        [3, 200],
        [5, 200],
        [true, 500],
        [false, 500],
      ]),
    );
    expect(valueAt(axisOf('count', { low: 1, high: 5 }, SPECS), 1, SPECS)).toBe(5);
  });
});

describe('designs', () => {
  const axes = [
    axisOf('noise', { low: 1, high: 3 }, SPECS),
    axisOf('count', { low: 1, high: 50 }, SPECS),
    axisOf('fast', [true, false], SPECS),
  ];

  test('a grid is every combination, the last axis fastest', () => {
    const { points } = designOf([axisOf('count', [1, 2], SPECS), axisOf('way', ['up', 'down'], SPECS)], SPECS, {
      design: 'grid',
      points: null,
      seed: 's',
    });
    expect(points).toEqual([
      { count: 1, way: 'up' },
      { count: 1, way: 'down' },
      { count: 2, way: 'up' },
      { count: 2, way: 'down' },
    ]);
  });

  test.each<DesignName>(['random', 'sobol', 'latin-hypercube', 'saltelli', 'morris'])(
    '%s stays in its ranges and does not follow the order of axes',
    (design) => {
      const options = { design, points: 60, seed: 's' };
      const { points } = designOf(axes, SPECS, options);
      expect(points.length).toBe(60);
      for (const { noise, count } of points) {
        expect(noise).toBeGreaterThanOrEqual(1);
        expect(noise).toBeLessThanOrEqual(3);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(50);
      }
      expect(designOf(axes.toReversed(), SPECS, options).points).toEqual(points);
      expect(designOf(axes, SPECS, { ...options, seed: 't' }).points).not.toEqual(points);
    },
  );

  test.each<DesignName>(['random', 'sobol', 'saltelli', 'morris'])('%s: more points leave those before as they are', (design) => {
    const [few, many] = [60, 120].map((points) => designOf(axes, SPECS, { design, points, seed: 's' }).points);
    expect(many.slice(0, 60)).toEqual(few);
  });

  test('a grid wants values, other designs a number of points, and a million is the end', () => {
    expect(() => designOf(axes, SPECS, { design: 'grid', points: null, seed: 's' })).toThrow(/a grid needs values of noise/);
    expect(() => designOf(axes, SPECS, { design: 'sobol', points: null, seed: 's' })).toThrow(/--runs/);
    expect(() => designOf(axes, SPECS, { design: 'sobol', points: 5, seed: 's', maximin: true })).toThrow(/no option "maximin"/);
    expect(() => designOf(axes, SPECS, { design: 'saltelli', points: 9, seed: 's' })).toThrow(/--runs 10 or more/);
    const long = Array.from({ length: 3 }, (_, k) => ({ name: 'abc'[k], values: Array.from({ length: 101 }, (_v, n) => n) }));
    expect(() => designOf(long, SPECS, { design: 'grid', points: null, seed: 's' })).toThrow(/1030301 runs or more/);
  });
});
