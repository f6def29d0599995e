import { expect, test } from 'vitest';
import { cellChance } from '../../../src/scenario/emergence/cell-chance.ts';
import { beyondChance, holm } from '../../../src/scenario/emergence/beyond-chance.ts';
import { likenessChance } from '../../../src/scenario/emergence/likeness.ts';
import { placeChance } from '../../../src/scenario/emergence/place-chance.ts';
import { network, ring } from '../../../src/spaces/network.ts';
import { kindOf, uniforms, worldWith } from './worlds.ts';

const N = 300;
const places = (seed: string): { x: Float64Array; y: Float64Array } => ({
  x: uniforms(`${seed} x`, N).map((u) => 12 * u),
  y: uniforms(`${seed} y`, N).map((u) => 12 * u),
});

test('neighbours that go the same way are more alike than shuffled ones, though all go all ways', () => {
  const { x, y } = places('swirl');
  const swirl = kindOf('bird', { x, y, heading: x.map((at) => (2 * Math.PI * at) / 12) });
  const test = likenessChance(swirl, worldWith(swirl, [12, 12]), 's');
  expect(test?.p).toBe(0.004);
  expect(test?.found).toBeGreaterThan(0.8);
  expect(Math.abs(test?.mean ?? 1)).toBeLessThan(0.05);
});

test('shuffled neighbours are found alike as often as chance says', () => {
  const p = Array.from({ length: 40 }, (_, n) => {
    const bird = kindOf('bird', { ...places(`none ${n}`), heading: uniforms(`h ${n}`, N).map((u) => 7 * u) });
    return likenessChance(bird, worldWith(bird, [12, 12]), `s${n}`)?.p ?? NaN;
  });
  expect(p.filter((each) => each <= 0.1).length).toBeLessThanOrEqual(4 + 4 * Math.sqrt(40 * 0.1 * 0.9));
  expect(Math.max(...p)).toBeGreaterThan(0.4);
});

test('on a network: the share of equal states, and the correlation of amounts, are those of its links', () => {
  const half = kindOf('voter', { opinion: Int32Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : 1)) });
  const test = likenessChance(half, { ...worldWith(half), network: ring(100, 2) }, 's');
  expect(test?.found).toBeCloseTo(98, 10); // two of a hundred links join the halves
  expect(test?.p).toBe(0.004);
  const pairs = network(
    40,
    Array.from({ length: 20 }, (_, i) => [2 * i, 2 * i + 1] as const),
  );
  const opposite = kindOf('believer', { opinion: Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + (i >> 1))) });
  expect(likenessChance(opposite, { ...worldWith(opposite), network: pairs }, 's')?.found).toBeCloseTo(-1, 10);
});

test('a swarm is crowded and one cluster, a lattice is spread out, points at random are neither', () => {
  const p = (kind: ReturnType<typeof kindOf>): number[] => placeChance(kind, worldWith(kind, [12, 12]), 's').map((test) => test.p);
  const { x, y } = places('swarm');
  const [crowd, cluster] = placeChance(
    kindOf('fly', { x: x.map((at) => at / 4), y: y.map((at) => at / 4) }),
    worldWith(kindOf('fly', { x, y }), [12, 12]),
    's',
  );
  expect(crowd.found).toBeLessThan(0.5);
  expect(crowd.p).toBe(0.01);
  expect(cluster.p).toBe(0.005);
  const lattice = Float64Array.from({ length: 324 }, (_, i) => (12 / 18) * (i % 18));
  const rows = Float64Array.from({ length: 324 }, (_, i) => (12 / 18) * Math.floor(i / 18));
  const [even] = placeChance(kindOf('fly', { x: lattice, y: rows }), worldWith(kindOf('fly', { x: lattice, y: rows }), [12, 12]), 's');
  expect(even.found).toBeCloseTo(2, 6); // of a square lattice
  const few = (values: Float64Array): Float64Array => values.subarray(0, 40);
  const many = Array.from({ length: 30 }, (_, n) => {
    const at = places(`random ${n}`);
    return p(kindOf('fly', { x: few(at.x), y: few(at.y) }));
  });
  for (const k of [0, 1]) expect(many.filter((each) => each[k] <= 0.1).length).toBeLessThanOrEqual(3 + 4 * Math.sqrt(30 * 0.1 * 0.9));
});

test('several tests are judged together, as Holm does', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([])).toEqual([]);
  const { x, y } = places('both');
  const bird = kindOf('bird', { x, y, heading: uniforms('h', N) });
  const { sentences, charts } = beyondChance(worldWith(bird, [12, 12]), 's');
  expect(charts).toHaveLength(4);
  expect(sentences.at(-1)).toMatch(/^4 comparisons with chance were made; judged together .* [1-4] of them lies? beyond chance\.$/);
});

test('a cell of a honeycomb has six neighbours', () => {
  const [width, height] = [12, 8];
  const row = kindOf('cell', { alive: Int32Array.from({ length: width * height }, (_, i) => Math.floor(i / width) % 2) }, [width, height]);
  const world = worldWith(row, [width, height], true);
  const grid = (neighbourhood: string) => ({ ...world, space: world.space && { ...world.space, grid: { neighbourhood } } });
  // stripes of rows: two of six neighbours are alike on a honeycomb, two of eight on a square grid. Moran's I = 2 share - 1
  expect(cellChance(row, grid('hexagonal'), 's')?.found).toBeCloseTo(2 * (2 / 6) - 1, 10);
  expect(cellChance(row, grid('moore'), 's')?.found).toBeCloseTo(2 * (2 / 8) - 1, 10);
});

test('tests that find nothing are told in one sentence', () => {
  const bird = kindOf('bird', { ...places('nothing'), heading: uniforms('any way', N).map((u) => 2 * Math.PI * u) });
  const { sentences, charts } = beyondChance(worldWith(bird, [12, 12]), 's');
  expect(charts.length).toBeGreaterThan(2);
  expect(sentences).toHaveLength(2);
  expect(sentences[0]).toMatch(/^At the end these may be chance: polarization of .* \(p = [^;]*; .*\.$/);
});
