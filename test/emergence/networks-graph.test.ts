// Graphs from lists of links and from positions, held equal to plain versions; components.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { componentSizes, components, giantComponent } from '../../src/emergence/networks/components.ts';
import { graph, type Graph, type Link } from '../../src/emergence/networks/graph.ts';
import { nearest } from '../../src/emergence/networks/nearest.ts';
import { proximity } from '../../src/emergence/networks/proximity.ts';
import { rewired } from '../../src/emergence/networks/rewired.ts';
import { draws } from '../../src/emergence/networks/draws.ts';

/** Rows as lists. */
function rows({ n, offsets, targets }: Graph): number[][] {
  return Array.from({ length: n }, (_, i) => [...targets.subarray(offsets[i], offsets[i + 1])]);
}

const links = (n: number): fc.Arbitrary<Link[]> =>
  fc
    .array(fc.tuple(fc.nat(Math.max(0, n - 1)), fc.nat(Math.max(0, n - 1)), fc.double({ min: 0.1, max: 9, noNaN: true })), {
      maxLength: 3 * n,
    })
    .map((all) => all.filter(([a, b]) => a !== b));
const anyLinks = fc.integer({ min: 0, max: 12 }).chain((n) => fc.tuple(fc.constant(n), links(n)));

describe('a graph from a list of links', () => {
  test('holds each link at both its ends, once, in ascending order, with the sum of the weights it was given', () => {
    fc.assert(
      fc.property(anyLinks, ([n, all]) => {
        const weight = new Map<string, number>();
        for (const [a, b, w = 1] of all) {
          for (const key of [`${a} ${b}`, `${b} ${a}`]) weight.set(key, (weight.get(key) ?? 0) + w);
        }
        const made = graph(n, all);
        const expected = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => j).filter((j) => weight.has(`${i} ${j}`)));
        expect(rows(made)).toEqual(expected);
        expected.forEach((row, i) =>
          row.forEach((j, k) => expect(made.weights?.[made.offsets[i] + k]).toBeCloseTo(weight.get(`${i} ${j}`) ?? NaN, 10)),
        );
      }),
    );
  });

  test('leads one way when it is directed', () => {
    const made = graph(3, [[2, 0], [0, 1], [2, 1], [2, 0]], { directed: true }); // prettier-ignore
    expect(rows(made)).toEqual([[1], [], [0, 1]]);
    expect(made.directed).toBe(true);
  });

  test('has no weights unless a link has one', () => {
    expect(graph(2, [[0, 1]]).weights).toBeUndefined();
    expect(graph(3, [[0, 1], [1, 2, 5]]).weights).toEqual(Float64Array.of(1, 1, 5, 5)); // prettier-ignore
  });

  test.each([
    [-1, [], /whole number of nodes.* -1/],
    [2, [[0, 2]], /0–2 leads to a node that does not exist/],
    [2, [[0, 0.5]], /does not exist/],
    [2, [[1, 1]], /from a node to itself/],
    [2, [[0, 1, 0]], /weight of the link 0–1 .* 0/],
    [2, [[0, 1, NaN]], /weight/],
  ] as [number, Link[], RegExp][])('of %j nodes and the links %j is refused', (n, all, pattern) => {
    expect(() => graph(n, all)).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(pattern) as string }));
  });
});

interface Place {
  columns: number[][];
  size: readonly number[];
  periodic: boolean;
}

/** Points in an oblong box of two or three dimensions, many of them at the same coordinates or on a border, some beyond. */
const places: fc.Arbitrary<Place> = fc.constantFrom<(readonly number[])[]>([8, 3], [1, 20], [5, 5], [4, 9, 2]).chain((size) =>
  fc.integer({ min: 0, max: 40 }).chain((n) =>
    fc.record({
      size: fc.constant(size),
      periodic: fc.boolean(),
      columns: fc.tuple(
        ...size.map((extent) =>
          fc.array(fc.oneof(fc.double({ min: -extent, max: 2 * extent, noNaN: true }), fc.integer({ min: 0, max: extent })), {
            minLength: n,
            maxLength: n,
          }),
        ),
      ),
    }),
  ),
);

