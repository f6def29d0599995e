// Networks: what every one of them keeps to, and what each way of making them promises.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barabasiAlbert, complete, erdosRenyi, lattice, network, ring, wattsStrogatz, type Network } from '../../src/spaces/network.ts';

const degreesOf = ({ n, offsets }: Network): number[] => Array.from({ length: n }, (_, i) => offsets[i + 1] - offsets[i]);
const rowOf = ({ offsets, targets }: Network, i: number): number[] => Array.from(targets.subarray(offsets[i], offsets[i + 1]));

/** Rows ascend, nobody is linked to itself or twice, and undirected links are there from both ends. */
function expectSound(made: Network): void {
  expect(made.offsets[0]).toBe(0);
  expect(made.offsets[made.n]).toBe(made.targets.length);
  for (let i = 0; i < made.n; i++) {
    const row = rowOf(made, i);
    expect(row).toEqual([...new Set(row)].sort((a, b) => a - b));
    expect(row).not.toContain(i);
    if (!made.directed) for (const j of row) expect(rowOf(made, j)).toContain(i);
  }
}

test('a network holds the links that were given, each once, from both ends or from one', () => {
  const sizes = fc.integer({ min: 1, max: 12 });
  const made = sizes.chain((n) => {
    const node = fc.nat(n - 1);
    return fc.tuple(fc.constant(n), fc.array(fc.tuple(node, node)), fc.boolean());
  });
  fc.assert(
    fc.property(made, ([n, pairs, directed]) => {
      const links = pairs.filter(([a, b]) => a !== b);
      const got = network(n, links, { directed });
      expectSound(got);
      const expected = new Set(links.flatMap(([a, b]) => (directed ? [`${a} ${b}`] : [`${a} ${b}`, `${b} ${a}`])));
      expect(new Set(Array.from({ length: n }, (_, i) => rowOf(got, i).map((j) => `${i} ${j}`)).flat())).toEqual(expected);
    }),
  );
});

test('complete networks, rings and lattices have the degrees of their definition', () => {
  expectSound(complete(7));
  expect(degreesOf(complete(7))).toEqual(Array(7).fill(6));
  expect(degreesOf(complete(1))).toEqual([0]);
  expect(rowOf(ring(10, 4), 0)).toEqual([1, 2, 8, 9]);
  expect(degreesOf(lattice({ width: 4, height: 3 }))).toEqual(Array(12).fill(4));
  expect(degreesOf(lattice({ width: 3, height: 3, periodic: false }))).toEqual([2, 3, 2, 3, 4, 3, 2, 3, 2]);
  for (const [width, height] of [
    [1, 1],
    [2, 2],
    [8, 3],
    [1, 5],
  ])
    expectSound(lattice({ width, height }));
});

describe('made at random', () => {
  test('G(n, p) has p n (n - 1) / 2 links within what chance allows, and its degrees are binomial', () => {
    const [n, probability] = [600, 0.02];
    const pairs = (n * (n - 1)) / 2;
    const degrees: number[] = [];
    for (let seed = 0; seed < 8; seed++) {
      const made = erdosRenyi({ n, probability, seed });
      expectSound(made);
      expect(Math.abs(made.targets.length / 2 - pairs * probability)).toBeLessThan(5 * Math.sqrt(pairs * probability * (1 - probability)));
      degrees.push(...degreesOf(made));
    }
    const mean = degrees.reduce((a, b) => a + b) / degrees.length;
    const variance = degrees.reduce((sum, k) => sum + (k - mean) ** 2, 0) / degrees.length;
    expect(variance / (599 * 0.02 * 0.98)).toBeGreaterThan(0.9); // its own standard error is about 2 %
    expect(variance / (599 * 0.02 * 0.98)).toBeLessThan(1.1);
    expect(erdosRenyi({ n: 50, probability: 0 }).targets.length).toBe(0);
    expect(erdosRenyi({ n: 5, probability: 1 }).targets.length).toBe(20);
  });

  test('a small world keeps the number of links, is the ring when nothing is rewired, and keeps half of each degree', () => {
    expect(rowOf(wattsStrogatz({ n: 9, degree: 4, rewire: 0 }), 0)).toEqual([1, 2, 7, 8]);
    for (const rewire of [0.1, 0.5, 1]) {
      const made = wattsStrogatz({ n: 400, degree: 6, rewire, seed: 2 });
      expectSound(made);
      expect(made.targets.length).toBe(400 * 6);
      expect(Math.min(...degreesOf(made))).toBeGreaterThanOrEqual(3); // a node keeps the near ends of its own links
    }
  });

  test('few links of a small world are moved when the chance is small', () => {
    const regular = ring(1_000, 4);
    const made = wattsStrogatz({ n: 1_000, degree: 4, rewire: 0.1, seed: 'x' });
    const kept =
      Array.from({ length: 1_000 }, (_, i) => rowOf(made, i).filter((j) => rowOf(regular, i).includes(j)).length).reduce((a, b) => a + b) /
      2;
    expect(Math.abs(kept - 1_800)).toBeLessThan(5 * Math.sqrt(2_000 * 0.09));
  });

  test('growth with preferential attachment has its number of links and a heavy tail', () => {
    const made = barabasiAlbert({ n: 3_000, links: 3, seed: 1 });
    expectSound(made);
    expect(made.targets.length / 2).toBe(3 + (3_000 - 4) * 3);
    const degrees = degreesOf(made);
    expect(Math.min(...degrees)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...degrees)).toBeGreaterThan(60); // of 3,000 nodes at a mean of 6; a random network has none above 20
    // P(k) = 2 m (m + 1) / (k (k + 1) (k + 2)): the share of degree 3 is 2 / 5
    expect(Math.abs(degrees.filter((k) => k === 3).length / 3_000 - 0.4)).toBeLessThan(0.05);
  });

  test('the same seed makes the same network, another seed another', () => {
    for (const make of [
      (seed: string) => erdosRenyi({ n: 90, probability: 0.1, seed }),
      (seed: string) => wattsStrogatz({ n: 90, degree: 4, rewire: 0.4, seed }),
      (seed: string) => barabasiAlbert({ n: 90, links: 2, seed }),
    ]) {
      expect(make('a')).toEqual(make('a'));
      expect(make('a')).not.toEqual(make('b'));
    }
  });
});

