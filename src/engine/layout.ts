// Where everything lies in the shared memory: a pure function of the world's specification and capacities.
// Imports columns and errors.

import { LabError } from '../errors.ts';
import { BYTES, CHUNK, type ColumnSpec, type ColumnType, type KindSpec } from './columns.ts';

/** Working memory of kernels; contents are never part of the state. `perAgent` elements for each agent of `kind`, plus `fixed`. */
export interface ScratchSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly fixed?: number;
  readonly kind?: string;
  readonly perAgent?: number;
  /** it tells what other scratch holds from one tick to the next: emptied when another state is restored */
  readonly lasting?: boolean;
}

/** Where newborns of kind `to`, born to agents of kind `from`, wait until the tick is committed. */
export interface StageSpec {
  readonly from: string;
  readonly to: string;
}

/** Everything that is needed to lay out a world; plain data that travels to the workers. */
export interface WorldSpec {
  readonly kinds: readonly KindSpec[];
  readonly globals: readonly string[];
  readonly scratch: readonly ScratchSpec[];
  readonly stages: readonly StageSpec[];
}

/** What can grow: agents that fit of each kind, and newborns that fit per chunk of each stage. */
export interface Capacities {
  readonly kinds: readonly number[];
  readonly stages: readonly number[];
}

export interface Layout {
  /** kinds[k][parity] maps a column name to its byte offset */
  readonly kinds: readonly (readonly Record<string, number>[])[];
  readonly stages: readonly Record<string, number>[];
  readonly scratch: Record<string, { offset: number; length: number; type: ColumnType }>;
  readonly bytes: number;
}

export const PAGE = 65_536;
export const MAX_PAGES = 65_536; // 4 GiB, the limit of 32-bit WebAssembly memory
const ALIGN = 64;

/** Control words, party slots and both copies of the header lie below this offset. */
export const STATE_BASE = 65_536;

const ID: ColumnSpec = { name: 'id', type: 'u32', size: 1 };

/** The columns of a kind with its id column first. */
export function columnsWithId(kind: KindSpec): ColumnSpec[] {
  return [ID, ...kind.columns];
}

/** Capacity that holds `count` agents: a multiple of 64, so that every plane stays 64-byte aligned. */
export function capacityFor(count: number): number {
  return Math.max(64, Math.ceil(count / 64) * 64);
}

/** Newborns that a stage holds in all. */
export function stageLength(spec: WorldSpec, capacities: Capacities, stage: number): number {
  const from = spec.kinds.findIndex((kind) => kind.name === spec.stages[stage].from);
  return Math.ceil(capacities.kinds[from] / CHUNK) * capacities.stages[stage];
}

export function initialCapacities(spec: WorldSpec): Capacities {
  return { kinds: spec.kinds.map((kind) => capacityFor(kind.count)), stages: spec.stages.map(() => 64) };
}

/**
 * Byte offsets of every column, stage and scratch array. Persistent columns come first and in a fixed order,
 * so that growing a capacity never moves a column to a lower offset.
 */
export function layOut(spec: WorldSpec, capacities: Capacities): Layout {
  let at = STATE_BASE;
  const take = (bytes: number): number => {
    const offset = at;
    at = Math.ceil((at + bytes) / ALIGN) * ALIGN;
    return offset;
  };
  const place = (columns: readonly ColumnSpec[], length: number): Record<string, number> =>
    Object.fromEntries(columns.map((column) => [column.name, take(BYTES[column.type] * column.size * length)]));
  const kinds = spec.kinds.map((kind, k) => [0, 1].map(() => place(columnsWithId(kind), capacities.kinds[k])));
  const stages = spec.stages.map((stage, s) => {
    const to = spec.kinds.find((kind) => kind.name === stage.to);
    return place(to ? to.columns : [], stageLength(spec, capacities, s));
  });
  const scratch: Layout['scratch'] = {};
  for (const { name, type, fixed = 0, kind, perAgent = 0 } of spec.scratch) {
    const k = spec.kinds.findIndex((each) => each.name === kind);
    const length = fixed + (k < 0 ? 0 : perAgent * capacities.kinds[k]);
    scratch[name] = { offset: take(BYTES[type] * length), length, type };
  }
  return { kinds, stages, scratch, bytes: at };
}

/** Offset and length in bytes of every plane of every array, in the order in which they lie in memory. */
export function planesOf(spec: WorldSpec, capacities: Capacities, layout: Layout): { offset: number; bytes: number }[] {
  const planes: { offset: number; bytes: number }[] = [];
  const add = (columns: readonly ColumnSpec[], offsets: Record<string, number>, length: number): void => {
    for (const { name, type, size } of columns) {
      const bytes = BYTES[type] * length;
      for (let plane = 0; plane < size; plane++) planes.push({ offset: offsets[name] + plane * bytes, bytes });
    }
  };
  spec.kinds.forEach((kind, k) => {
    for (const offsets of layout.kinds[k]) add(columnsWithId(kind), offsets, capacities.kinds[k]);
  });
  spec.stages.forEach((stage, s) => {
    add(spec.kinds.find((kind) => kind.name === stage.to)?.columns ?? [], layout.stages[s], stageLength(spec, capacities, s));
  });
  for (const { name, type } of spec.scratch) {
    const { offset, length } = layout.scratch[name];
    planes.push({ offset, bytes: BYTES[type] * length });
  }
  return planes;
}

/**
 * Refuse a world that cannot fit, before anything is reserved.
 *
 * @throws LabError E_MEMORY naming what is needed and what is available
 */
export function refuseTooLarge(bytes: number, availableBytes: number): void {
  const limit = Math.min(MAX_PAGES * PAGE, availableBytes);
  if (bytes <= limit) return;
  const gib = (value: number): string => `${(value / 2 ** 30).toFixed(2)} GiB`;
  const why = availableBytes < MAX_PAGES * PAGE ? 'this machine has available' : 'one world may have at most';
  throw new LabError('E_MEMORY', `the world needs ${gib(bytes)}, but ${why} ${gib(limit)}. Run fewer agents or smaller columns.`);
}
