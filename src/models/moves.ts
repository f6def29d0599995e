// Moves on a grid whose cells hold one agent: who stands where, and the phases that settle what rules wished. Imports engine, spaces, rules.
//
// Synchronous: a cell is free if nobody stood in it when the tick began and nobody has been given it since. All who want a cell bid for it
// with a hash; the lowest has it, ties go to the lower kind and id. Who wanted that very cell stays; who wanted any empty one tries again, until all
// have one or none is left. Sequential: a wish comes true at once, or not.

import type { Arena } from '../engine/arena.ts';
import type { Kernel, KernelContext, PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';
import { integer, shuffle, streamKey, threefry, type Key } from '../engine/random.ts';
import { LabError } from '../errors.ts';
import { standingOf } from '../rules/lists.ts';
import { ANYWHERE, EMPTIES, EMPTY_COUNT, NOWHERE, TAKEN, WISH } from '../rules/moves.ts';
import { HIGHEST, lower, overKinds } from './bids.ts';
import type { Grid } from '../spaces/grid.ts';

/** What all phases know. */
export interface MovesData {
  readonly grid: Grid;
  /** kinds that stand on the grid */
  readonly kinds: readonly string[];
  /** those whose rule moves; after births, those that are born */
  readonly moving: readonly string[];
  /** those that are born on it */
  readonly born: readonly string[];
  /** those whose rule others look for */
  readonly met: readonly string[];
  /** those whose init writes where they stand; the others begin on random cells */
  readonly placed: readonly string[];
  /** phases from the first bid of a round to the one that asks for another */
  readonly back: number;
  /** what is left of the wish of one who goes without: nothing, of a newborn that it is not born */
  readonly lost: 0 | typeof NOWHERE;
}

const SELF = moduleUrl(import.meta.url, './moves');
const CELLS_CHUNK = 1 << 14;
const NONE = -1;

/** where a cell stands among the empty ones, in sequential mode */
const SLOTS = 'slots';
/** empty cells before each chunk of cells, and in all; then the round */
const TALLY = 'tally';
const BIDS = 'bids';
const HOLDERS = 'holders';
const goals = (kind: string): string => `goal:${kind}`;
const offers = (kind: string): string => `wishes:${kind}`;

/** Working memory. */
export function moveScratch({ grid, moving, born, met }: MovesData, inPlace: boolean): ScratchSpec[] {
  const cells = grid.width * grid.height;
  const chunks = Math.ceil(cells / CELLS_CHUNK);
  const each = (name: string, type: 'i32' | 'u32'): ScratchSpec => ({ name, type, fixed: cells });
  return [
    each(TAKEN, 'i32'),
    each(EMPTIES, 'u32'),
    ...met.map((kind) => each(standingOf(kind), 'i32')),
    { name: TALLY, type: 'i32', fixed: chunks + 2 },
    ...(inPlace
      ? [each(SLOTS, 'i32'), { name: EMPTY_COUNT, type: 'i32', fixed: 1 } as const]
      : [
          each(BIDS, 'u32'),
          each(HOLDERS, 'u32'),
          ...[...new Set([...moving, ...born])].flatMap((kind): ScratchSpec[] => [
            { name: goals(kind), type: 'i32', kind, perAgent: 1 },
            { name: offers(kind), type: 'u32', kind, perAgent: 1 },
          ]),
        ]),
  ];
}

function phase(data: MovesData, name: string, kernel: string): PhaseSpec {
  return { name, kernel: { module: SELF, export: kernel }, data };
}

/** After the init functions: everyone stands alone. */
export const placing = (data: MovesData): PhaseSpec[] => [phase(data, 'places on the grid', 'placeAlone')];

/** Before the rules: which cells are taken, and a list of the others. */
export function lookingPhases(data: MovesData, inPlace: boolean): PhaseSpec[] {
  const names = inPlace ? ['lookInPlace'] : ['clearTaken', 'noteTaken', 'countEmpty', 'listEmpty'];
  return names.map((kernel) => phase(data, 'cells that are taken', kernel));
}

const SETTLING = ['clearBids', 'bidMoves', 'holdMoves', 'settleMoves', 'countEmpty', 'listEmpty', 'moveAgain'];

/** After the rules, when their new state is the present one. */
export function settlingPhases(data: MovesData): PhaseSpec[] {
  return SETTLING.map((kernel) => phase({ ...data, back: SETTLING.length - 1 }, 'moves', kernel));
}

/** After births: newborns take their cells likewise; those that go without are marked as dead. */
export function birthPhases(data: MovesData): PhaseSpec[] {
  const newborns: MovesData = { ...data, moving: data.born, lost: NOWHERE, back: SETTLING.length - 1 };
  return [...SETTLING, 'markUnborn'].map((kernel) => phase(newborns, 'places of newborns', kernel));
}

/** The cell of an agent whose position the engine has brought to whole numbers inside the grid. */
const cellOf = (x: number, y: number, { width }: Grid): number => y * width + x;

const cellsOf = ({ width, height }: Grid): number => width * height;
const cellChunks = (grid: Grid): number => Math.ceil(cellsOf(grid) / CELLS_CHUNK);
const taken = (arena: Arena): Int32Array => arena.scratch(TAKEN) as Int32Array;
const empties = (arena: Arena): Uint32Array => arena.scratch(EMPTIES) as Uint32Array;
const tally = (arena: Arena): Int32Array => arena.scratch(TALLY) as Int32Array;

/** A kernel over all cells, chunk by chunk. */
function overCells(grid: Grid, run: (lo: number, hi: number, chunk: number) => void, finish?: Kernel['finish']): Kernel {
  return {
    chunks: () => cellChunks(grid),
    run: (chunk) => run(chunk * CELLS_CHUNK, Math.min((chunk + 1) * CELLS_CHUNK, cellsOf(grid)), chunk),
    finish,
  };
}

/**
 * Reads positions that init functions wrote; writes those of the other kinds: random cells, each for one.
 *
 * @throws LabError E_MODEL when there are more agents than cells, or two were put in one cell
 */
export function placeAlone({ arena, seed }: KernelContext, { grid, kinds, placed }: MovesData): Kernel {
  return {
    chunks: () => 1,
    run() {
      const count = (kind: string): number => arena.header.count(arena.kindIndex(kind));
      const agents = kinds.reduce((sum, kind) => sum + count(kind), 0);
      if (agents > cellsOf(grid))
        throw new LabError('E_MODEL', `${agents} agents do not fit on ${cellsOf(grid)} cells that hold one each. Make the grid larger.`);
      const cells = taken(arena).fill(0);
      for (const kind of kinds.filter((each) => placed.includes(each))) noteFirst(arena, kind, grid, cells);
      const free = empties(arena);
      let n = 0;
      for (let cell = 0; cell < cells.length; cell++) if (cells[cell] === 0) free[n++] = cell;
      shuffle(streamKey(seed, 'places', 0), free, n);
      for (const kind of kinds.filter((each) => !placed.includes(each))) {
        const { x, y } = arena.now(arena.kindIndex(kind));
        for (let i = 0; i < count(kind); i++) {
          const cell = free[--n];
          x[i] = cell % grid.width;
          y[i] = Math.floor(cell / grid.width);
        }
      }
    },
  };
}

function noteFirst(arena: Arena, kind: string, grid: Grid, cells: Int32Array): void {
  const k = arena.kindIndex(kind);
  const { x, y, id } = arena.now(k);
  for (let i = 0; i < arena.header.count(k); i++) {
    const cell = cellOf(x[i], y[i], grid);
    if (cells[cell] === undefined)
      throw new LabError(
        'E_MODEL',
        `${kind} ${id[i]} has no cell of the grid: x is ${x[i]} and y is ${y[i]}. Let its init write whole numbers.`,
      );
    if (cells[cell] !== 0)
      throw new LabError(
        'E_MODEL',
        `${kind} ${id[i]} begins in cell (${x[i]}, ${y[i]}), where another agent is. Leave x and y out of its init, and it begins on a random empty cell.`,
      );
    cells[cell] = 1;
  }
}

/** Nobody is anywhere. Reads nothing. */
export function clearTaken({ arena }: KernelContext, { grid, met }: MovesData): Kernel {
  return overCells(
    grid,
    (lo, hi) => {
      taken(arena).fill(0, lo, hi);
      for (const kind of met) (arena.scratch(standingOf(kind)) as Int32Array).fill(0, lo, hi);
    },
    () => {
      tally(arena)[cellChunks(grid) + 1] = 0; // the first round
    },
  );
}

/** Reads positions; writes 1 for each cell that somebody is in, and who. */
export function noteTaken({ arena }: KernelContext, { grid, kinds, met }: MovesData): Kernel {
  return overKinds(arena, kinds, (at, k, lo, hi) => {
    const kind = kinds[at];
    const { x, y } = arena.now(k);
    const cells = taken(arena);
    const standing = met.includes(kind) ? (arena.scratch(standingOf(kind)) as Int32Array) : null;
    for (let i = lo; i < hi; i++) {
      const cell = cellOf(x[i], y[i], grid);
      cells[cell] = 1;
      if (standing) standing[cell] = i + 1;
    }
  });
}

/** Reads which cells are taken; writes how many are not, before each chunk. */
export function countEmpty({ arena }: KernelContext, { grid }: MovesData): Kernel {
  return overCells(
    grid,
    (lo, hi, chunk) => {
      const cells = taken(arena);
      let n = 0;
      for (let cell = lo; cell < hi; cell++) n += 1 - cells[cell];
      tally(arena)[chunk] = n;
    },
    () => {
      const counts = tally(arena);
      let before = 0;
      for (let chunk = 0; chunk <= cellChunks(grid); chunk++) {
        const n = counts[chunk];
        counts[chunk] = before;
        before += n;
      }
    },
  );
}

/** Reads which cells are taken; writes the list of the others, in their order. */
export function listEmpty({ arena }: KernelContext, { grid }: MovesData): Kernel {
  return overCells(grid, (lo, hi, chunk) => {
    const cells = taken(arena);
    const free = empties(arena);
    let n = tally(arena)[chunk];
    for (let cell = lo; cell < hi; cell++) if (cells[cell] === 0) free[n++] = cell;
  });
}

/** Nobody has bid for a cell. Reads nothing. */
export function clearBids({ arena }: KernelContext, { grid }: MovesData): Kernel {
  return overCells(grid, (lo, hi) => {
    (arena.scratch(BIDS) as Uint32Array).fill(HIGHEST, lo, hi);
    (arena.scratch(HOLDERS) as Uint32Array).fill(HIGHEST, lo, hi);
  });
}

/** Reads wishes; writes the cell that each agent bids for in this round, its bid, and the lowest for each cell. */
export function bidMoves({ arena, seed }: KernelContext, { grid, moving, lost }: MovesData): Kernel {
  const rank = Math.ceil(Math.log2(Math.max(1, moving.length)));
  return overKinds(arena, moving, (at, k, lo, hi) => {
    const kind = moving[at];
    const { id, [WISH]: wish } = arena.now(k);
    const cells = taken(arena);
    const free = empties(arena);
    const counts = tally(arena);
    const [n, round] = [counts[cellChunks(grid)], counts[cellChunks(grid) + 1]];
    const { k0, k1 } = streamKey(seed, `moves:${kind}`, arena.header.tick);
    const goal = arena.scratch(goals(kind)) as Int32Array;
    const offer = arena.scratch(offers(kind)) as Uint32Array;
    const bids = arena.scratch(BIDS) as Uint32Array;
    for (let i = lo; i < hi; i++) {
      goal[i] = NONE;
      if (wish[i] === 0 || wish[i] === NOWHERE) continue;
      if (wish[i] === ANYWHERE) {
        if (n === 0) wish[i] = lost;
        else goal[i] = free[integer(k0, k1, id[i], 2 * round, n)];
      } else if (cells[wish[i] - 1] === 0) goal[i] = wish[i] - 1;
      else wish[i] = lost;
      if (goal[i] === NONE) continue;
      offer[i] = (((threefry(k0, k1, id[i], 2 * round + 1) >>> rank) << rank) | moving.indexOf(kind)) >>> 0;
      lower(bids, goal[i], offer[i]);
    }
  });
}

/** Reads bids; writes the lowest id among those who made the lowest. */
export function holdMoves({ arena }: KernelContext, { moving }: MovesData): Kernel {
  return overKinds(arena, moving, (at, k, lo, hi) => {
    const kind = moving[at];
    const { id } = arena.now(k);
    const goal = arena.scratch(goals(kind)) as Int32Array;
    const offer = arena.scratch(offers(kind)) as Uint32Array;
    const bids = arena.scratch(BIDS) as Uint32Array;
    const holders = arena.scratch(HOLDERS) as Uint32Array;
    for (let i = lo; i < hi; i++) if (goal[i] !== NONE && offer[i] === bids[goal[i]]) lower(holders, goal[i], id[i]);
  });
}

/** Reads bids and holders; writes where those who won stand, that their cells are taken, and that those who wanted one cell and lost it want nothing. */
export function settleMoves({ arena }: KernelContext, { grid, moving, lost }: MovesData): Kernel {
  return overKinds(arena, moving, (at, k, lo, hi) => {
    const kind = moving[at];
    const { id, x, y, [WISH]: wish } = arena.now(k);
    const cells = taken(arena);
    const goal = arena.scratch(goals(kind)) as Int32Array;
    const offer = arena.scratch(offers(kind)) as Uint32Array;
    const bids = arena.scratch(BIDS) as Uint32Array;
    const holders = arena.scratch(HOLDERS) as Uint32Array;
    for (let i = lo; i < hi; i++) {
      const cell = goal[i];
      if (cell === NONE) continue;
      if (offer[i] === bids[cell] && holders[cell] === id[i]) {
        x[i] = cell % grid.width;
        y[i] = Math.floor(cell / grid.width);
        cells[cell] = 1;
        wish[i] = 0;
      } else if (wish[i] !== ANYWHERE) wish[i] = lost;
    }
  });
}

/** The round is over: another one where somebody still wants to move. */
export function moveAgain({ arena }: KernelContext, { grid, moving, back }: MovesData): Kernel {
  return {
    chunks: () => 0,
    run() {},
    finish(pending) {
      const wanting = moving.some((kind) => {
        const k = arena.kindIndex(kind);
        const { [WISH]: wish } = arena.now(k);
        return wish.subarray(0, arena.header.count(k)).some((each) => each !== 0 && each !== NOWHERE);
      });
      if (!wanting) return;
      tally(arena)[cellChunks(grid) + 1]++;
      pending.phase -= back + 1; // the phase after this one comes next, so many before it
    },
  };
}

/** Reads wishes of newborns; writes that those who have no place are dead. */
export function markUnborn({ arena }: KernelContext, { moving }: MovesData): Kernel {
  return overKinds(arena, moving, (at, k, lo, hi) => {
    const kind = moving[at];
    const { [WISH]: wish } = arena.now(k);
    const dead = arena.scratch(`dead:${kind}`) as Uint8Array;
    for (let i = lo; i < hi; i++) dead[i] = wish[i] === NOWHERE ? 1 : 0;
  });
}

/** In place, before the rules: which cells are taken, the list of the others, and where each stands in it. */
export function lookInPlace({ arena }: KernelContext, { grid, kinds, met }: MovesData): Kernel {
  return {
    chunks: () => 1,
    run() {
      const cells = taken(arena).fill(0);
      for (const kind of kinds) {
        const k = arena.kindIndex(kind);
        const { x, y } = arena.now(k);
        const standing = met.includes(kind) ? (arena.scratch(standingOf(kind)) as Int32Array).fill(0) : null;
        const count = arena.header.count(k);
        for (let i = 0; i < count; i++) {
          const cell = cellOf(x[i], y[i], grid);
          cells[cell] = 1;
          if (standing) standing[cell] = i + 1;
        }
      }
      const free = empties(arena);
      const slots = arena.scratch(SLOTS) as Int32Array;
      let n = 0;
      // which cells are taken is chance, so nothing branches on it: what is written for one that is will be overwritten, and is not read before
      for (let cell = 0; cell < cells.length; cell++) {
        slots[cell] = n;
        free[n] = cell;
        n += 1 - cells[cell];
      }
      (arena.scratch(EMPTY_COUNT) as Int32Array)[0] = n;
    },
  };
}

/** The arrays of moves in place. */
export interface Standing {
  readonly taken: Int32Array;
  readonly empties: Uint32Array;
  readonly slots: Int32Array;
  readonly count: Int32Array;
  /** who stands in each cell, where others look for this kind */
  readonly standing: Int32Array | null;
}

/** What happens to wishes of agents that act in place, one after the other. SIMD kernels do the same: see rules/simd/moves.ts. */
export class Movers {
  private readonly arena: Arena;
  private readonly grid: Grid;
  private readonly k: number;
  private readonly kind: string;
  private readonly name: string | null;
  private at!: Standing;

  /** `met`: others look for agents of this kind */
  constructor(arena: Arena, kind: string, grid: Grid, met: boolean) {
    this.arena = arena;
    this.grid = grid;
    this.k = arena.kindIndex(kind);
    this.kind = kind;
    this.name = met ? standingOf(kind) : null;
  }

  /** Stand before the turns of a tick. */
  begin(): Standing {
    const { arena, name } = this;
    const array = (scratch: string): Int32Array => arena.scratch(scratch) as Int32Array;
    this.at = {
      taken: taken(arena),
      empties: empties(arena),
      slots: array(SLOTS),
      count: array(EMPTY_COUNT),
      standing: name === null ? null : array(name),
    };
    return this.at;
  }

  /** Agent `i` goes where it wished, if that is empty. Says whether it has moved. */
  settle(i: number): boolean {
    const { taken: cells, empties: free, slots, standing } = this.at;
    const { x, y, [WISH]: wish } = this.arena.now(this.k);
    const to = wish[i] - 1;
    wish[i] = 0;
    if (to < 0 || cells[to] !== 0) return false;
    const from = cellOf(x[i], y[i], this.grid);
    cells[from] = 0;
    cells[to] = 1;
    if (standing) {
      standing[from] = 0;
      standing[to] = i + 1;
    }
    slots[from] = slots[to];
    free[slots[to]] = from;
    x[i] = to % this.grid.width;
    y[i] = Math.floor(to / this.grid.width);
    return true;
  }

  /** Newborn `i`, which will have that id, takes the cell that it wished, or an empty one drawn at random. Says whether there was one. */
  arrive(i: number, seed: Key, id: number): boolean {
    const { taken: cells, empties: free, slots, count, standing } = this.at;
    const { x, y, [WISH]: wish } = this.arena.now(this.k);
    const wanted = wish[i];
    wish[i] = 0;
    if (wanted === NOWHERE || count[0] === 0) return false; // beyond the grid, or it is full
    let to = wanted - 1;
    if (wanted === ANYWHERE) {
      const { k0, k1 } = streamKey(seed, `births:${this.kind}`, this.arena.header.tick);
      to = free[integer(k0, k1, id, 0, count[0])];
    }
    if (cells[to] !== 0) return false;
    cells[to] = 1;
    if (standing) standing[to] = i + 1;
    const last = free[--count[0]];
    free[slots[to]] = last;
    slots[last] = slots[to];
    x[i] = to % this.grid.width;
    y[i] = Math.floor(to / this.grid.width);
    return true;
  }

  /** Agent `i` is gone: its cell is empty. */
  leave(i: number): void {
    const { taken: cells, empties: free, slots, count, standing } = this.at;
    const { x, y } = this.arena.now(this.k);
    const from = cellOf(x[i], y[i], this.grid);
    cells[from] = 0;
    if (standing) standing[from] = 0;
    slots[from] = count[0];
    free[count[0]++] = from;
  }
}
