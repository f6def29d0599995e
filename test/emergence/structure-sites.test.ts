// Structure of values on lattices and lists: laws, small cases by hand, plain versions.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFromSeed, normal, shuffle, streamKey } from '../../src/engine/random.ts';
import { geary, gearyC } from '../../src/emergence/structure/geary.ts';
import { gini, lorenzShares, theil } from '../../src/emergence/structure/inequality.ts';
import { joinCounts } from '../../src/emergence/structure/joins.ts';
import { latticeLinks } from '../../src/emergence/structure/links.ts';
import { localMoran, moran, moranI } from '../../src/emergence/structure/moran.ts';
import { largestPatchShare, patches } from '../../src/emergence/structure/patches.ts';
import { segregation } from '../../src/emergence/structure/segregation.ts';
import { percentSimilar, similarity } from '../../src/emergence/structure/similarity.ts';
import { kindOf, worldWith } from './order-worlds.ts';

const contiguity = fc.constantFrom('rook', 'queen');
const weights = fc.constantFrom('binary', 'row-standardised');
const side = fc.integer({ min: 1, max: 7 });

/** Neighbours on a lattice, plainly. */
function plain(rows: number, cols: number, { contiguity, periodic }: { contiguity: 'rook' | 'queen'; periodic: boolean }): number[][] {
  const step = (a: number, b: number, n: number): number => (periodic ? Math.min(Math.abs(a - b), n - Math.abs(a - b)) : Math.abs(a - b));
  const cells = Array.from({ length: rows * cols }, (_, i) => [Math.floor(i / cols), i % cols]);
  return cells.map(([r, c], i) =>
    cells.flatMap(([row, col], j) => {
      const [down, right] = [step(r, row, rows), step(c, col, cols)];
      return j !== i && (contiguity === 'rook' ? down + right === 1 : Math.max(down, right) === 1) ? [j] : [];
    }),
  );
}

test('neighbours on a lattice are the cells a step away, each once', () => {
  fc.assert(
    fc.property(side, side, contiguity, fc.boolean(), (rows, cols, contiguity, periodic) => {
      const { starts, targets } = latticeLinks(rows, cols, { contiguity, periodic });
      const lists = plain(rows, cols, { contiguity, periodic });
      expect(lists.map((_, i) => [...targets.subarray(starts[i], starts[i + 1])])).toEqual(lists);
    }),
  );
});

const grid = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 }))
  .chain(([rows, cols]) =>
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: rows * cols, maxLength: rows * cols }).map((values) => ({ rows, cols, values })),
  );

test("Moran's I, Geary's C and join counts of a grid are those of its neighbour list, and of the formula", () => {
  fc.assert(
    fc.property(grid, contiguity, weights, fc.boolean(), (g, contiguity, weights, periodic) => {
      const options = { contiguity, weights, periodic };
      const neighbours = plain(g.rows, g.cols, options);
      const listed = { values: g.values, neighbours };
      expect(moran(listed, { weights }).value).toEqual(moran(g, options).value);
      expect(geary(listed, { weights }).value).toEqual(geary(g, options).value);
      expect([...(localMoran(listed, { weights }).value ?? [])]).toEqual([...(localMoran(g, options).value ?? [])]);
      const binary = { ...g, values: g.values.map((value) => value % 2) };
      const joins = joinCounts(binary, options).value;
      const links = neighbours.reduce((sum, list) => sum + list.length, 0);
      expect((joins?.blackBlack ?? 0) + (joins?.whiteWhite ?? 0) + (joins?.blackWhite ?? 0)).toBe(links / 2);
      const { value } = moran(g, options);
      if (value === null) return;
      const mean = g.values.reduce((a, b) => a + b) / g.values.length;
      let [top, s0, differences] = [0, 0, 0];
      neighbours.forEach((list, i) =>
        list.forEach((j) => {
          const w = weights === 'binary' ? 1 : 1 / list.length;
          s0 += w;
          top += w * (g.values[i] - mean) * (g.values[j] - mean);
          differences += w * (g.values[i] - g.values[j]) ** 2;
        }),
      );
      const squares = g.values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
      expect(value.i).toBeCloseTo((g.values.length * top) / (s0 * squares), 10);
      expect(gearyC(g, options).value).toBeCloseTo(((g.values.length - 1) * differences) / (2 * s0 * squares), 10);
    }),
  );
});

