// Links that change while agents act in turn: rows with room to grow, in which the wishes of an agent come true as soon as its rule has run.
// Imports engine, spaces, links.

import type { Arena } from '../engine/arena.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import {
  CUT,
  firstFrom,
  isAmong,
  LINKS,
  MADE,
  NO_WISH,
  ROW_FROM,
  ROW_TO,
  TARGETS,
  WISHES,
  WORD,
  type ChangingLinks,
} from '../spaces/links.ts';
import { refuseMany } from './link-changes.ts';
import { ints, isStale, listOf, words } from './link-rows.ts';
import { CURSOR } from './links.ts';

/** The arrays of rows. */
interface Rows {
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  /** where the room of each row ends */
  readonly limits: Int32Array;
  readonly targets: Int32Array;
}

function rowsOf(arena: Arena): Rows {
  const [begins, ends, limits, targets] = [ROW_FROM, ROW_TO, CURSOR, TARGETS].map((name) => ints(arena, name));
  return { begins, ends, limits, targets };
}

/** Lay empty rows out, for so many targets each and an equal share of the room that is left; returns where the last ends. */
function layOutRows({ begins, ends, limits, targets }: Rows, lengths: Int32Array): number {
  const needed = lengths.reduce((sum, length) => sum + length, 0);
  const spare = Math.floor((targets.length - needed) / (2 * Math.max(1, lengths.length))); // half of it, so that rows may move
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    begins[i] = at;
    ends[i] = at;
    at += lengths[i] + spare;
    limits[i] = at;
  }
  return at;
}

/** Before the rules: rows of the present links, and memory for all links that this tick may make. */
export function openRows({ arena }: KernelContext, { nodes, directed, sites }: ChangingLinks): Kernel {
  const k = arena.kindIndex(LINKS);
  return {
    chunks: () => (isStale(arena) ? 1 : 0),
    run() {
      const { from, to, count } = listOf(arena);
      const rows = rowsOf(arena);
      const { ends, targets } = rows;
      const lengths = new Int32Array(nodes);
      for (let l = 0; l < count; l++) {
        lengths[from[l]]++;
        if (!directed) lengths[to[l]]++;
      }
      layOutRows(rows, lengths);
      if (!directed) for (let l = 0; l < count; l++) targets[ends[to[l]]++] = from[l];
      for (let l = 0; l < count; l++) targets[ends[from[l]]++] = to[l];
      ints(arena, WISHES).fill(NO_WISH);
    },
    finish(pending) {
      const most = arena.header.count(k) + nodes * sites;
      const found = words(arena);
      if (most > arena.capacities.kinds[k]) {
        arena.growKind(k, most);
        words(arena)[WORD.built] = 0;
        return false; // arrays have moved: there is more room for rows
      }
      found[WORD.changed] = 0;
      found[WORD.fresh] = 0;
      found[WORD.built] = pending.nextId(k) + 1;
      return true;
    },
  };
}

/** The rows of one thread while agents act in turn. */
export class Rewiring {
  private readonly arena: Arena;
  private readonly links: ChangingLinks;
  private rows!: Rows;
  private wishes!: Int32Array;
  private made!: Int32Array;
  private words!: Int32Array;
  /** where the room that no row has begins */
  private top = 0;
  /** of the agent at hand: whom it is linked to, and what it wishes instead */
  private readonly asked: { readonly j: number; readonly wish: number }[] = [];

  constructor(arena: Arena, links: ChangingLinks) {
    this.arena = arena;
    this.links = links;
  }

  /** A tick begins. */
  begin(): void {
    const { arena } = this;
    this.rows = rowsOf(arena);
    [this.wishes, this.made] = [WISHES, MADE].map((name) => ints(arena, name));
    this.words = words(arena);
    this.top = this.rows.limits.reduce((most, limit) => Math.max(most, limit), 0);
  }

