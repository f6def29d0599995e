// Metrics of graphs: closed forms, plain versions on random graphs, invariances, and what has no value.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measured } from '../../src/emergence/measure.ts';
import { attributeAssortativity, degreeAssortativity } from '../../src/emergence/networks/assortativity.ts';
import { betweenness } from '../../src/emergence/networks/betweenness.ts';
import { averageClustering, localClustering, transitivity } from '../../src/emergence/networks/clustering.ts';
import { componentSizes, giantComponent } from '../../src/emergence/networks/components.ts';
import { coreNumbers } from '../../src/emergence/networks/core-numbers.ts';
import { degreeDistribution, degreeHeterogeneity, density } from '../../src/emergence/networks/degrees.ts';
import { networkEffectiveInformation } from '../../src/emergence/networks/effective-information.ts';
import { graph, type Graph, type Link } from '../../src/emergence/networks/graph.ts';
import { modularity } from '../../src/emergence/networks/modularity.ts';
import { pagerank } from '../../src/emergence/networks/pagerank.ts';
import { averagePathLength, diameter, globalEfficiency } from '../../src/emergence/networks/paths.ts';
import { richClub } from '../../src/emergence/networks/rich-club.ts';
import { algebraicConnectivity, spectralRadius } from '../../src/emergence/networks/spectrum.ts';
import { squareClustering } from '../../src/emergence/networks/square-clustering.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const sum = (values: Iterable<number>): number => [...values].reduce((total, each) => total + each, 0);

const complete = (n: number): Graph =>
  graph(
    n,
    range(n).flatMap((i) => range(i).map((j): Link => [i, j])),
  );
/** Each node linked to the `half` next to it on either side. */
const ring = (n: number, half = 1): Graph =>
  graph(
    n,
    range(n).flatMap((i) => range(half).map((k): Link => [i, (i + k + 1) % n])),
  );
const path = (n: number): Graph =>
  graph(
    n,
    range(n - 1).map((i): Link => [i, i + 1]),
  );
/** Node 0 linked to all others. */
const star = (n: number): Graph =>
  graph(
    n,
    range(n - 1).map((i): Link => [0, i + 1]),
  );
const bipartite = (a: number, b: number): Graph =>
  graph(
    a + b,
    range(a).flatMap((i) => range(b).map((j): Link => [i, a + j])),
  );
const petersen = graph(10, range(5).flatMap((i): Link[] => [[i, (i + 1) % 5], [i, i + 5], [i + 5, ((i + 2) % 5) + 5]])); // prettier-ignore

const anyLinks = fc.integer({ min: 0, max: 11 }).chain((n) =>
  fc.tuple(
    fc.constant(n),
    fc
      .array(fc.tuple(fc.nat(Math.max(0, n - 1)), fc.nat(Math.max(0, n - 1))), { maxLength: 3 * n })
      .map((all) => all.filter(([a, b]) => a !== b)),
  ),
);
/** Graphs of 0 to 11 nodes, connected or not. */
const graphs = anyLinks.map(([n, links]) => graph(n, links));
const weighted = fc
  .tuple(anyLinks, fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 33, maxLength: 33 }))
  .map(([[n, links], weights]) =>
    graph(
      n,
      links.map(([a, b], k): Link => [a, b, weights[k]]),
    ),
  );

/** The adjacency matrix. */
function matrix({ n, offsets, targets, weights }: Graph): number[][] {
  const out = range(n).map(() => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) for (let at = offsets[i]; at < offsets[i + 1]; at++) out[i][targets[at]] = weights?.[at] ?? 1;
  return out;
}

/** Lengths of shortest paths, and how many there are, by Floyd's and Warshall's recurrence and by counting walks. */
function shortest(g: Graph): { length: number[][]; count: number[][] } {
  const links = matrix(g);
  const length = links.map((row, i) => row.map((link, j) => (i === j ? 0 : link > 0 ? 1 : Infinity)));
  for (const k of range(g.n))
    for (const i of range(g.n)) for (const j of range(g.n)) length[i][j] = Math.min(length[i][j], length[i][k] + length[k][j]);
  const count = range(g.n).map((i) => range(g.n).map((j) => Number(i === j)));
  for (let d = 1; d < g.n; d++) {
    for (const i of range(g.n)) {
      for (const j of range(g.n)) {
        if (length[i][j] === d) count[i][j] = sum(range(g.n).map((k) => (length[i][k] === d - 1 && links[k][j] > 0 ? count[i][k] : 0)));
      }
    }
  }
  return { length, count };
}