function distance2({ columns, size, periodic }: Place, i: number, j: number): number {
  return columns.reduce((sum, column, axis) => {
    let d = Math.abs(column[j] - column[i]);
    if (periodic) {
      d %= size[axis];
      d = Math.min(d, size[axis] - d);
    }
    return sum + d * d;
  }, 0);
}

describe('interaction networks', () => {
  test('link exactly the pairs within the radius, in open and periodic, flat and deep, oblong spaces', () => {
    fc.assert(
      fc.property(places, fc.oneof(fc.double({ min: 0, max: 30, noNaN: true }), fc.constantFrom(0, 1, 2)), (place, radius) => {
        const n = place.columns[0].length;
        const made = rows(proximity(place.columns, { ...place, radius }));
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            const d = Math.sqrt(distance2(place, i, j));
            if (i === j || Math.abs(d - radius) > 1e-9) expect(made[i].includes(j)).toBe(i !== j && d < radius);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('include the pairs at the radius itself', () => {
    expect(rows(proximity([[0, 1, 3], [0, 0, 0]], { radius: 2 }))).toEqual([[1], [0, 2], [1]]); // prettier-ignore
    expect(rows(proximity([[0.5, 7.5], [1, 1]], { radius: 1, periodic: true, size: [8, 3] }))).toEqual([[1], [0]]); // prettier-ignore
  });

  test('are those of networkx for 150 points of the reference file, open and periodic', () => {
    const { inputs } = JSON.parse(readFileSync(new URL('../fixtures/emergence_reference.json', import.meta.url), 'utf8')) as {
      inputs: { points_box10: number[][]; graph_geometric_open: { edges: Link[] }; graph_geometric_periodic: { edges: Link[] } };
    };
    const columns = [0, 1].map((axis) => inputs.points_box10.map((point) => point[axis]));
    expect(proximity(columns, { radius: 0.8 })).toEqual(graph(150, inputs.graph_geometric_open.edges));
    expect(proximity(columns, { radius: 0.8, periodic: true, size: [10, 10] })).toEqual(graph(150, inputs.graph_geometric_periodic.edges));
  });

  test('of nearest neighbours link the k nearest, lower numbers first where equally near', () => {
    fc.assert(
      fc.property(
        places.filter(({ columns }) => columns[0].length > 1),
        fc.integer({ min: 1, max: 6 }),
        (place, wanted) => {
          const n = place.columns[0].length;
          const k = Math.min(wanted, n - 1);
          const found = rows(nearest(place.columns, { ...place, k, link: 'directed' }));
          for (let i = 0; i < n; i++) {
            const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
            const by = others.map((j) => distance2(place, i, j)).toSorted((a, b) => a - b);
            expect(found[i].length).toBe(k);
            const mine = found[i].map((j) => distance2(place, i, j)).toSorted((a, b) => a - b);
            mine.forEach((d, r) => expect(Math.abs(Math.sqrt(d) - Math.sqrt(by[r]))).toBeLessThan(1e-7));
          }
          const either = rows(nearest(place.columns, { ...place, k }));
          const mutual = rows(nearest(place.columns, { ...place, k, link: 'mutual' }));
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              expect(either[i].includes(j)).toBe(found[i].includes(j) || found[j].includes(i));
              expect(mutual[i].includes(j)).toBe(found[i].includes(j) && found[j].includes(i));
            }
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(rows(nearest([[0, 1, -1, 2, -2], [0, 0, 0, 0, 0]], { k: 3, link: 'directed' }))[0]).toEqual([1, 2, 3]); // prettier-ignore
  });

  test('refuse what is no position, no radius, no size', () => {
    const flat = [[0, 1], [0, 1]]; // prettier-ignore
    const wrong: [() => Graph, RegExp][] = [
      [() => proximity(flat, { radius: -1 }), /radius.* -1/],
      [() => proximity([[0, 1]], { radius: 1 }), /two or three columns/],
      [() => proximity([[0, 1], [0]], { radius: 1 }), /equally long.*y 1/], // prettier-ignore
      [() => proximity([[0, NaN], [0, 1]], { radius: 1 }), /x of point 1 is NaN/], // prettier-ignore
      [() => proximity(flat, { radius: 1, periodic: true }), /size of a periodic space must be 2 positive numbers, but got none/],
      [() => proximity(flat, { radius: 1, periodic: true, size: [1, 0] }), /\[1, 0\]/],
      [() => nearest(flat, { k: 2 }), /from 1 to 1 for 2 points, but got 2/],
    ];
    for (const [make, pattern] of wrong)
      expect(make).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(pattern) as string }));
  });
});

describe('components', () => {
  test('are the classes of nodes that paths join; the largest is a graph of its own', () => {
    fc.assert(
      fc.property(anyLinks, ([n, all]) => {
        const label = Array.from({ length: n }, (_, i) => i);
        for (let round = 0; round < n; round++) for (const [a, b] of all) label[a] = label[b] = Math.min(label[a], label[b]);
        const made = graph(n, all);
        const { labels } = components(made);
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expect(labels[i] === labels[j]).toBe(label[i] === label[j]);
        const sizes = [...Map.groupBy(label, (each) => each).values()].map((members) => members.length).toSorted((a, b) => b - a);
        expect(componentSizes(made).value).toEqual(n === 0 ? null : sizes);
        const giant = giantComponent(made);
        expect(giant.n).toBe(sizes[0] ?? 0);
        const members = label.flatMap((each, i) => (label.filter((other) => other === each).length === giant.n ? [i] : []));
        const mine = members.filter((i) => label[i] === label[members[0]]);
        const again = graph(
          giant.n,
          all.filter(([a]) => mine.includes(a)).map(([a, b, w = 1]) => [mine.indexOf(a), mine.indexOf(b), w] as const),
        );
        expect(rows(giant)).toEqual(rows(again));
        expect(giant.weights?.length ?? 0).toBe(made.weights ? giant.targets.length : 0);
      }),
    );
  });
});

describe('a rewired graph', () => {
  test('keeps the degree of every node, links none to itself and none twice', () => {
    fc.assert(
      fc.property(anyLinks, fc.nat(), fc.boolean(), ([n, all], seed, towardsRing) => {
        const made = graph(n, all);
        const other = rewired(made, { attempts: 5, towardsRing }, draws(seed, 'test'));
        expect(other.offsets).toEqual(made.offsets);
        rows(other).forEach((row, i) => {
          expect(row).toEqual([...new Set(row)].toSorted((a, b) => a - b));
          for (const j of row) expect(j !== i && rows(other)[j].includes(i)).toBe(true);
        });
      }),
    );
  });

  test('is each graph of these degrees equally often', () => {
    // two links between four nodes: three graphs; χ² of 2 degrees of freedom stays below 13.8 with chance 0.999
    const made = graph(4, [[0, 1], [2, 3]]); // prettier-ignore
    const counts = [0, 0, 0];
    const random = draws('starling', 'test');
    for (let run = 0; run < 3000; run++) counts[rewired(made, { attempts: 20, towardsRing: false }, random).targets[0] - 1]++;
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(13.8);
  });

  test('needs attempts and links without direction', () => {
    const random = draws(1, 'test');
    expect(() => rewired(graph(2, []), { attempts: 0, towardsRing: false }, random)).toThrow(/attempts/);
    expect(() => rewired(graph(2, [], { directed: true }), { attempts: 1, towardsRing: false }, random)).toThrow(/undirected/);
  });
});
