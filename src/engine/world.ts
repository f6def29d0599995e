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

/**
 * A network: the links of node i lead to targets[offsets[i]] … targets[offsets[i + 1] - 1], in ascending order. An undirected one holds each
 * link twice, once at either end.
 */
export interface NetworkView {
  readonly n: number;
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly directed: boolean;
}

export interface World {
  readonly tick: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly kinds: Readonly<Record<string, KindView>>;
  readonly fields: Readonly<Record<string, FieldView>>;
  readonly globals: Readonly<Record<string, number>>;
  readonly space: SpaceView | null;
  /** the network whose nodes are agents, with the links that it has now; null where the model has none */
  readonly network: NetworkView | null;
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

/** Look at the state that is true now; `fixed` is the network of a model whose links do not change. */
export function worldOf(arena: Arena, params: World['params'], space: SpaceView | null, fixed: NetworkView | null = null): World {
  arena.refresh();
  let network = (): NetworkView | null => fixed;
  const { header, spec } = arena;
  const kinds: Record<string, KindView> = {};
  const fields: Record<string, FieldView> = {};
  spec.kinds.forEach((kind, k) => {
    const count = header.count(k);
    const views = arena.now(k);
    const capacity = arena.capacities.kinds[k];
    if (kind.links) {
      const { nodes, directed } = kind.links;
      let made: NetworkView | null = null; // when somebody asks for it
      network = () => (made ??= rowsOf(nodes, directed, views['from'].subarray(0, count), views['to'].subarray(0, count)));
      return;
    }
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
  return {
    tick: header.tick,
    params,
    kinds,
    fields,
    globals,
    space,
    get network() {
      return network();
    },
  };
}

/** Compressed rows of links in ascending order: whoever leads to a node comes before those it leads to, both ascending. */
function rowsOf(n: number, directed: boolean, from: Column, to: Column): NetworkView {
  const offsets = new Int32Array(n + 1);
  for (let l = 0; l < from.length; l++) {
    offsets[from[l] + 1]++;
    if (!directed) offsets[to[l] + 1]++;
  }
  for (let i = 0; i < n; i++) offsets[i + 1] += offsets[i];
  const next = offsets.slice(0, n);
  const targets = new Int32Array(offsets[n]);
  if (!directed) for (let l = 0; l < from.length; l++) targets[next[to[l]]++] = from[l];
  for (let l = 0; l < from.length; l++) targets[next[from[l]]++] = to[l];
  return { n, offsets, targets, directed };
}
