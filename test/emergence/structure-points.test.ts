// Structure of points against brute force, in oblong worlds of two and three dimensions, periodic, bounded and open.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFromSeed, uniform53 } from '../../src/engine/random.ts';
import type { Columns, SourceOptions } from '../../src/emergence/source.ts';
import { boxCounting, boxDimension } from '../../src/emergence/structure/box-counting.ts';
import { clusterCount, clusters, largestClusterShare } from '../../src/emergence/structure/clusters.ts';
import { radiusOfGyration } from '../../src/emergence/structure/gyration.ts';
import { convexHullArea } from '../../src/emergence/structure/hull.ts';
import { clarkEvans, nearestDistances } from '../../src/emergence/structure/nearest.ts';
import { meanPairDistance } from '../../src/emergence/structure/pair-distance.ts';
import { spatialEntropy, varianceToMean } from '../../src/emergence/structure/quadrats.ts';
import { pairCorrelation, ripleyK, ripleyL } from '../../src/emergence/structure/ripley.ts';
import { away, within } from '../reference/torus.ts';
import { kindOf, worldWith } from './order-worlds.ts';
import { sierpinski } from './reference/sierpinski.ts';

interface Given {
  readonly axes: number[][];
  readonly columns: Columns;
  readonly options: SourceOptions;
  readonly size: number[];
  readonly periodic: boolean;
}

const unit = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const length = fc.double({ min: 0.1, max: 60, noNaN: true });

/** Points, some on top of each other, in boxes of any shape. */
const given = fc
  .tuple(length, length, fc.option(length, { nil: null }), fc.constantFrom('periodic', 'bounded', 'open'))
  .chain(([width, height, depth, boundary]) => {
    const size = depth === null ? [width, height] : [width, height, depth];
    const point = fc.oneof(fc.tuple(unit, unit, unit), fc.constantFrom([0, 0, 0], [0.5, 0.5, 0.5]));
    return fc.array(point, { minLength: 2, maxLength: 60 }).map((at): Given => {
      const axes = size.map((one, d) => at.map((p) => p[d] * one));
      const columns = Object.fromEntries(axes.map((axis, d) => ['xyz'[d], axis]));
      const periodic = boundary === 'periodic';
      return { axes, columns, options: boundary === 'open' ? {} : { space: { size, periodic } }, size, periodic };
    });
  });

function distance({ axes, size, periodic }: Given, i: number, j: number): number {
  return Math.sqrt(axes.reduce((sum, axis, d) => sum + (periodic ? away(axis[i], axis[j], size[d]) : axis[j] - axis[i]) ** 2, 0));
}

function pairs(all: Given): number[] {
  return all.axes[0].flatMap((_, i) => all.axes[0].slice(0, i).map((_, j) => distance(all, i, j)));
}

const near = (got: number | null, expected: number): void =>
  expect(Math.abs((got ?? NaN) - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));

/** Points strewn over a box, the same for the same seed. */
function strewn(count: number, size: readonly number[], seed: string): Columns {
  const { k0, k1 } = keyFromSeed(seed);
  return Object.fromEntries(
    size.map((one, d) => ['xyz'[d], Float64Array.from({ length: count }, (_, i) => one * uniform53(k0, k1, i, d))]),
  );
}

test('nearest distances are those of brute force', () => {
  fc.assert(
    fc.property(given, (all) => {
      const least = all.axes[0].map((_, i) => Math.min(...all.axes[0].flatMap((_, j) => (i === j ? [] : [distance(all, i, j)]))));
      const { value } = nearestDistances(all.columns, all.options);
      const mean = least.reduce((a, b) => a + b) / least.length;
      near(value?.mean ?? null, mean);
      near(value?.sd ?? null, Math.sqrt(least.reduce((sum, each) => sum + (each - mean) ** 2, 0) / least.length));
      expect([value?.min, value?.max]).toEqual([Math.min(...least), Math.max(...least)]);
    }),
  );
});