/** Eigenvalues of a symmetric matrix, ascending, by Jacobi's rotations. */
function eigenvalues(given: number[][]): number[] {
  const a = given.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p][q]) < 1e-300) continue;
        const theta = Math.atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2;
        const [c, s] = [Math.cos(theta), Math.sin(theta)];
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
      }
    }
  }
  return a.map((row, i) => row[i]).toSorted((x, y) => x - y);
}

/** Both have no value, or values that differ by rounding. */
function same(got: Measured, expected: number | null, digits = 9): void {
  if (expected === null || got.value === null) expect(got.value).toBe(expected);
  else expect(got.value).toBeCloseTo(expected, digits);
}

function sameAll(got: Measured<ArrayLike<number>>, expected: readonly number[] | null, digits = 9): void {
  expect(got.value?.length).toBe(expected?.length);
  expected?.forEach((each, i) => expect(got.value?.[i]).toBeCloseTo(each, digits));
}

const each = (property: (g: Graph) => void, of: fc.Arbitrary<Graph> = graphs): void =>
  fc.assert(fc.property(of, property), { numRuns: 200 });

describe('closed forms', () => {
  test.each([2, 3, 5, 12])('of the complete graph of %i nodes', (n) => {
    const g = complete(n);
    same(density(g), 1);
    same(averageClustering(g), n > 2 ? 1 : 0);
    same(transitivity(g), n > 2 ? 1 : null);
    same(averagePathLength(g), 1);
    same(diameter(g), 1);
    same(globalEfficiency(g), 1);
    same(spectralRadius(g), n - 1);
    same(algebraicConnectivity(g), n);
    same(degreeAssortativity(g), null);
    same(degreeHeterogeneity(g), n - 1);
    same(networkEffectiveInformation(g), Math.log2(n) - Math.log2(n - 1));
    sameAll(coreNumbers(g), new Array<number>(n).fill(n - 1));
    sameAll(betweenness(g), new Array<number>(n).fill(0));
    sameAll(pagerank(g), new Array<number>(n).fill(1 / n));
  });

  test.each([5, 8, 31, 100])('of the ring of %i nodes', (n) => {
    const g = ring(n);
    same(transitivity(g), 0);
    same(averagePathLength(g), n % 2 === 0 ? n ** 2 / (4 * (n - 1)) : (n + 1) / 4);
    same(diameter(g), Math.floor(n / 2));
    same(spectralRadius(g), 2);
    same(algebraicConnectivity(g), 2 - 2 * Math.cos((2 * Math.PI) / n), 8);
    same(networkEffectiveInformation(g), Math.log2(n) - 1);
    sameAll(coreNumbers(g), new Array<number>(n).fill(2));
  });

  test('the ring lattice of Watts & Strogatz (1998) clusters by 3(k - 2) / 4(k - 1)', () => {
    for (const half of [1, 2, 3, 5]) same(averageClustering(ring(40, half)), (3 * (2 * half - 2)) / (4 * (2 * half - 1)));
  });

  test.each([3, 4, 20])('of the star of %i nodes', (n) => {
    const g = star(n);
    same(degreeAssortativity(g), -1);
    same(spectralRadius(g), Math.sqrt(n - 1));
    same(algebraicConnectivity(g), 1);
    same(averagePathLength(g), (2 * (n - 1)) / n);
    same(globalEfficiency(g), (n + 2) / (2 * n));
    same(degreeHeterogeneity(g), n / 2);
    expect(betweenness(g).value?.[0]).toBeCloseTo(((n - 1) * (n - 2)) / 2, 9);
    expect(betweenness(g, { normalised: true }).value?.[0]).toBeCloseTo(1, 12);
    // the hub leads to any leaf, every leaf to the hub: H of (n - 1)/n at the hub and 1/(n(n - 1)) at each leaf, less log2(n - 1)/n
    const [hub, leaf] = [(n - 1) / n, 1 / (n * (n - 1))];
    same(networkEffectiveInformation(g), -hub * Math.log2(hub) - (n - 1) * leaf * Math.log2(leaf) - Math.log2(n - 1) / n);
  });

  test.each([2, 3, 10, 200])('of the path of %i nodes', (n) => {
    const g = path(n);
    same(diameter(g), n - 1);
    same(averagePathLength(g), (n + 1) / 3);
    same(spectralRadius(g), 2 * Math.cos(Math.PI / (n + 1)), 8);
    same(algebraicConnectivity(g), 2 - 2 * Math.cos(Math.PI / n), 8);
    sameAll(betweenness(g), range(n).map((i) => i * (n - 1 - i))); // prettier-ignore
    sameAll(coreNumbers(g), new Array<number>(n).fill(1));
  });

  test('of the Petersen graph: degree 3, girth 5, diameter 2, eigenvalues 3, 1 and -2', () => {
    same(transitivity(petersen), 0);
    same(squareClustering(petersen), 0);
    same(diameter(petersen), 2);
    same(averagePathLength(petersen), 5 / 3);
    same(spectralRadius(petersen), 3);
    same(algebraicConnectivity(petersen), 2);
    sameAll(betweenness(petersen), new Array<number>(10).fill(3));
    sameAll(coreNumbers(petersen), new Array<number>(10).fill(3));
    expect(degreeDistribution(petersen).value).toEqual({ counts: [0, 0, 0, 10], mean: 3, variance: 0 });
  });

  test('of complete bipartite graphs: all squares closed, all cores the smaller side, radius √(ab)', () => {
    for (const [a, b] of [
      [2, 2],
      [3, 5],
      [4, 4],
    ]) {
      // prettier-ignore
      const g = bipartite(a, b);
      same(squareClustering(g), 1);
      same(spectralRadius(g), Math.sqrt(a * b));
      same(algebraicConnectivity(g), Math.min(a, b));
      sameAll(coreNumbers(g), new Array<number>(a + b).fill(Math.min(a, b)));
      same(attributeAssortativity(g, range(a + b).map((i) => (i < a ? 0 : 1))), -1); // prettier-ignore
    }
  });

  test('of k cliques without a link between them: modularity 1 - 1/k, categories fully assortative', () => {
    for (const k of [2, 5]) {
      const links = range(k).flatMap((c) => range(4).flatMap((i) => range(i).map((j): Link => [4 * c + i, 4 * c + j])));
      const cliques = range(4 * k).map((i) => Math.floor(i / 4));
      same(modularity(graph(4 * k, links), cliques), 1 - 1 / k);
      same(attributeAssortativity(graph(4 * k, links), cliques), 1);
      expect(componentSizes(graph(4 * k, links)).value).toEqual(new Array(k).fill(4));
    }
  });

  test('a directed cycle tells all of its next node: log₂ n bits', () => {
    same(networkEffectiveInformation(graph(8, range(8).map((i): Link => [i, (i + 1) % 8]), { directed: true })), 3); // prettier-ignore
  });

  test('a directed star that leads to one node tells nothing', () => {
    same(networkEffectiveInformation(graph(5, [[1, 0], [2, 0], [3, 0], [4, 0]], { directed: true })), 0); // prettier-ignore
  });
});

