// The counting sort against Array.prototype.sort, and the linked cells against lists made anew.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.ts';
import type { ColumnSpec } from '../../src/engine/columns.ts';
import type { KernelContext } from '../../src/engine/kernel.ts';
import { capacityFor } from '../../src/engine/layout.ts';
import { cellOf, insert, link, linkedScratch, NONE, unlink, type LinkedCells } from '../../src/spaces/linked.ts';
import * as sort from '../../src/spaces/sort.ts';
import { STREAMS } from '../../src/spaces/sort-count.ts';
import { bucketShift, FAR_BYTES } from '../../src/spaces/sort-plan.ts';
import { box, cellCount, torus, type SpaceSpec } from '../../src/spaces/space.ts';

type Float = 'f32' | 'f64';

interface Points {
  readonly space: SpaceSpec;
  readonly count: number;
  /** positions in units of each axis, one after another: [0, 1) lies within the space */
  readonly at: () => number;
  readonly parties: number;
  readonly type?: Float;
}

const AXES = ['x', 'y', 'z'];

function arenaOf({ space, count, at, parties, type = 'f64' }: Points): Arena {
  const columns: ColumnSpec[] = [
    ...AXES.slice(0, space.dimensions).map((name) => ({ name, type, size: 1 })),
    { name: 'tag', type: 'u8', size: 2 },
    { name: 'pull', type: type === 'f64' ? 'f32' : 'f64', size: 3 },
    { name: 'mood', type: 'i32', size: 1 },
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
    AXES.slice(0, space.dimensions).forEach((name, d) => {
      now[name][i] = at() * space.size[d];
    });
    for (let plane = 0; plane < 2; plane++) now.tag[plane * arena.capacities.kinds[0] + i] = (i * (plane + 3)) % 251;
    for (let plane = 0; plane < 3; plane++) now.pull[plane * arena.capacities.kinds[0] + i] = i + plane / 4;
    now.mood[i] = -i;
  }
  return arena;
}

const PHASES = [sort.count, sort.deal, sort.arrange];

/** Run all phases of the sort, chunks in any order; with `redo`, each is done in part first, then again from where a fault has it start. */
function sortAll(arena: Arena, space: SpaceSpec, parties: number, redo = false): void {
  const context: KernelContext = { arena, party: 0, parties, seed: { k0: 0, k1: 0 } };
  const specs = sort.sortPhases('point', space);
  const kernels = PHASES.map((phase) => phase(context, { kind: 'point', space }));
  let redone = -1;
  for (let p = 0; p < kernels.length; p++) {
    const chunks = kernels[p].chunks();
    const partly = redo && redone < p && chunks > 0;
    for (let chunk = chunks - 1; chunk >= (partly ? Math.floor(chunks / 2) : 0); chunk--) kernels[p].run(chunk);
    if (partly) {
      redone = p;
      p -= (specs[p].redoBack ?? 0) + 1;
      continue;
    }
    const pending = arena.begin();
    kernels[p].finish?.(pending);
    arena.commit();
  }
}

/** The plain version: a stable sort by the cell of each position. Nothing else of the state may change. */
function holdSorted(points: Points, redo = false): void {
  const { space, count, parties } = points;
  const arena = arenaOf(points);
  const before = arena.now(0);
  const cells = Array.from({ length: count }, (_, i) => cellOf(before, i, space));
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => cells[a] - cells[b]); // stable by the language's own law
  const rows = ({ columns }: Arena['spec']['kinds'][number]): [string, number][] => columns.map(({ name, size }) => [name, size]);
  sortAll(arena, space, parties, redo);
  const after = arena.now(0);
  expect([...after.id.subarray(0, count)]).toEqual(order);
  const capacity = arena.capacities.kinds[0];
  for (const [name, size] of rows(arena.spec.kinds[0])) {
    for (let plane = 0; plane < size; plane++) {
      const moved = Array.from(after[name].subarray(plane * capacity, plane * capacity + count));
      expect(moved.findIndex((value, d) => !Object.is(value, at(name, plane, d)))).toBe(-1);
    }
  }
  /** what was made for agent order[d] */
  function at(name: string, plane: number, d: number): number {
    const i = order[d];
    if (name === 'tag') return (i * (plane + 3)) % 251;
    if (name === 'pull') return i + plane / 4;
    if (name === 'mood') return i === 0 ? 0 : -i;
    return after === before ? after[name][d] : before[name][i];
  }
  const expected = new Int32Array(cellCount(space) + 1);
  for (const cell of cells) expected[cell + 1]++;
  for (let c = 1; c < expected.length; c++) expected[c] += expected[c - 1];
  expect(arena.scratch('starts:point')).toEqual(expected);
}

/** Positions that a rule should not leave behind, and those at the very edges. */
const ODD = [NaN, Infinity, -Infinity, -0, 0, 1, -1e-9, 1 - 2 ** -53, 1.5, -7, 1e300, -1e300, 5e-324];

const anyWorld = fc.record({
  width: fc.double({ min: 0.1, max: 90, noNaN: true }),
  height: fc.double({ min: 0.1, max: 90, noNaN: true }),
  depth: fc.option(fc.double({ min: 0.1, max: 90, noNaN: true }), { nil: undefined }),
  radius: fc.double({ min: 0.5, max: 5, noNaN: true }),
  periodic: fc.boolean(),
});