test.each([
  [() => network(3, [[0, 3]]), /the link 0–3 leads to a node that does not exist: nodes are 0 to 2/],
  [() => network(3, [[1, 1]]), /from a node to itself/],
  [() => network(0, []), /whole number of nodes, at least 1, but got 0/],
  [() => ring(5, 3), /degree of a ring of 5 nodes must be even, from 0 to 4, but got 3/],
  [() => erdosRenyi({ n: 5, probability: 1.5 }), /probability of a network must be from 0 to 1, but got 1.5/],
  [() => wattsStrogatz({ n: 5, degree: 2, rewire: NaN }), /chance to rewire of a network must be from 0 to 1, but got NaN/],
  [() => barabasiAlbert({ n: 5, links: 5 }), /1 to 4 links, but got 5/],
  [() => complete(100_000), /too many links/],
  [() => complete(1e9), /at most 268435456 nodes, but got 1000000000/],
  [() => network(3, 5 as never), /links of a network are a list of pairs, \[\[0, 1\], \[1, 2\], …\], but got 5/],
  [() => network(3, undefined as never), /a list of pairs.*but got undefined/],
  [() => network(3, [5] as never), /a link of a network is a pair of nodes, \[0, 1\], but got 5/],
  [() => network(3, [[0, 1, 2]] as never), /pair of nodes.*but got \[0,1,2\]/],
  [() => network(3, [], { direct: true } as never), /no option "direct"; did you mean "directed"/],
  [() => network(3, [], { directed: 'no' } as never), /directed of a network is true or false, but got "no"/],
  [() => network(3, [], null as never), /takes its options as an object/],
  [() => network('3' as never, []), /whole number of nodes, at least 1, but got "3"/],
  [() => network(NaN, []), /but got NaN/],
  [() => ring(1e8, 4), /at most 268435456 ends of links, but got 400000000/],
  [() => ring(9, '2' as never), /must be even, from 0 to 8, but got "2"/],
  [() => ring({ n: 5 } as never), /whole number of nodes, at least 1, but got \{"n":5\}/],
  [() => lattice(undefined as never), /a lattice takes its options as an object, \{ width, height, periodic \}, but got undefined/],
  [() => lattice({ width: 3, height: 2, wraps: true } as never), /a lattice has no option "wraps"/],
  [() => lattice({ width: 3, height: 2, periodic: 'no' as never }), /periodic of a lattice is true or false, but got "no"/],
  [() => lattice({ width: 3 } as never), /whole number of rows, at least 1, but got undefined/],
  [() => lattice({ width: 1e5, height: 1e5 }), /at most 268435456 ends/],
  [() => erdosRenyi(5 as never), /a random network takes its options as an object.*but got 5/],
  [() => erdosRenyi({ n: 5, p: 0.1 } as never), /a random network has no option "p"/],
  [() => erdosRenyi({ n: 5, probability: '1' as never }), /probability of a network must be from 0 to 1, but got "1"/],
  [() => erdosRenyi({ n: 1e6, probability: 0.5 }), /at most 268435456 ends/],
  [() => erdosRenyi({ n: 5, probability: 0.5, seed: null as never }), /seed of a network is a text or a number, but got null/],
  [() => wattsStrogatz({ n: 5, degree: 2, rewires: 0.1 } as never), /a small world has no option "rewires"; did you mean "rewire"/],
  [() => wattsStrogatz({ n: 5, degree: 2, rewire: 0.1, seed: NaN }), /seed of a network.*but got NaN/],
  [() => barabasiAlbert({ n: 5, m: 2 } as never), /a scale-free network has no option "m"/],
  [() => barabasiAlbert({ n: 5, links: 1.5 }), /1 to 4 links, but got 1.5/],
])('%#', (make, wrong) => {
  expect(make).toThrow(wrong);
});