describe('on any graph, held equal to the plain definition', () => {
  test('clustering, transitivity', () => {
    each((g) => {
      const a = matrix(g);
      const degree = a.map(sum);
      const triangles = a.map((row) => sum(range(g.n).flatMap((j) => range(j).map((k) => row[j] * row[k] * a[j][k]))));
      const local = triangles.map((t, i) => (degree[i] > 1 ? (2 * t) / (degree[i] * (degree[i] - 1)) : 0));
      sameAll(localClustering(g), g.n === 0 ? null : local);
      same(averageClustering(g), g.n === 0 ? null : sum(local) / g.n);
      const many = local.filter((_, i) => degree[i] > 1);
      same(averageClustering(g, { few: 'left out' }), many.length === 0 ? null : sum(many) / many.length);
      const triples = sum(degree.map((k) => (k * (k - 1)) / 2));
      same(transitivity(g), triples === 0 ? null : sum(triangles) / triples);
    });
  });

  test('square clustering', () => {
    each((g) => {
      const a = matrix(g);
      const degree = a.map(sum);
      const local = range(g.n).map((v) => {
        let closed = 0;
        let possible = 0;
        for (const u of range(g.n)) {
          for (const w of range(u)) {
            if (a[v][u] === 0 || a[v][w] === 0) continue;
            const q = sum(range(g.n).map((x) => (x === v ? 0 : a[u][x] * a[w][x])));
            closed += q;
            possible += q + degree[u] + degree[w] - 2 * (1 + q + a[u][w]);
          }
        }
        return possible > 0 ? closed / possible : 0;
      });
      same(squareClustering(g), g.n === 0 ? null : sum(local) / g.n);
    });
  });

  test('degree assortativity, heterogeneity, distribution, density, rich club', () => {
    each((g) => {
      const a = matrix(g);
      const degree = a.map(sum);
      const ends = range(g.n).flatMap((i) => range(g.n).flatMap((j) => (a[i][j] > 0 ? [[degree[i], degree[j]]] : [])));
      const m = sum(ends.map(([k]) => k)) / ends.length;
      const variance = sum(ends.map(([k]) => (k - m) ** 2));
      same(
        degreeAssortativity(g),
        ends.length === 0 || new Set(ends.flat()).size === 1 ? null : sum(ends.map(([k, l]) => (k - m) * (l - m))) / variance,
      );
      same(degreeHeterogeneity(g), ends.length === 0 ? null : sum(degree.map((k) => k * k)) / sum(degree));
      same(density(g), g.n < 2 ? null : sum(degree) / (g.n * (g.n - 1)));
      const counts = degreeDistribution(g).value?.counts;
      if (g.n > 0) expect(counts).toEqual(range(Math.max(...degree) + 1).map((k) => degree.filter((each) => each === k).length));
      else expect(counts).toBeUndefined();
      for (const k of [0, 1, 2]) {
        const rich = range(g.n).filter((i) => degree[i] > k);
        const within = sum(rich.flatMap((i) => rich.map((j) => a[i][j])));
        same(richClub(g, { k }), rich.length < 2 ? null : within / (rich.length * (rich.length - 1)));
      }
    });
  });

  test('core numbers: what is left when nodes of fewer than k links are taken away', () => {
    each((g) => {
      const a = matrix(g);
      const core = new Array<number>(g.n).fill(0);
      for (let k = 1; k < g.n; k++) {
        let left = range(g.n);
        for (let before = Infinity; left.length < before;) {
          before = left.length;
          const now = left;
          left = now.filter((i) => sum(now.map((j) => a[i][j])) >= k);
        }
        for (const i of left) core[i] = k;
      }
      sameAll(coreNumbers(g), g.n === 0 ? null : core);
    });
  });

  test('path lengths, diameter, efficiency, betweenness', () => {
    each((g) => {
      const giant = giantComponent(g);
      const within = shortest(giant).length.flat();
      same(averagePathLength(g), giant.n < 2 ? null : sum(within) / (giant.n * (giant.n - 1)));
      same(diameter(g), g.n === 0 ? null : Math.max(...within));
      const { length, count } = shortest(g);
      const inverse = sum(length.flat().map((d) => (d > 0 ? 1 / d : 0)));
      same(globalEfficiency(g), g.n < 2 ? null : inverse / (g.n * (g.n - 1)));
      const between = range(g.n).map((v) =>
        sum(
          range(g.n).flatMap((s) =>
            range(s).map((t) =>
              s === v || t === v || length[s][v] + length[v][t] !== length[s][t] || length[s][t] === Infinity
                ? 0
                : (count[s][v] * count[v][t]) / count[s][t],
            ),
          ),
        ),
      );
      sameAll(betweenness(g), g.n === 0 ? null : between);
      sameAll(betweenness(g, { normalised: true }), g.n < 3 ? null : between.map((b) => (2 * b) / ((g.n - 1) * (g.n - 2))));
    });
  });

  test('modularity and attribute assortativity, from the matrix of shares', () => {
    const labelled = weighted.chain((g) =>
      fc.tuple(fc.constant(g), fc.array(fc.integer({ min: -2, max: 2 }), { minLength: g.n, maxLength: g.n })),
    );
    fc.assert(
      fc.property(labelled, fc.constantFrom(0.5, 1, 2), ([g, labels], resolution) => {
        const a = matrix(g);
        const strength = a.map(sum);
        const total = sum(strength);
        const pairs = range(g.n).flatMap((i) =>
          range(g.n).map((j) => (labels[i] === labels[j] ? a[i][j] - (resolution * strength[i] * strength[j]) / total : 0)),
        );
        same(modularity(g, labels, { resolution }), total === 0 ? null : sum(pairs) / total);
        const plain = a.map((row) => row.map((each) => (each > 0 ? 1 : 0)));
        const ends = sum(plain.flat());
        const share = (c: number, d: number): number =>
          sum(range(g.n).flatMap((i) => range(g.n).map((j) => (labels[i] === c && labels[j] === d ? plain[i][j] / ends : 0))));
        const names = [-2, -1, 0, 1, 2];
        const chance = sum(names.map((c) => sum(names.map((d) => share(c, d))) ** 2));
        const alone = new Set(labels.filter((_, i) => sum(plain[i]) > 0)).size < 2;
        same(attributeAssortativity(g, labels), alone ? null : (sum(names.map((c) => share(c, c))) - chance) / (1 - chance));
      }),
    );
  });

  test('spectral radius and algebraic connectivity, by Jacobi’s rotations', () => {
    for (const arbitrary of [graphs, weighted]) {
      each((g) => {
        same(spectralRadius(g), g.n === 0 ? null : Math.max(0, ...eigenvalues(matrix(g))), 7);
        const giant = matrix(giantComponent(g));
        const laplacian = giant.map((row, i) => row.map((link, j) => (i === j ? sum(row) : -link)));
        same(algebraicConnectivity(g), giant.length < 2 ? null : eigenvalues(laplacian)[1], 7);
      }, arbitrary);
    }
  });

  test('pagerank is what one more step of the walk leaves as it is, and sums to 1', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          graphs,
          weighted,
          anyLinks.map(([n, links]) => graph(n, links, { directed: true })),
        ),
        fc.constantFrom(0, 0.3, 0.85, 0.99),
        (g, damping) => {
          const rank = [...(pagerank(g, { damping }).value ?? [])];
          expect(rank.length).toBe(g.n);
          if (g.n === 0) return;
          expect(sum(rank)).toBeCloseTo(1, 10);
          const a = matrix(g);
          const stepped = range(g.n).map((j) =>
            sum(
              range(g.n).map((i) => damping * rank[i] * (sum(a[i]) > 0 ? a[i][j] / sum(a[i]) : 1 / g.n) + ((1 - damping) * rank[i]) / g.n),
            ),
          );
          stepped.forEach((each, i) => expect(each).toBeCloseTo(rank[i], 10));
        },
      ),
    );
  });

  test('effective information is the mean divergence of a row from the mean row', () => {
    each((g) => {
      const out = matrix(g).filter((row) => sum(row) > 0).map((row) => row.map((each) => each / sum(row))); // prettier-ignore
      const mean = range(g.n).map((j) => sum(out.map((row) => row[j])) / out.length);
      const divergence = sum(out.flatMap((row) => row.map((p, j) => (p > 0 ? p * Math.log2(p / mean[j]) : 0))));
      same(networkEffectiveInformation(g), out.length === 0 ? null : divergence / out.length);
    }, weighted);
  });
});