test("Moran's I and Geary's C do not care for the units of the values", () => {
  fc.assert(
    fc.property(grid, (g) => {
      const other = { ...g, values: g.values.map((value) => 8 - 0.25 * value) };
      const [a, b] = [moran(g).value, moran(other).value];
      expect(a === null).toBe(b === null);
      if (a && b)
        for (const name of ['i', 'varianceNormal', 'varianceRandom', 'zRandom'] as const) expect(b[name] ?? 0).toBeCloseTo(a[name] ?? 0, 9);
      expect(gearyC(other).value ?? 0).toBeCloseTo(gearyC(g).value ?? 0, 9);
    }),
  );
});

test("local Moran's I adds up to the global one", () => {
  const key = keyFromSeed('local');
  const g = { rows: 8, cols: 3, values: Float64Array.from({ length: 24 }, (_, i) => normal(key.k0, key.k1, i, 0)) };
  const sum = [...(localMoran(g, { weights: 'row-standardised' }).value ?? [])].reduce((a, b) => a + b, 0);
  expect(sum / 23).toBeCloseTo(moranI(g, { weights: 'row-standardised' }).value ?? NaN, 12); // S0 = n, and n - 1 in place of n
});

test('mean and variance of I and C over shuffled values are those that are told', () => {
  const { k0, k1 } = keyFromSeed('shuffled');
  const n = 40;
  const draws = 4_000;
  const values = Float64Array.from({ length: n }, (_, i) => Math.exp(normal(k0, k1, i, 0)));
  const told = moran({ rows: 8, cols: 5, values }).value;
  const seen: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    shuffle(streamKey({ k0, k1 }, 'shuffle', draw), order);
    seen.push(moranI({ rows: 8, cols: 5, values: Float64Array.from(order, (i) => values[i]) }).value ?? NaN);
  }
  const mean = seen.reduce((a, b) => a + b) / draws;
  const variance = seen.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws;
  expect(Math.abs(mean - (told?.expected ?? NaN))).toBeLessThan(5 * Math.sqrt((told?.varianceRandom ?? NaN) / draws));
  expect(Math.abs(variance / (told?.varianceRandom ?? NaN) - 1)).toBeLessThan(5 * Math.sqrt(4 / draws)); // kurtosis below 5
  const normals = Array.from({ length: draws }, (_, draw) => {
    const drawn = Float64Array.from({ length: n }, (_, i) => normal(k0, k1, i, draw + 1));
    return geary({ rows: 8, cols: 5, values: drawn }).value;
  });
  const mine = normals.map((each) => each?.c ?? NaN);
  const centre = mine.reduce((a, b) => a + b) / draws;
  const spread = mine.reduce((sum, each) => sum + (each - centre) ** 2, 0) / draws;
  expect(Math.abs(centre - 1)).toBeLessThan(5 * Math.sqrt(spread / draws));
  expect(Math.abs(spread / (normals[0]?.varianceNormal ?? NaN) - 1)).toBeLessThan(5 * Math.sqrt(4 / draws));
});

test('a checkerboard is as unlike its neighbours as can be', () => {
  const values = Array.from({ length: 24 }, (_, i) => (i + Math.floor(i / 4)) % 2);
  const options = { contiguity: 'rook', periodic: true } as const;
  expect(moranI({ rows: 6, cols: 4, values }, options).value).toBeCloseTo(-1, 12);
  expect(joinCounts({ rows: 6, cols: 4, values }, options).value).toEqual({ blackBlack: 0, whiteWhite: 0, blackWhite: 48 });
  expect(percentSimilar({ rows: 6, cols: 4, values }, { ...options, empty: 9 }).value).toBe(0);
  expect(patches({ rows: 6, cols: 4, values }, { periodic: true }).value?.sizes).toEqual(new Array(12).fill(1));
  expect(patches({ rows: 6, cols: 4, values }, { periodic: true, connectivity: 8 }).value?.sizes).toEqual([12]);
});