test('the sort by cell is the stable sort: in any space, of any positions, for any slicing, and when a phase is redone', () => {
  fc.assert(
    fc.property(
      anyWorld,
      fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 3_000, max: 9_000 })),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom<Float>('f32', 'f64'),
      fc.boolean(),
      fc.infiniteStream(fc.oneof({ weight: 5, arbitrary: fc.double({ min: 0, max: 0.999_999_9, noNaN: true }) }, fc.constantFrom(...ODD))),
      ({ depth, periodic, ...size }, count, parties, type, redo, numbers) => {
        const space = (periodic ? torus : box)({ ...size, ...(depth ? { depth } : {}) });
        fc.pre(cellCount(space) < 200_000);
        const few = Array.from({ length: 40 }, () => numbers.next().value as number);
        let n = 0;
        const at = (): number => {
          const value = few[n++ % 40];
          return value > 0 && value < 1 ? (value * (1 + (n % 97))) % 1 : value;
        };
        holdSorted({ space, count, parties, type, at }, redo);
      },
    ),
    { numRuns: 80 },
  );
});

test('twenty slices of many agents, nearly in order as they are tick after tick, come out as one', () => {
  const space = torus({ width: 300, height: 170, radius: 1 });
  for (const [parties, count, type] of [
    [1, 22_001, 'f64'],
    [2, 33_333, 'f32'],
    [5, 90_007, 'f64'],
  ] as const) {
    let n = 0;
    const at = (): number => {
      const i = n++ >> 1; // x, then y: row by row, every seventh a row further
      return n % 2 === 1 ? (i * 0.618_034) % 1 : Math.min(0.999, (i + (i % 7 === 3 ? 600 : 0)) / count);
    };
    holdSorted({ space, count, parties, type, at }, parties === 2);
  }
});

test('a world larger than the caches, whose rows are touched before they are used, is sorted likewise', () => {
  const count = 230_001;
  const space = torus({ width: 900, height: 200, radius: 1 });
  let n = 0;
  holdSorted({ space, count, parties: 2, at: () => (n++ * 0.754_877_666) % 1 });
  let m = 0;
  const arena = arenaOf({ space, count, parties: 1, at: () => (m++ * 0.754_877_666) % 1 });
  const { kinds } = arena.layout;
  expect(2 * (kinds[0][1].id - kinds[0][0].id)).toBeGreaterThan(FAR_BYTES);
});

test('agents that are in order stay where they are, and one that is not moves them', () => {
  const space = torus({ width: 40, height: 30, radius: 1 });
  for (const parties of [1, 3]) {
    for (const count of [1, 2, 65, 14_000]) {
      let n = 0;
      const arena = arenaOf({ space, count, parties, at: () => (n++ * 0.618_034) % 1 });
      sortAll(arena, space, parties);
      const ids = [...arena.now(0).id.subarray(0, count)];
      const starts = [...arena.scratch('starts:point')];
      const parity = arena.header.parity(0);
      sortAll(arena, space, parties, true);
      expect(arena.header.parity(0)).toBe(parity);
      expect([...arena.now(0).id.subarray(0, count)]).toEqual(ids);
      expect([...arena.scratch('starts:point')]).toEqual(starts);
      for (const who of [0, count >> 2, count >> 1, count - 2].filter((each) => each >= 0 && each < count - 1)) {
        const { x, y, id } = arena.now(0);
        [x[who], y[who]] = [39.5, 29.5]; // the last cell, with agents of other cells behind it
        const mover = id[who];
        const turned = arena.header.parity(0);
        const stays = cellOf(arena.now(0), who + 1, space) === cellCount(space) - 1;
        sortAll(arena, space, parties);
        expect(arena.header.parity(0)).toBe(stays ? turned : 1 - turned);
        const last = [...arena.now(0).id.subarray(0, count)].indexOf(mover);
        expect(cellOf(arena.now(0), last, space)).toBe(cellCount(space) - 1);
      }
    }
  }
});

test('agents are cut into buckets that have room, however many there are and however many cells', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 1 << 24 })),
      fc.oneof(fc.nat(5_000), fc.nat(30_000_000)),
      fc.integer({ min: 1, max: 40 }),
      (cells, count, workers) => {
        const space: SpaceSpec = { ...torus({ width: 1, height: 1, radius: 1 }), cells: [cells, 1] };
        const buckets = Math.ceil(cells / 2 ** bucketShift(count, cells));
        expect(buckets).toBeLessThanOrEqual(4_096);
        const room = (name: string): number => {
          const spec = sort.sortScratch('point', space, workers).find((each) => each.name === `${name}:point`);
          return (spec?.fixed ?? 0) + (spec?.perAgent ?? 0) * capacityFor(count);
        };
        expect(room('bounds')).toBeGreaterThanOrEqual(buckets + 1);
        expect(room('tables')).toBeGreaterThanOrEqual(buckets * STREAMS * Math.min(workers, Math.max(1, Math.floor(count / 4_096))));
        for (const name of ['bounds', 'tables', 'cell', 'dealt', 'starts', 'disorder']) expect(Number.isInteger(room(name))).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('the working memory of a sort is less than the double-buffered columns, for any number of workers', () => {
  for (const workers of [1, 2, 16, 64]) {
    for (const count of [100_000, 1_000_000]) {
      const side = Math.sqrt(count / 0.02);
      const scratch = sort.sortScratch('bird', torus({ width: side, height: side, radius: 5 }), workers);
      const bytes = scratch.reduce((sum, { fixed = 0, perAgent = 0 }) => sum + 4 * (fixed + perAgent * count), 0);
      expect(bytes / count).toBeLessThan(40); // two buffers of an id and four float32 columns
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
      link(lists, views, space, count);
      const cells = Array.from({ length: count }, (_, i) => (i * 5) % 12);
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
