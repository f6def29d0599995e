// Communities and small worlds: what is known of them, and that a seed decides.

import { describe, expect, test } from 'vitest';
import { transitivity } from '../../src/emergence/networks/clustering.ts';
import { bestModularity } from '../../src/emergence/networks/communities.ts';
import { draws } from '../../src/emergence/networks/draws.ts';
import { graph, type Graph, type Link } from '../../src/emergence/networks/graph.ts';
import { modularity } from '../../src/emergence/networks/modularity.ts';
import { smallWorldOmega, smallWorldSigma } from '../../src/emergence/networks/small-world.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** A ring of `k` cliques of `size` nodes, each linked to the next by one link. */
const cliques = (k: number, size: number): Graph =>
  graph(k * size, range(k).flatMap((c) => [
    ...range(size).flatMap((i) => range(i).map((j): Link => [c * size + i, c * size + j])),
    [c * size, ((c + 1) % k) * size + 1] as const,
  ])); // prettier-ignore

/** Watts and Strogatz's ring of n nodes, `half` links to either side, each led elsewhere with chance p. */
function wattsStrogatz(n: number, half: number, p: number): Graph {
  const random = draws('starling', 'worlds');
  const links = range(n).flatMap((i) =>
    range(half).map((k): Link => {
      const elsewhere = random.uniform() < p ? (i + 1 + random.integer(n - 1)) % n : (i + k + 1) % n;
      return [i, elsewhere];
    }),
  );
  return graph(n, links);
}

/** Two groups of 32 nodes; pairs within are linked with chance `within`, pairs across with chance `across`. */
function planted(within: number, across: number): Graph {
  const random = draws('starling', 'planted');
  const links = range(64).flatMap((i) => range(i).map((j): Link => [i, j])).filter(([i, j]) => random.uniform() < (i < 32 === j < 32 ? within : across)); // prettier-ignore
  return graph(64, links);
}

describe('communities', () => {
  test('of a ring of cliques are the cliques, with the modularity that they have', () => {
    const [k, size] = [8, 5];
    const g = cliques(k, size);
    const found = bestModularity(g, { seed: 1 }).value;
    expect(found?.count).toBe(k);
    expect([...(found?.communities ?? [])]).toEqual(range(k * size).map((i) => Math.floor(i / size)));
    const m = k * (10 + 1);
    expect(found?.modularity).toBeCloseTo((k * 10) / m - 1 / k, 12);
  });

  test('that were planted are found', () => {
    const found = bestModularity(planted(0.5, 0.05), { seed: 1 }).value;
    expect([...(found?.communities ?? [])]).toEqual(range(64).map((i) => Math.floor(i / 32)));
  });

  test('follow the weights of links, not their number', () => {
    const square: Link[] = [[0, 1, 9], [1, 2, 1], [2, 3, 9], [3, 0, 1]]; // prettier-ignore
    expect([...(bestModularity(graph(4, square), { seed: 1 }).value?.communities ?? [])]).toEqual([0, 0, 1, 1]);
  });

  test('have the modularity that modularity() gives them, the highest of the tries', () => {
    const g = wattsStrogatz(150, 3, 0.3);
    for (const resolution of [0.5, 1, 2]) {
      const found = bestModularity(g, { seed: 7, tries: 5, resolution }).value;
      expect(found?.modularity).toBe(modularity(g, found?.communities ?? [], { resolution }).value);
      expect(found?.tried.length).toBe(5);
      expect(found?.modularity).toBe(Math.max(...(found?.tried ?? [])));
    }
  });

  test('are the same for the same seed, and leave isolated nodes alone', () => {
    const g = wattsStrogatz(150, 3, 0.3);
    expect(bestModularity(g, { seed: 'a' })).toEqual(bestModularity(g, { seed: 'a' }));
    expect(bestModularity(g, { seed: 'a' }).value?.tried).not.toEqual(bestModularity(g, { seed: 'b' }).value?.tried);
    expect([...(bestModularity(graph(4, [[1, 2]]), { seed: 1 }).value?.communities ?? [])]).toEqual([0, 1, 1, 2]);
  });

  test('need links, tries and links without direction', () => {
    expect(bestModularity(graph(3, []), { seed: 1 })).toMatchObject({ value: null, reason: 'there are no links' });
    expect(() => bestModularity(graph(2, [[0, 1]]), { seed: 1, tries: 0 })).toThrow(/tries.* 0/);
    expect(() => bestModularity(graph(2, [[0, 1]], { directed: true }), { seed: 1 })).toThrow(/undirected/);
  });
});

