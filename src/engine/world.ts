// The world as metrics, charts and recorders see it: read-only, between ticks. Imports arena and columns.

import type { Arena } from './arena.ts';
import { shown, type Column, type ColumnSpec } from './columns.ts';

export type ParamValue = number | string | boolean;

/** A continuous space as the rest of the lab sees it; lengths in the model's unit. */
export interface SpaceView {
  readonly dimensions: 2 | 3;
  readonly size: readonly number[];
  readonly periodic: boolean;
  readonly radius: number;
  readonly unit?: string;
  /** a grid: positions are whole numbers, neighbourhoods sets of cells */
  readonly grid?: object;
}

/** All agents of one kind, in memory order (which is a function of the state, but not by id). */
export interface KindView {
  readonly name: string;
  readonly count: number;
  readonly columns: readonly ColumnSpec[];
  readonly id: Uint32Array;
  /** Live values of one column (or one plane of a vector): do not write, do not keep past the callback. */
  column(name: string, plane?: number): Column;
  has(name: string): boolean;
  /** cells along x and y, where its agents are the cells of a grid: agent y × cells[0] + x is at (x, y), and ids are places; else null */
  readonly cells: readonly number[] | null;
}

/** What is in the cells of a field, row by row. */
export interface FieldView {
  readonly name: string;
  /** cells along x and y */
  readonly size: readonly number[];
  /** Live amounts, cell (x, y) at y × size[0] + x: do not write, do not keep past the callback. */
  readonly values: Column;
}

export interface World {
  readonly tick: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly kinds: Readonly<Record<string, KindView>>;
  readonly fields: Readonly<Record<string, FieldView>>;
  readonly globals: Readonly<Record<string, number>>;
  readonly space: SpaceView | null;
}

/** What a metric found, with what it is measured in and how; never NaN. */
export interface Measured<T = number> {
  /** null where it is undefined for what it was asked of, for the `reason` given */
  readonly value: T | null;
  /** "bits", "nats", "radians", "dimensionless", "lengths of the model" */
  readonly units: string;
  /** what others may do otherwise: "plug-in probabilities, log base 2", "open boundary, no edge correction" */
  readonly convention: string;
  readonly reason: string | null;
}

/** A metric: one number of a world, or null where it is undefined; never NaN. It reads and never writes. */
export type Metric = (world: World) => number | null | Measured;

/** The number of what a metric gave; null where it gave none, or none that is finite. */
export function numberOf(given: number | null | undefined | Measured): number | null {
  const value = typeof given === 'object' && given !== null ? given.value : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Look at the state that is true now. */
export function worldOf(arena: Arena, params: World['params'], space: SpaceView | null): World {
  arena.refresh();
  const { header, spec } = arena;
  const kinds: Record<string, KindView> = {};
  const fields: Record<string, FieldView> = {};
  spec.kinds.forEach((kind, k) => {
    const count = header.count(k);
    const views = arena.now(k);
    const capacity = arena.capacities.kinds[k];
    if (kind.grid) {
      const [{ name }] = kind.columns;
      const field = kind.name.slice(kind.name.indexOf(' ') + 1);
      fields[field] = { name: field, size: kind.grid, values: views[name].subarray(0, count) };
      return;
    }
    kinds[kind.name] = {
      name: kind.name,
      count,
      columns: shown(kind.columns),
      cells: kind.cells ?? null,
      id: views.id.subarray(0, count),
      column: (name, plane = 0) => views[name].subarray(plane * capacity, plane * capacity + count),
      has: (name) => shown(kind.columns).some((column) => column.name === name),
    };
  });
  const globals = Object.fromEntries(spec.globals.map((name, g) => [name, header.globals[g]]));
  return { tick: header.tick, params, kinds, fields, globals, space };
}