describe('invariances', () => {
  test('naming the nodes otherwise changes no number', () => {
    const renamed = anyLinks.chain(([n, links]) =>
      fc.tuple(fc.constant(n), fc.constant(links), fc.shuffledSubarray(range(n), { minLength: n })),
    );
    fc.assert(
      fc.property(renamed, ([n, links, names]) => {
        const g = graph(n, links);
        const other = graph(
          n,
          links.map(([a, b]): Link => [names[b], names[a]]),
        );
        const scalars: ((g: Graph) => Measured)[] = [
          averageClustering,
          transitivity,
          squareClustering,
          degreeAssortativity,
          globalEfficiency,
          networkEffectiveInformation,
        ];
        for (const metric of scalars) same(metric(other), metric(g).value);
        for (const metric of [localClustering, betweenness, pagerank, coreNumbers] as ((g: Graph) => Measured<ArrayLike<number>>)[]) {
          const [before, after] = [metric(g).value, metric(other).value];
          names.forEach((name, i) => expect(after?.[name]).toBeCloseTo(before?.[i] ?? NaN, 8));
        }
      }),
    );
  });

  test('weights multiplied by a constant leave modularity, pagerank and effective information, and scale eigenvalues', () => {
    each((g) => {
      const other = { ...g, weights: g.weights?.map((each) => 8 * each) };
      const labels = range(g.n).map((i) => i % 3);
      same(modularity(other, labels), modularity(g, labels).value);
      same(networkEffectiveInformation(other), networkEffectiveInformation(g).value);
      sameAll(pagerank(other), g.n === 0 ? null : [...(pagerank(g).value ?? [])]);
      const radius = spectralRadius(g).value;
      if (g.weights) same(spectralRadius(other), radius === null ? null : 8 * radius, 7);
    }, weighted);
  });
});