describe('small worlds', () => {
  const lattice = wattsStrogatz(300, 3, 0);
  const small = wattsStrogatz(300, 3, 0.1);
  const random = wattsStrogatz(300, 3, 1);
  const sigma = (g: Graph): number => smallWorldSigma(g, { seed: 1 }).value?.index ?? NaN;
  const omega = (g: Graph): number => smallWorldOmega(g, { seed: 1 }).value?.index ?? NaN;

  test('σ of a random graph is 1 within four spreads, and far above for a small world', () => {
    const { index = NaN, spread = NaN } = smallWorldSigma(random, { seed: 1 }).value ?? {};
    expect(spread).toBeGreaterThan(0);
    expect(Math.abs(index - 1)).toBeLessThan(4 * spread);
    expect(sigma(small)).toBeGreaterThan(5);
  });

  test('ω goes from near -1 for a lattice to near 1 for a random graph, with the small world in between', () => {
    expect(omega(lattice)).toBeLessThan(-0.7);
    expect(omega(lattice)).toBeGreaterThanOrEqual(-1);
    expect(omega(small)).toBeGreaterThan(omega(lattice));
    expect(omega(small)).toBeLessThan(omega(random));
    expect(Math.abs(omega(small))).toBeLessThan(0.5);
    expect(omega(random)).toBeGreaterThan(0.8);
  });

  test('no rewiring clusters a ring lattice more than it is, so that C_latt is its own clustering', () => {
    const { clustering, latticeClustering } = smallWorldOmega(lattice, { seed: 1 }).value ?? {};
    expect(clustering).toBeCloseTo(0.6, 12);
    expect(latticeClustering).toBe(clustering);
  });

  test('a random graph rewired towards the ring comes near the clustering of a lattice of its mean degree', () => {
    expect(smallWorldOmega(random, { seed: 1 }).value?.latticeClustering).toBeGreaterThan(0.5);
  });

  test('the same seed gives the same index, and the convention says what was done', () => {
    const options = { seed: 'starling', graphs: 4, attempts: 5, clustering: 'transitivity' } as const;
    const measured = smallWorldSigma(small, options);
    expect(smallWorldSigma(small, options)).toEqual(measured);
    expect(measured.value?.clustering).toBe(transitivity(small).value);
    expect(measured.convention).toMatch(/transitivity.*4 random graphs.*5 exchanges.*seed starling/);
    expect(smallWorldSigma(small, { ...options, sample: { sources: 20, seed: 2 } }).convention).toMatch(/sample of 20 nodes \(seed 2\)/);
  });

  test('have no index where it is undefined', () => {
    expect(smallWorldSigma(graph(2, [[0, 1]]), { seed: 1 })).toMatchObject({ value: null, reason: 'no node has two neighbours' });
    expect(smallWorldSigma(graph(3, [[0, 1], [1, 2]]), { seed: 1 })).toMatchObject({ value: null, reason: expect.stringMatching(/triangle/) as string }); // prettier-ignore
    expect(smallWorldOmega(graph(3, [[0, 1], [1, 2]]), { seed: 1 })).toMatchObject({ value: null, reason: expect.stringMatching(/triangle/) as string }); // prettier-ignore
    expect(() => smallWorldSigma(small, { seed: 1, graphs: 1 })).toThrow(/graphs.* 1/);
    expect(() => smallWorldOmega(small, { seed: 1, attempts: 0 })).toThrow(/attempts.* 0/);
  });
});
