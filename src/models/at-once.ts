// What happens at once where agents act in place: one moves, dies or is born, and lists, cells and marks of the dead follow. Imports
// engine, spaces, moves.

import type { Arena } from '../engine/arena.ts';
import type { Key } from '../engine/random.ts';
import type { Views } from '../engine/columns.ts';
import type { Grid } from '../spaces/grid.ts';
import { cellOf, insert, unlink, type LinkedCells } from '../spaces/linked.ts';
import type { SpaceSpec } from '../spaces/space.ts';
import { Movers, type Standing } from './moves.ts';

/** The grid, where its cells hold one agent and a kind stands on it; whether others look for its agents there. */
export interface Single {
  readonly grid: Grid;
  readonly met: boolean;
}

/** The lists of a kind. */
export function listsOf(arena: Arena, kind: string): LinkedCells {
  const at = (what: string): Int32Array => arena.scratch(`${what}:${kind}`) as Int32Array;
  return { head: at('head'), following: at('following'), preceding: at('preceding'), cell: at('cell') };
}

/** One kind during the turns of a tick. What SIMD kernels do by themselves they do in the same way: see rules/simd/linked.ts. */
export class AtOnce {
  dead!: Uint8Array;
  /** where others meet agents of this kind */
  lists: LinkedCells | null = null;
  /** where a cell holds one agent */
  moves: Standing | null = null;
  nextId = 0;
  private now!: Views;
  private base = 0;
  private readonly arena: Arena;
  private readonly seed: Key;
  private readonly kind: string;
  private readonly k: number;
  private readonly space: SpaceSpec | null;
  private readonly movers: Movers | null;

  /** `space`: where agents of the kind are listed; null: nobody meets them */
  constructor(arena: Arena, seed: Key, kind: string, space: SpaceSpec | null, single: Single | null) {
    this.arena = arena;
    this.seed = seed;
    this.kind = kind;
    this.k = arena.kindIndex(kind);
    this.space = space;
    this.movers = single && new Movers(arena, kind, single.grid, single.met);
  }

  /** Bind to the arrays of this phase. */
  begin(): void {
    const { arena, k, kind } = this;
    this.dead = arena.scratch(`dead:${kind}`) as Uint8Array;
    this.lists = this.space && listsOf(arena, kind);
    this.moves = this.movers?.begin() ?? null;
    this.now = arena.now(k);
    this.base = arena.header.count(k);
    this.nextId = arena.header.nextId(k);
  }

  /** Agent `i` may stand in another cell than before. */
  relocate(i: number): void {
    if (this.lists === null || this.space === null) return;
    const to = cellOf(this.now, i, this.space);
    if (to === this.lists.cell[i]) return;
    unlink(this.lists, i);
    insert(this.lists, i, to);
  }

  /** The wish of agent `i` to move comes true, or not. */
  settle(i: number): void {
    if (this.movers?.settle(i) === true) this.relocate(i);
  }

  /** Agent `i`, which lives, is dead. */
  kill(i: number): void {
    this.dead[i] = 1;
    if (this.lists) unlink(this.lists, i);
    this.movers?.leave(i);
  }

  /**
   * Newborns `from` to `to` of this phase stand behind those that were there: they have ids and are met from now on, but have no turn.
   *
   * @returns how many newborns there are now: one that finds no cell for itself is not born
   */
  enter(from: number, to: number): number {
    const { now, base, dead, lists, space, movers, nextId } = this;
    let born = from;
    for (let n = from; n < to; n++) {
      const i = base + born;
      if (i !== base + n) copyRow(this.arena, this.k, base + n, i);
      if (movers && !movers.arrive(i, this.seed, nextId + born)) continue;
      now.id[i] = nextId + born;
      dead[i] = 0;
      if (lists && space) insert(lists, i, cellOf(now, i, space));
      born++;
    }
    return born;
  }
}

/** All columns of one agent to another place in memory. */
function copyRow(arena: Arena, k: number, from: number, to: number): void {
  const now = arena.now(k);
  for (const { name, size } of arena.spec.kinds[k].columns)
    for (let plane = 0; plane < size; plane++)
      now[name][plane * arena.capacities.kinds[k] + to] = now[name][plane * arena.capacities.kinds[k] + from];
}