test('clusters are those of brute force', () => {
  fc.assert(
    fc.property(given, length, (all, link) => {
      const n = all.axes[0].length;
      const label = Array.from({ length: n }, (_, i) => i);
      for (let i = 0; i < n; i++)
        for (const j of within(all.axes, i, all.size, link, all.periodic)) {
          const [keep, drop] = [label[i], label[j]];
          label.forEach((each, at) => each === drop && (label[at] = keep));
        }
      const sizes = [...Map.groupBy(label, (each) => each).values()].map((members) => members.length).sort((a, b) => b - a);
      const options = { ...all.options, linkingLength: link };
      const { value } = clusters(all.columns, options);
      expect(value?.sizes).toEqual(sizes);
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(value?.labels[i] === value?.labels[j]).toBe(label[i] === label[j]);
      expect(clusterCount(all.columns, options).value).toBe(sizes.length);
      expect(largestClusterShare(all.columns, options).value).toBe(sizes[0] / n);
    }),
  );
});

test('K, L and g count the pairs of brute force', () => {
  fc.assert(
    fc.property(given, fc.array(length, { minLength: 2, maxLength: 5 }), (all, r) => {
      const n = all.axes[0].length;
      const options = { ...all.options, area: 7 };
      const ds = pairs(all);
      const { value } = ripleyK(all.columns, { ...options, r });
      r.forEach((each, at) => near(value?.[at] ?? null, (7 * 2 * ds.filter((d) => d <= each).length) / (n * (n - 1))));
      const deep = all.axes.length === 3;
      ripleyL(all.columns, { ...options, r }).value?.forEach((l, at) => {
        near(deep ? (4 / 3) * Math.PI * l ** 3 : Math.PI * l ** 2, value?.[at] ?? NaN);
      });
      const edges = [...new Set(r)].sort((a, b) => a - b);
      if (edges.length < 2) return;
      const g = pairCorrelation(all.columns, { ...options, edges }).value;
      edges.slice(1).forEach((hi, b) => {
        const lo = edges[b];
        const ring = deep ? (4 / 3) * Math.PI * (hi ** 3 - lo ** 3) : Math.PI * (hi ** 2 - lo ** 2);
        const expected = (7 * 2 * ds.filter((d) => d >= lo && d < hi).length) / (n * (n - 1) * ring);
        expect(Math.abs((g?.[b] ?? NaN) / expected - 1) < 1e-9 || g?.[b] === expected).toBe(true);
      });
    }),
  );
});

test('mean distance of pairs is that of brute force, and a sample comes near it from any seed', () => {
  fc.assert(
    fc.property(given, (all) => {
      const ds = pairs(all);
      near(meanPairDistance(all.columns, all.options).value, ds.reduce((a, b) => a + b) / ds.length);
    }),
  );
  const points = strewn(2_000, [8, 3], 'sample');
  const exact = meanPairDistance(points, { pairs: 1e7 });
  expect(exact.convention).toMatch('all pairs');
  for (const seed of ['a', 'b']) {
    const sampled = meanPairDistance(points, { pairs: 40_000, seed });
    expect(sampled.convention).toMatch('drawn with replacement');
    expect(Math.abs((sampled.value ?? NaN) - (exact.value ?? NaN))).toBeLessThan((5 * 2.1) / Math.sqrt(40_000)); // distances have sd < 2.1
    expect(meanPairDistance(points, { pairs: 40_000, seed }).value).toBe(sampled.value);
  }
});

test('a flock that lies within half a torus has the extent that it has in open space, wherever it is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 40 }), unit, unit, (at, right, up) => {
      const flock = { x: at.map(([x]) => 3.9 * x), y: at.map(([, y]) => 1.4 * y) };
      const moved = { x: flock.x.map((x) => (x + 8 * right) % 8), y: flock.y.map((y) => (y + 3 * up) % 3) };
      const options = { space: { size: [8, 3], periodic: true } };
      for (const metric of [radiusOfGyration, convexHullArea])
        expect(Math.abs((metric(moved, options).value ?? NaN) - (metric(flock).value ?? NaN))).toBeLessThan(1e-9);
    }),
  );
  const evenly = { x: [0, 2, 4, 6], y: [1, 1, 1, 1] };
  expect(radiusOfGyration(evenly, { space: { size: [8, 3], periodic: true } }).reason).toMatch('no centre');
});