describe('samples of paths', () => {
  const g = ring(400, 2);
  const links = range(400).flatMap((i): Link[] => (i % 7 === 0 ? [[i, (i * 31 + 17) % 400]] : [])).filter(([a, b]) => a !== b); // prettier-ignore
  const wired = graph(400, [
    ...range(400).flatMap((i): Link[] => [...g.targets.subarray(g.offsets[i], g.offsets[i + 1])].map((j): Link => [i, j])),
    ...links,
  ]);

  test('of as many sources as nodes are exact', () => {
    for (const metric of [averagePathLength, globalEfficiency])
      expect(metric(wired, { sample: { sources: 400, seed: 1 } }).value).toBe(metric(wired).value);
  });

  test('agree with the exact mean within four of their standard errors, and say what they are', () => {
    for (const metric of [averagePathLength, globalEfficiency]) {
      const exact = metric(wired).value ?? NaN;
      const tries = range(50).map((seed) => metric(wired, { sample: { sources: 40, seed } }).value ?? NaN);
      const mean = sum(tries) / 50;
      const error = Math.sqrt(sum(tries.map((each) => (each - mean) ** 2)) / 49 / 50);
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
      expect(metric(wired, { sample: { sources: 40, seed: 3 } }).convention).toMatch(/sample of 40 of 400 nodes \(seed 3\)/);
    }
  });

  test('are the same for the same seed', () => {
    const sample = { sources: 10, seed: 'starling' };
    expect(averagePathLength(wired, { sample })).toEqual(averagePathLength(wired, { sample }));
  });
});

