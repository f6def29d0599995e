// Watching for the first NaN in the state: a chunk that has stored one is searched for it, until the run knows its first. Imports engine.

import type { Arena, Header } from '../engine/arena.ts';
import { CHUNK, type ColumnSpec, type Views } from '../engine/columns.ts';
import { stageLength } from '../engine/layout.ts';
import { columnWithNaN, forgetNaN, foundNaN, keepNaN, looksForNaN, lowestNaN, rowWithNaN } from '../engine/nan.ts';

const isFloat = ({ type }: ColumnSpec): boolean => type === 'f32' || type === 'f64';

interface Newborn {
  readonly kind: number;
  readonly agent: number;
  readonly column: number;
}

/** Watches what one kernel writes. */
export class Watch {
  private readonly arena: Arena;
  /** index of the kind that acts */
  private readonly k: number;
  private readonly written: readonly ColumnSpec[];
  private readonly stages: readonly number[];
  /** agents act in place, all in one chunk */
  private readonly inPlace: boolean;

  constructor(
    arena: Arena,
    k: number,
    { writes, births }: { readonly writes: readonly string[]; readonly births: readonly { readonly stage: number }[] },
    inPlace = false,
  ) {
    this.arena = arena;
    this.k = k;
    this.written = arena.spec.kinds[k].columns.filter((column) => isFloat(column) && writes.includes(column.name));
    this.stages = births.map(({ stage }) => stage);
    this.inPlace = inPlace;
  }

  /** Search what was written of rows [lo, hi) of a chunk that has stored a NaN; in the order of turns where there is one. */
  search(views: Views, chunk: number, lo: number, hi: number, order?: Uint32Array): void {
    const { arena, k, written } = this;
    if (!looksForNaN(arena)) return;
    const row = rowWithNaN(written, views, arena.capacities.kinds[k], lo, hi, order);
    if (row >= 0) foundNaN(arena, 'row', row);
    else if (this.newborn(chunk) !== null) foundNaN(arena, 'born', chunk);
  }

  /** The serial end: keep what was found. Agents that acted come before newborns, then the lowest row counts. */
  settle(pending: Header, views: Views): void {
    const { arena, k } = this;
    const [row, chunk] = [lowestNaN(arena, 'row'), lowestNaN(arena, 'born')];
    if (row < 0 && chunk < 0) return;
    const { tick, phase } = pending;
    const column = row < 0 ? null : columnWithNaN(this.written, views, arena.capacities.kinds[k], row);
    const newborn = column === null && chunk >= 0 ? this.newborn(chunk) : null;
    if (column !== null)
      keepNaN(arena, phase, { tick, kind: k, agent: views.id[row], column: arena.spec.kinds[k].columns.indexOf(column), born: false });
    else if (newborn !== null) keepNaN(arena, phase, { ...newborn, tick, born: true });
    forgetNaN(arena);
  }

  /** The first newborn of a chunk that waits with NaN, by the id that it will have. */
  private newborn(chunk: number): Newborn | null {
    const { arena } = this;
    for (const stage of this.stages) {
      const kind = arena.kindIndex(arena.spec.stages[stage].to);
      const { columns } = arena.spec.kinds[kind];
      const floats = columns.filter(isFloat);
      const { views, length, base, limit } = this.waiting(stage, kind, chunk);
      const born = Math.min(this.bornOf(stage)[chunk], limit);
      for (let b = 0; b < born; b++) {
        const column = columnWithNaN(floats, views, length, base + b);
        if (column === null) continue;
        return { kind, agent: arena.header.nextId(kind) + this.bornBefore(stage, chunk) + b, column: columns.indexOf(column) };
      }
    }
    return null;
  }

  /** Where newborns are: those of a chunk in their stage, in place behind the others of their kind. */
  private waiting(stage: number, kind: number, chunk: number): { views: Views; length: number; base: number; limit: number } {
    const { arena } = this;
    if (this.inPlace) {
      const length = arena.capacities.kinds[kind];
      const base = arena.header.count(kind);
      return { views: arena.now(kind), length, base, limit: length - base };
    }
    const limit = arena.capacities.stages[stage];
    return { views: arena.stage(stage), length: stageLength(arena.spec, arena.capacities, stage), base: chunk * limit, limit };
  }

  private bornOf(stage: number): Int32Array {
    return this.arena.scratch(`born:${stage}`) as Int32Array;
  }

  /** Newborns of the same kind that get their ids first: those of earlier stages, and of earlier chunks of this one. */
  private bornBefore(stage: number, chunk: number): number {
    const { arena } = this;
    const { stages } = arena.spec;
    let before = 0;
    if (this.inPlace) return before; // they have them already
    for (let s = 0; s <= stage; s++) {
      if (stages[s].to !== stages[stage].to) continue;
      const chunks = s === stage ? chunk : Math.ceil(arena.header.count(arena.kindIndex(stages[s].from)) / CHUNK);
      for (let n = 0; n < chunks; n++) before += this.bornOf(s)[n];
    }
    return before;
  }
}