test('known extents', () => {
  expect(radiusOfGyration({ x: [0, 2, 0, 2], y: [0, 0, 2, 2] }).value).toBeCloseTo(Math.SQRT2, 14);
  expect(convexHullArea({ x: [0, 2, 0, 2, 1], y: [0, 0, 2, 2, 1.3] }).value).toBe(4);
  expect(convexHullArea({ x: [0, 1, 2], y: [0, 1, 2] }).value).toBe(0);
  expect(convexHullArea({ x: [0, 1], y: [0, 1], z: [1, 2] }).reason).toMatch('plane');
});

test('a hull holds all its points: it is as large as that of any triangle of them, and no larger than their box', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit), { minLength: 3, maxLength: 30 }), (at) => {
      const [x, y] = [at.map(([each]) => each), at.map(([, each]) => each)];
      const area = convexHullArea({ x, y }).value ?? NaN;
      for (let i = 2; i < x.length; i++) {
        const triangle = Math.abs((x[1] - x[0]) * (y[i] - y[0]) - (y[1] - y[0]) * (x[i] - x[0])) / 2;
        expect(area).toBeGreaterThanOrEqual(triangle - 1e-12);
      }
      expect(area).toBeLessThanOrEqual((Math.max(...x) - Math.min(...x)) * (Math.max(...y) - Math.min(...y)) + 1e-12);
    }),
  );
});

test('a world and its columns have the same structure', () => {
  const size = [8, 3];
  const points = strewn(200, size, 'world');
  const world = worldWith([kindOf('rock', { level: [1] }), kindOf('bird', { x: points.x ?? [], y: points.y ?? [] })], {
    dimensions: 2,
    size,
    periodic: true,
    radius: 0.3,
    unit: 'body lengths',
  });
  const options = { space: { size, periodic: true } };
  expect(nearestDistances(world).value).toEqual(nearestDistances(points, options).value);
  expect(clusters(world).value).toEqual(clusters(points, { ...options, linkingLength: 0.3 }).value);
  expect(clarkEvans(world).value).toBe(clarkEvans(points, options).value);
  expect(radiusOfGyration(world).units).toBe('body lengths');
  expect(() => radiusOfGyration(world, options)).toThrow(/brings its own space/);
});

test('points strewn at random look random: R, K, g, variance to mean', () => {
  const size = [80, 30];
  const n = 20_000;
  const options = { space: { size, periodic: true } };
  const points = strewn(n, size, 'poisson');
  expect(Math.abs((clarkEvans(points, options).value ?? NaN) - 1)).toBeLessThan((5 * 0.5227) / Math.sqrt(n)); // sd of a distance / mean
  const r = [0.2, 0.5, 1];
  ripleyK(points, { ...options, r }).value?.forEach((k, at) => {
    const expected = (Math.PI * r[at] ** 2 * n * n) / (2 * 80 * 30); // pairs, nearly Poisson
    expect(Math.abs(k / (Math.PI * r[at] ** 2) - 1)).toBeLessThan(5 / Math.sqrt(expected));
  });
  pairCorrelation(points, { ...options, edges: [0, 0.5, 1] }).value?.forEach((g) => expect(Math.abs(g - 1)).toBeLessThan(0.02));
  const bins = [40, 15];
  expect(Math.abs((varianceToMean(points, { ...options, bins }).value ?? NaN) - 1)).toBeLessThan(5 * Math.sqrt(2 / 599));
  const entropy = spatialEntropy(points, { ...options, bins }).value ?? NaN;
  expect(Math.abs(Math.log2(600) - 599 / (2 * n * Math.LN2) - entropy)).toBeLessThan(0.005); // bias of Miller & Madow
  const deep = strewn(20_000, [8, 3, 5], 'deep');
  expect(Math.abs((clarkEvans(deep, { space: { size: [8, 3, 5], periodic: true } }).value ?? NaN) - 1)).toBeLessThan(0.015); // 0.364 / √N × 5
});