describe('what has no value says why', () => {
  test.each([
    ['density', density(graph(1, [])), /no pair/],
    ['degreeDistribution', degreeDistribution(graph(0, [])), /no nodes/],
    ['degreeHeterogeneity', degreeHeterogeneity(graph(3, [])), /no links/],
    ['transitivity', transitivity(path(2)), /two neighbours/],
    ['averageClustering', averageClustering(path(2), { few: 'left out' }), /two neighbours/],
    ['degreeAssortativity', degreeAssortativity(ring(5)), /equally many/],
    ['attributeAssortativity', attributeAssortativity(ring(3), [1, 1, 1]), /same category/],
    ['modularity', modularity(graph(2, []), [0, 1]), /no links/],
    ['averagePathLength', averagePathLength(graph(3, [])), /connected/],
    ['algebraicConnectivity', algebraicConnectivity(graph(3, [])), /connected/],
    ['algebraicConnectivity in too few steps', algebraicConnectivity(path(300), { steps: 5 }), /5 steps left a residual/],
    ['networkEffectiveInformation', networkEffectiveInformation(graph(3, [])), /no links/],
    ['richClub', richClub(ring(5), { k: 2 }), /more than 2 links/],
    ['betweenness', betweenness(path(2), { normalised: true }), /in between/],
  ] as [string, Measured<unknown>, RegExp][])('%s', (_, { value, reason, units, convention }, pattern) => {
    expect(value).toBeNull();
    expect(reason).toMatch(pattern);
    expect(units.length * convention.length).toBeGreaterThan(0);
  });

  test('the spectral radius of nodes without links is 0, not undefined', () => expect(spectralRadius(graph(3, [])).value).toBe(0));
});

describe('what is refused', () => {
  const directed = graph(3, [[0, 1], [1, 2]], { directed: true }); // prettier-ignore
  test.each([
    ['a directed graph for clustering', () => transitivity(directed), /transitivity is defined for undirected/],
    ['a directed graph for paths', () => averagePathLength(directed), /undirected/],
    ['a directed graph for eigenvalues', () => spectralRadius(directed), /undirected/],
    ['too few communities', () => modularity(ring(3), [0, 1]), /each of the 3 nodes, but got 2/],
    ['communities that are NaN', () => modularity(ring(3), [0, 1, NaN]), /NaN/],
    ['a resolution of 0', () => modularity(ring(3), [0, 1, 1], { resolution: 0 }), /resolution.* 0/],
    ['a damping of 1', () => pagerank(ring(3), { damping: 1 }), /damping.* 1/],
    ['a tolerance of 0', () => pagerank(ring(3), { tolerance: 0 }), /tolerance/],
    ['a k that is no whole number', () => richClub(ring(3), { k: 0.5 }), /0\.5/],
    ['no sources', () => globalEfficiency(ring(3), { sample: { sources: 0, seed: 1 } }), /sources/],
    ['no steps', () => spectralRadius(ring(3), { steps: 0 }), /steps/],
  ] as [string, () => unknown, RegExp][])('%s', (_, call, pattern) => {
    expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(pattern) as string }));
  });
});
