// The counting sort against Array.prototype.sort, and the linked cells against lists made anew.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.ts';
import type { Column } from '../../src/engine/columns.ts';
import type { KernelContext } from '../../src/engine/kernel.ts';
import { cellOf, insert, link, linkedScratch, NONE, unlink, type LinkedCells } from '../../src/spaces/linked.ts';
import * as sort from '../../src/spaces/sort.ts';
import { cellCount, torus, type SpaceSpec } from '../../src/spaces/space.ts';

interface Points {
  readonly space: SpaceSpec;
  readonly count: number;
  /** positions in [0, 1) of each axis, one after another */
  readonly at: () => number;
  readonly parties: number;
}

function arenaOf({ space, count, at, parties }: Points): Arena {
  const columns = [
    ...['x', 'y', 'z'].slice(0, space.dimensions).map((name) => ({ name, type: 'f64' as const, size: 1 })),
    { name: 'tag', type: 'u8' as const, size: 2 },
  ];
  const arena = Arena.create({
    kinds: [{ name: 'point', columns, count }],
    globals: [],
    stages: [],
    scratch: [
      ...sort.sortScratch('point', space, parties),
      ...linkedScratch('point', space).filter(({ name }) => !name.startsWith('cell')),
    ],
  });
  const now = arena.now(0);
  for (let i = 0; i < count; i++) {
    columns.slice(0, space.dimensions).forEach(({ name }, d) => {
      now[name][i] = at() * space.size[d];
    });
    for (let plane = 0; plane < 2; plane++) now.tag[plane * arena.capacities.kinds[0] + i] = (i * (plane + 3)) % 251;
  }
  return arena;
}

/** Run all phases of the sort, chunks in any order. */
function sortAll(arena: Arena, space: SpaceSpec, parties: number): void {
  const context: KernelContext = { arena, party: 0, parties, seed: { k0: 0, k1: 0 } };
  for (const phase of [sort.histogram, sort.blocks, sort.prefix, sort.scatter, sort.gather]) {
    const kernel = phase(context, { kind: 'point', space });
    for (let chunk = kernel.chunks() - 1; chunk >= 0; chunk--) kernel.run(chunk);
    const pending = arena.begin();
    kernel.finish?.(pending);
    arena.commit();
  }
}

function holdSorted(points: Points): void {
  const { space, count, parties } = points;
  const arena = arenaOf(points);
  const before = arena.now(0);
  const cells = Array.from({ length: count }, (_, i) => cellOf(before, i, space));
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => cells[a] - cells[b]); // stable by the language's own law
  sortAll(arena, space, parties);
  const after = arena.now(0);
  expect([...after.id.subarray(0, count)]).toEqual(order);
  const capacity = arena.capacities.kinds[0];
  for (const [name, size] of [
    ['x', 1],
    ['y', 1],
    ['tag', 2],
  ] as const) {
    const row = (views: Record<string, Column>, plane: number, i: number): number => views[name][plane * capacity + i];
    for (let plane = 0; plane < size; plane++)
      expect(order.every((i, d) => Object.is(row(after, plane, d), row(before, plane, i)))).toBe(true);
  }
  const starts = arena.scratch('starts:point');
  const expected = new Int32Array(cellCount(space) + 1);
  for (const cell of cells) expected[cell + 1]++;
  for (let c = 1; c < expected.length; c++) expected[c] += expected[c - 1];
  expect(starts).toEqual(expected);
}

test('the sort by cell is the stable sort, for any slicing', () => {
  const length = fc.double({ min: 0.1, max: 90, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({ width: length, height: length }),
      fc.option(length, { nil: undefined }),
      fc.double({ min: 0.5, max: 5, noNaN: true }),
      fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 4_000, max: 9_000 })),
      fc.integer({ min: 1, max: 20 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999_999_9, noNaN: true })),
      (size, depth, radius, count, parties, numbers) => {
        const space = torus({ ...size, radius, ...(depth ? { depth } : {}) });
        fc.pre(cellCount(space) < 200_000);
        const few = Array.from({ length: 40 }, () => numbers.next().value as number);
        let n = 0;
        holdSorted({ space, count, parties, at: () => (few[n++ % 40] * (1 + (n % 97))) % 1 });
      },
    ),
    { numRuns: 60 },
  );
});

test('positions that are no numbers, or outside, are sorted into some cell and lose nobody', () => {
  const space = torus({ width: 8, height: 3, radius: 1 });
  const odd = [NaN, 0.5, 1, 0.1, Infinity, 0.99, -Infinity, 0.2, -0, 0.3, 5, -7];
  for (const parties of [1, 3]) {
    for (const count of [odd.length, 5_000]) {
      let n = 0;
      const arena = arenaOf({ space, count, parties, at: () => odd[(n++ * 7) % odd.length] });
      sortAll(arena, space, parties);
      expect(new Set(arena.now(0).id.subarray(0, count)).size).toBe(count);
      expect(arena.scratch('starts:point').at(-1)).toBe(count);
    }
  }
});

/** Every list from head to tail, held against its links back. */
function listsOf(lists: LinkedCells): number[][] {
  return Array.from(lists.head, (head, c) => {
    const found: number[] = [];
    for (let i = head, before = NONE; i !== NONE; before = i, i = lists.following[i]) {
      expect([lists.preceding[i], lists.cell[i]]).toEqual([before, c]);
      found.push(i);
    }
    return found;
  });
}

test('linked cells hold everyone once, wherever they have moved, and run in memory order when made anew', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.tuple(fc.nat(39), fc.nat(11)), { maxLength: 60 }), (count, moves) => {
      const lists: LinkedCells = {
        head: new Int32Array(12),
        following: new Int32Array(count),
        preceding: new Int32Array(count),
        cell: new Int32Array(count),
      };
      const space = torus({ width: 4, height: 3, radius: 1 });
      const at = (of: (cell: number) => number): Float64Array => Float64Array.from({ length: count }, (_, i) => of((i * 5) % 12) + 0.5);
      const views = { id: new Uint32Array(count), x: at((cell) => cell % 4), y: at((cell) => Math.floor(cell / 4)) };
      link(
        lists,
        views,
        space,
        Uint8Array.from({ length: count }, (_, i) => (i % 9 === 8 ? 1 : 0)),
        count,
      );
      const cells = Array.from({ length: count }, (_, i) => (i % 9 === 8 ? NONE : (i * 5) % 12));
      expect(listsOf(lists)).toEqual(Array.from({ length: 12 }, (_, c) => cells.flatMap((cell, i) => (cell === c ? [i] : []))));
      for (const [who, to] of moves) {
        const i = who % count;
        if (cells[i] === NONE) continue;
        unlink(lists, i);
        if (to % 5 !== 4) insert(lists, i, to);
        cells[i] = to % 5 === 4 ? NONE : to;
      }
      expect(listsOf(lists).map((list) => list.sort((a, b) => a - b))).toEqual(
        Array.from({ length: 12 }, (_, c) => cells.flatMap((cell, i) => (cell === c ? [i] : []))),
      );
    }),
    { numRuns: 60 },
  );
});