test('a square lattice has R = 2, and one of hexagons 2.149', () => {
  const at = Array.from({ length: 400 }, (_, i) => [i % 20, Math.floor(i / 20)]);
  const square = { x: at.map(([x]) => x), y: at.map(([, y]) => y) };
  expect(clarkEvans(square, { space: { size: [20, 20], periodic: true } }).value).toBeCloseTo(2, 12);
  const high = Math.sqrt(3) / 2;
  const honey = { x: at.map(([x, y]) => x + (y % 2) / 2), y: at.map(([, y]) => y * high) };
  expect(clarkEvans(honey, { space: { size: [20, 20 * high], periodic: true } }).value).toBeCloseTo(2.1491, 4);
});

test('box counting finds the dimension of a triangle of Sierpiński, a square, a cube, a line and a point', () => {
  const box = { space: { size: [1, 1], periodic: false } };
  const triangle = boxCounting(sierpinski(8), box).value;
  expect(triangle?.occupied).toEqual(triangle?.boxes.map((n) => 3 ** Math.log2(n)));
  expect(triangle?.dimension).toBeCloseTo(Math.log2(3), 12);
  const grid = Array.from({ length: 64 * 64 }, (_, i) => [i % 64, Math.floor(i / 64)]);
  const square = { x: grid.map(([x]) => x / 64), y: grid.map(([, y]) => y / 64) };
  expect(boxDimension(square, box).value).toBeCloseTo(2, 12);
  const cube = Array.from({ length: 16 ** 3 }, (_, i) => [i % 16, Math.floor(i / 16) % 16, Math.floor(i / 256)].map((each) => each / 16));
  const [x, y, z] = [0, 1, 2].map((d) => cube.map((at) => at[d]));
  expect(boxDimension({ x, y, z }, { space: { size: [1, 1, 1], periodic: false }, boxes: [2, 4, 8, 16] }).value).toBeCloseTo(3, 12);
  const line = Array.from({ length: 1_024 }, (_, i) => i / 1_024);
  expect(boxDimension({ x: line, y: line }, box).value).toBeCloseTo(1, 12);
  expect(boxDimension({ x: new Float64Array(100), y: new Float64Array(100) }).value).toBeCloseTo(0, 12);
});

test('there is no structure where there are no points, no box or no length, and it says so', () => {
  const empty = { x: [], y: [] };
  const one = { x: [1], y: [1] };
  for (const [measured, reason] of [
    [nearestDistances(one), 'fewer than two'],
    [clarkEvans({ x: [0, 1], y: [0, 1] }), 'no area'],
    [clusters(one), 'no linking length'],
    [clusters(empty, { linkingLength: 1 }), 'no points'],
    [ripleyK(one, { r: [1], area: 1 }), 'fewer than two'],
    [meanPairDistance(one), 'fewer than two'],
    [radiusOfGyration(empty), 'no points'],
    [varianceToMean(empty), 'no points'],
    [varianceToMean(one, { bins: [1, 1] }), 'fewer than two cells'],
    [boxDimension(one), 'too few points'],
  ] as const) {
    expect(measured.value).toBeNull();
    expect(measured.reason).toMatch(reason);
  }
});

test('arguments out of range are refused by name', () => {
  const points = { x: [0, 1], y: [0, 1] };
  for (const [call, pattern] of [
    [() => clusters(points, { linkingLength: 0 }), /linkingLength must be .* got 0/],
    [() => ripleyK(points, { r: [-1], area: 1 }), /r must hold .* got -1/],
    [() => pairCorrelation(points, { edges: [1, 1], area: 1 }), /edges must .* got \[1, 1\]/],
    [() => clarkEvans(points, { area: -2 }), /area must .* got -2/],
    [() => varianceToMean(points, { bins: [0, 2] }), /bins must .* got \[0, 2\]/],
    [() => boxDimension(points, { boxes: [4, 2] }), /boxes must .* got \[4, 2\]/],
    [() => meanPairDistance(points, { pairs: 0 }), /pairs must .* got 0/],
    [() => radiusOfGyration(points, { space: { size: [1, NaN], periodic: true } }), /space.size must .* got \[1, NaN\]/],
    [() => radiusOfGyration(points, { space: { size: [0.5, 2], periodic: false } }), /x of agent 1 is 1/],
    [() => radiusOfGyration({ x: [NaN], y: [0] }), /x of agent 0 is NaN/],
  ] as const)
    expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(pattern) }));
});