  /** Let the wishes of node `i` come true, link after link in ascending order: what it cuts first, then what it moves, then what it makes. */
  settle(i: number): void {
    const { rows, wishes, asked, made } = this;
    const { nodes, sites } = this.links;
    if (this.words[WORD.changed] === 0) return;
    asked.length = 0;
    for (let s = rows.begins[i]; s < rows.ends[i]; s++) {
      if (wishes[s] === NO_WISH) continue;
      asked.push({ j: rows.targets[s], wish: wishes[s] });
      wishes[s] = NO_WISH;
    }
    for (const { j, wish } of asked) if (wish === CUT) this.unlink(i, j);
    for (const { j, wish } of asked) {
      if (wish === CUT || !this.isFree(i, wish - 1)) continue;
      this.unlink(i, j);
      this.link(i, wish - 1);
    }
    for (let p = i; p < nodes * sites; p += nodes) if (made[p] !== 0 && this.isFree(i, made[p] - 1)) this.link(i, made[p] - 1);
  }

  /** May node `i` be linked to `j`, which it is not yet? */
  private isFree(i: number, j: number): boolean {
    const { begins, ends, targets } = this.rows;
    return j >>> 0 < this.links.nodes && j !== i && !isAmong(targets, begins[i], ends[i], j);
  }

  private link(i: number, j: number): void {
    this.insert(i, j);
    if (!this.links.directed) this.insert(j, i);
    this.words[WORD.fresh]++;
  }

  private unlink(i: number, j: number): void {
    this.remove(i, j);
    if (!this.links.directed) this.remove(j, i);
  }

  private remove(i: number, j: number): void {
    const { begins, ends, targets } = this.rows;
    const at = firstFrom(targets, begins[i], ends[i], j);
    targets.copyWithin(at, at + 1, ends[i]);
    ends[i]--;
  }

  private insert(i: number, j: number): void {
    const { begins, ends, limits, targets } = this.rows;
    if (ends[i] === limits[i]) this.widen(i);
    const at = firstFrom(targets, begins[i], ends[i], j);
    targets.copyWithin(at + 1, at, ends[i]);
    targets[at] = j;
    ends[i]++;
  }

  /** Move a full row to where there is twice the room, or all rows closer together where there is none. */
  private widen(i: number): void {
    const { rows } = this;
    const { begins, ends, limits, targets } = rows;
    const length = ends[i] - begins[i];
    const room = 2 * length + 2;
    if (this.top + room <= targets.length) {
      targets.copyWithin(this.top, begins[i], ends[i]);
      begins[i] = this.top;
      ends[i] = this.top + length;
      this.top += room;
      limits[i] = this.top;
      return;
    }
    const old = targets.slice();
    const starts = begins.slice();
    const lengths = begins.map((begin, node) => ends[node] - begin);
    this.top = layOutRows(rows, lengths);
    lengths.forEach((n, node) => {
      targets.set(old.subarray(starts[node], starts[node] + n), begins[node]);
      ends[node] = begins[node] + n;
    });
  }
}

/** After the rules: the list of links that the rows have become. */
export function closeRows({ arena }: KernelContext, { nodes, directed }: ChangingLinks): Kernel {
  const k = arena.kindIndex(LINKS);
  const hasChanged = (): boolean => words(arena)[WORD.changed] !== 0;
  return {
    chunks: () => (hasChanged() ? 1 : 0),
    run() {
      const { begins, ends, targets } = rowsOf(arena);
      const { id, from, to } = arena.next(k) as unknown as Record<string, Uint32Array>; // the columns of linkKind()
      let l = 0;
      for (let i = 0; i < nodes; i++) {
        for (let s = directed ? begins[i] : firstFrom(targets, begins[i], ends[i], i); s < ends[i]; s++) {
          id[l] = l;
          from[l] = i;
          to[l++] = targets[s];
        }
      }
      words(arena)[WORD.total] = l;
    },
    finish(pending) {
      if (!hasChanged()) return;
      const found = words(arena);
      const ids = pending.nextId(k) + Math.max(1, found[WORD.fresh]);
      refuseMany(found[WORD.total], ids);
      pending.setCount(k, found[WORD.total]);
      pending.setNextId(k, ids);
      pending.flip(k);
      found[WORD.changed] = 0;
      found[WORD.fresh] = 0;
      found[WORD.built] = ids + 1; // the rows are those of the new list
    },
  };
}
