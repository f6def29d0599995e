import { expect, test } from 'vitest';
import { moranI, percentSimilar } from '../../../src/emergence/index.ts';
import { beyondChance } from '../../../src/scenario/emergence/beyond-chance.ts';
import { cellChance } from '../../../src/scenario/emergence/cell-chance.ts';
import { directionChance } from '../../../src/scenario/emergence/direction-chance.ts';
import { kindOf, uniforms, worldWith } from './worlds.ts';

const random = (seed: string, n: number): Float64Array => uniforms(seed, n).map((u) => 2 * Math.PI * u);

test('random headings have the order, and the chance of it, that the closed form says', () => {
  const many = Array.from({ length: 2_000 }, (_, k) => directionChance(kindOf('bird', { heading: random(`h${k}`, 60) })));
  const found = many.map((each) => each?.found ?? NaN);
  const { mean = NaN, deviation = NaN } = many[0] ?? {};
  expect(mean).toBeCloseTo(Math.sqrt(Math.PI / 240), 12);
  const average = found.reduce((sum, r) => sum + r, 0) / found.length;
  expect(Math.abs(average - mean)).toBeLessThan((5 * deviation) / Math.sqrt(found.length));
  const below = many.filter((each) => (each?.p ?? NaN) < 0.05).length / many.length;
  expect(Math.abs(below - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / many.length));
});

test('the density of the closed form has all of the probability and its mean, in the plane and in space', () => {
  const n = 100;
  const [vx, vy, vz] = [random('x', n), random('y', n), random('z', n)].map((angles) => angles.map(Math.sin));
  const both: readonly Record<string, Float64Array>[] = [
    { vx, vy },
    { vx, vy, vz },
  ];
  for (const columns of both) {
    const test = directionChance(kindOf('bird', columns));
    if (test === null || !('density' in test.chance)) throw new Error('there are directions');
    const { density } = test.chance;
    const width = density[1].x;
    const whole = density.reduce((sum, { y }) => sum + y * width, 0);
    const mean = density.reduce((sum, { x, y }) => sum + x * y * width, 0);
    const square = density.reduce((sum, { x, y }) => sum + x * x * y * width, 0);
    expect(whole).toBeCloseTo(1, 3);
    expect(mean).toBeCloseTo(test.mean, 4);
    expect(Math.sqrt(square - mean ** 2)).toBeCloseTo(test.deviation, 4);
  }
});

test('a flock is more than chance; what stands still has no direction; few agents have no test', () => {
  const { sentences, charts } = beyondChance(worldWith(kindOf('bird', { heading: uniforms('flock', 300) })), 's');
  expect(sentences[0]).toMatch(
    /^At the end polarization of the headings of 300 agents of kind bird is 0\.9\d+;.*more than chance \(p < 0\.001, one-sided\)\.$/,
  );
  expect(charts[0].caption).toBe(sentences[0]);
  const still = new Float64Array(300);
  expect(directionChance(kindOf('bird', { vx: still, vy: still }))).toBeNull();
  expect(directionChance(kindOf('bird', { heading: random('few', 19) }))).toBeNull();
});

const [W, H] = [24, 15];
const cellsOf = (value: (x: number, y: number) => number): Int32Array =>
  Int32Array.from({ length: W * H }, (_, i) => value(i % W, Math.floor(i / W)));
const gridOf = (alive: Int32Array): ReturnType<typeof worldWith> => worldWith(kindOf('cell', { alive }, [W, H]), [W, H], true);
const testOf = (alive: Int32Array): NonNullable<ReturnType<typeof cellChance>> => {
  const world = gridOf(alive);
  const test = cellChance(world.kinds['cell'], world, 'seed');
  if (test === null) throw new Error('there are cells');
  return test;
};

test("two values: Moran's I as the metric has it, above chance in stripes of two, below it in stripes of one, neither at random", () => {
  const blocks = cellsOf((x) => Math.floor(x / 4) % 2);
  expect(testOf(blocks).found).toBeCloseTo(moranI(gridOf(blocks), { column: 'alive' }).value ?? NaN, 12);
  expect(testOf(blocks)).toMatchObject({ p: 0.002, quantity: { label: "Moran's I" } });
  expect(beyondChance(gridOf(blocks), 's').sentences[0]).toContain('it is more than chance');
  expect(beyondChance(gridOf(cellsOf((x) => x % 2)), 's').sentences[0]).toContain('less than chance allows');
  const u = uniforms('cells', W * H);
  const test = testOf(cellsOf((x, y) => (u[y * W + x] < 0.4 ? 1 : 0)));
  expect(test.p).toBeGreaterThan(0.01);
  expect(Math.abs(test.mean + 1 / (W * H - 1))).toBeLessThan((5 * test.deviation) / Math.sqrt(999)); // the expectation of a shuffle
});

test('kinds of value: percent of like neighbours as the metric has it; names of the values do not matter', () => {
  const three = cellsOf((x, y) => Math.floor((x + y) / 5) % 3);
  const test = testOf(three);
  expect(test.found).toBeCloseTo(percentSimilar(gridOf(three), { column: 'alive', empty: -9 }).value ?? NaN, 12);
  const renamed = testOf(three.map((value) => [7, 2, 5][value]));
  expect(renamed.found).toBe(test.found);
  expect(renamed.p).toBe(test.p);
  expect(test).toEqual(testOf(three)); // the same seed, the same bits
});

test('agents that stand in cells are shuffled among the cells they stand in', () => {
  const places = Array.from({ length: W * H }, (_, i) => i).filter((i) => i % 10 !== 3);
  const household = kindOf('household', {
    x: Float64Array.from(places, (i) => i % W),
    y: Float64Array.from(places, (i) => Math.floor(i / W)),
    group: Int32Array.from(places, (i) => (i % W < W / 2 ? 0 : 1)),
  });
  const world = worldWith(household, [W, H], true);
  const test = cellChance(household, world, 'seed');
  expect(test?.found).toBeCloseTo(percentSimilar(world, { column: 'group' }).value ?? NaN, 12);
  expect(test?.p).toBe(0.002);
});

test('one value alone, or a broken one, has no test', () => {
  const world = gridOf(cellsOf(() => 1));
  expect(cellChance(world.kinds['cell'], world, 's')).toBeNull();
  const heat = worldWith(kindOf('cell', { heat: new Float64Array(W * H).fill(NaN) }, [W, H]), [W, H], true);
  expect(cellChance(heat.kinds['cell'], heat, 's')).toBeNull();
});