test('patches are the parts of the graph of like neighbours, round the seam where there is one', () => {
  fc.assert(
    fc.property(grid, fc.constantFrom(4, 8), fc.boolean(), (g, connectivity, periodic) => {
      const neighbours = plain(g.rows, g.cols, { contiguity: connectivity === 4 ? 'rook' : 'queen', periodic });
      const seen = new Set<number>();
      const sizes: number[] = [];
      const visit = (i: number): number => {
        if (seen.has(i) || g.values[i] !== 1) return 0;
        seen.add(i);
        return neighbours[i].reduce((sum, j) => sum + visit(j), 1);
      };
      for (let i = 0; i < g.values.length; i++) if (!seen.has(i) && g.values[i] === 1) sizes.push(visit(i));
      const { value } = patches(g, { connectivity, periodic });
      expect(value?.sizes).toEqual(sizes.sort((a, b) => b - a));
      expect(largestPatchShare(g, { connectivity, periodic }).value).toBe((sizes[0] ?? 0) / g.values.length);
      g.values.forEach((each, i) => expect(value?.labels[i] === -1).toBe(each !== 1));
    }),
  );
});

test('percent similar is a ratio of sums and not the mean of ratios', () => {
  // 1 1 0 2: the first two have one like neighbour each, the last has none and does not count
  expect(similarity({ rows: 1, cols: 5, values: [1, 1, 2, 0, 2] }).value).toEqual({ percent: 50, meanShare: 1.5 / 3 });
  expect(similarity({ rows: 1, cols: 4, values: [2, 1, 1, 1] }).value).toEqual({
    percent: (100 * 4) / 6,
    meanShare: (0 + 0.5 + 1 + 1) / 4,
  });
  expect(similarity({ rows: 1, cols: 3, values: [1, 0, 2] }).reason).toMatch('nobody');
});

test('a world gives a field, cells that are agents, and agents that stand in cells', () => {
  const values = [1, 0, 2, 1, 1, 2, 0, 1];
  const space = { dimensions: 2, size: [4, 2], periodic: true, radius: 1, grid: {} } as const;
  const cells = worldWith([kindOf('cell', { state: values }, [4, 2])], space, {
    food: { name: 'food', size: [4, 2], values: Float64Array.from(values) },
  });
  const plainGrid = { rows: 2, cols: 4, values };
  expect(moranI(cells).value).toBe(moranI(plainGrid).value);
  expect(moranI(cells, { column: 'state' }).value).toBe(moranI(plainGrid, { periodic: true }).value);
  expect(patches(cells, { column: 'state' }).value?.sizes).toEqual(patches(plainGrid, { periodic: true }).value?.sizes);
  const people = values.flatMap((type, i) => (type === 0 ? [] : [{ x: i % 4, y: Math.floor(i / 4), type }]));
  const columns = { x: people.map(({ x }) => x), y: people.map(({ y }) => y), type: people.map(({ type }) => type) };
  const standing = worldWith([kindOf('person', columns)], space);
  expect(similarity(standing, { column: 'type' }).value).toEqual(similarity(plainGrid, { periodic: true }).value);
  expect(moranI(standing, { column: 'type' }).reason).toMatch('nobody stands in 2 of 8 cells');
  expect(moranI(standing).reason).toMatch('no field');
});

test('segregation is 1 where groups share no unit, and 0 where all units are alike', () => {
  const apart = segregation({ group: [5, 0, 3], total: [5, 9, 3] }).value;
  expect(apart?.dissimilarity).toBeCloseTo(1, 14);
  expect(apart?.gini).toBeCloseTo(1, 14);
  expect(apart?.entropy).toBeCloseTo(1, 14);
  expect([apart?.isolation, apart?.interaction]).toEqual([1, 0]);
  const alike = segregation({ group: [1, 2, 0, 3], total: [3, 6, 0, 9] }).value;
  for (const index of ['dissimilarity', 'gini', 'entropy'] as const) expect(alike?.[index]).toBeCloseTo(0, 14);
  expect(alike?.isolation).toBeCloseTo(1 / 3, 14);
  expect(segregation({ group: [0, 0], total: [1, 2] }).reason).toMatch('nobody');
  expect(() => segregation({ group: [3], total: [2] })).toThrow(/0 to 2 members in unit 0/);
});

test('the Gini index of segregation is that of the double sum, and D lies below it', () => {
  const units = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(units, (counts) => {
      const [group, total] = [counts.map(([x]) => x), counts.map(([x, y]) => x + y)];
      const { value } = segregation({ group, total });
      if (value === null) return;
      const T = total.reduce((a, b) => a + b);
      const P = group.reduce((a, b) => a + b) / T;
      let sum = 0;
      total.forEach((t, i) => total.forEach((u, j) => (sum += t * u === 0 ? 0 : t * u * Math.abs(group[i] / t - group[j] / u))));
      expect(value.gini).toBeCloseTo(sum / (2 * T * T * P * (1 - P)), 10);
      expect(value.dissimilarity).toBeLessThanOrEqual(value.gini + 1e-12);
      expect(value.isolation + value.interaction).toBeCloseTo(1, 12);
    }),
  );
});

test('inequality: laws of Gini, Theil and Lorenz', () => {
  const wealth = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(wealth, (x) => {
      const { value } = gini(x);
      if (value === null) return;
      const n = x.length;
      const sum = x.reduce((a, b) => a + b);
      const differences = x.reduce((all, a) => all + x.reduce((each, b) => each + Math.abs(a - b), 0), 0);
      expect(value).toBeCloseTo(differences / (2 * n * sum), 9);
      expect(value).toBeLessThanOrEqual(1 - 1 / n + 1e-12);
      const t = theil(x).value ?? NaN;
      expect(t).toBeGreaterThanOrEqual(0);
      expect(t).toBeLessThanOrEqual(Math.log(n) + 1e-9);
      expect(theil([...x, ...x].map((each) => 3 * each)).value).toBeCloseTo(t, 9); // neither units nor number count
      const shares = lorenzShares(x, { shares: [0, 0.1, 0.35, 0.5, 0.9, 1] }).value ?? [];
      shares.forEach((share, at) => expect(share).toBeLessThanOrEqual([0, 0.1, 0.35, 0.5, 0.9, 1][at] + 1e-12));
      expect([shares[0], shares[5]]).toEqual([0, 1]);
    }),
  );
  expect(gini([1, 1, 1]).value).toBe(0);
  expect(gini([0, 0, 0, 5]).value).toBeCloseTo(0.75, 14);
  expect(theil([0, 0, 0, 5]).value).toBeCloseTo(Math.log(4), 14);
  expect(gini([0, 0]).reason).toMatch('all values are 0');
  expect(() => gini([1, -1])).toThrow(/0 or above, but one is -1/);
});

test('values that say nothing have no value, and bad ones are refused', () => {
  expect(moran({ rows: 3, cols: 3, values: new Array(9).fill(2) }).reason).toBe('all values are equal');
  expect(moran({ values: [1, 2, 3, 4], neighbours: [[], [], [], []] }).reason).toMatch('no two sites');
  expect(() => moran({ rows: 3, cols: 3, values: [1, 2] })).toThrow(/3 × 3 cells .* got 2/);
  expect(() => moran({ rows: 1, cols: 2, values: [1, NaN] })).toThrow(/values\[1\] is NaN/);
  expect(() => moran({ values: [1, 2], neighbours: [[1], [2]] })).toThrow(/site 1 has 2/);
  expect(() => joinCounts({ rows: 1, cols: 2, values: [1, 2] })).toThrow(/0 or 1, but values\[1\] is 2/);
});
