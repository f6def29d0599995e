// What compiled functions run on: buffers, neighbours, stages and keys, bound to the arena. Imports engine, spaces, rules.

import type { Arena, Header } from '../engine/arena.ts';
import { BYTES, type Column, type ColumnSpec, type Views } from '../engine/columns.ts';
import type { KernelContext } from '../engine/kernel.ts';
import { stageLength } from '../engine/layout.ts';
import { streamKey, type Key } from '../engine/random.ts';
import type { LargeTable } from '../rules/javascript.ts';
import { AMOUNT, kindOfCells } from '../spaces/field.ts';
import { notes } from '../spaces/field-phases.ts';
import { LINKS, MADE, ROW_FROM, ROW_TO, TARGETS, WISHES, WORDS } from '../spaces/links.ts';
import { targets } from './claims.ts';
import type { AtOnce } from './at-once.ts';
import { placesOf } from './places.ts';
import type { SimdRule } from './simd.ts';

/** A compiled function with what its kernel must know; plain data. */
export interface Compiled {
  readonly code: string;
  /** the same as WebAssembly; null: it runs as JavaScript */
  readonly simd: SimdRule | null;
  readonly writes: readonly string[];
  readonly neighbourKinds: readonly string[];
  readonly dies: boolean;
  /** kinds of which it lets others die, where agents act in place */
  readonly kills: readonly string[];
  /** kinds that it bears, with the stage that each waits in */
  readonly births: readonly { readonly kind: string; readonly stage: number }[];
  /** kinds whose agents it asks for by id; agents of a fixed kind stand in memory at their ids */
  readonly gathered: readonly { readonly kind: string; readonly fixed: boolean }[];
  /** kinds whose agents it claims */
  readonly claims: readonly string[];
  /** columns that follow from others, which it reads of neighbours: {@link derivedScratch} holds them */
  readonly derived: readonly { readonly kind: string; readonly column: ColumnSpec }[];
  /** fields that it reads or deposits on, and each place in its text where it deposits */
  readonly fields: readonly string[];
  readonly deposits: readonly { readonly site: number; readonly field: string }[];
  /** it changes links of the network, and at so many places in its text makes new ones */
  readonly rewires?: boolean;
  readonly linkSites?: number;
  /** tables that are no part of its text */
  readonly large: readonly LargeTable[];
}

/** The scratch array of a column that follows from others. */
export const derivedScratch = (kind: string, column: string): string => `derived:${kind}:${column}`;

/** What compiled code sees of a kind whose agents it meets as neighbours, or asks for by id. */
interface NeighbourView {
  now: Views;
  capacity: number;
  count: number;
  /** id to place in memory, -1: nobody; null where the id is the place, or where nobody asks */
  places: Int32Array | null;
  /** where agents act in place: who is dead */
  dead: Uint8Array | null;
  starts: Int32Array;
  head: Int32Array;
  following: Int32Array;
}

/** Where newborns are written: a stage, or where agents act in place the columns of their kind. */
interface StageView {
  views: Views;
  capacity: number;
  base: number;
  limit: number;
  counts: Int32Array;
  at: number;
}

/** See spaces/links.ts. */
interface LinksView {
  nodes: number;
  from: Int32Array;
  to: Int32Array;
  targets: Int32Array;
  wishes: Int32Array;
  made: Int32Array;
  words: Int32Array;
}

/** What compiled code runs on; one object a kernel, renewed in place. */
export interface Runtime {
  now: Views;
  next: Views;
  capacity: number;
  count: number;
  kinds: Record<string, NeighbourView>;
  counts: Record<string, number>;
  globals: Float64Array;
  tick: number;
  k0: number;
  k1: number;
  mark: Int32Array;
  markAt: number;
  /** not 0 once a NaN was stored; whoever runs the kernel clears it */
  nan: number;
  dead: Uint8Array;
  births: Record<string, StageView>;
  claims: Record<string, { target: Int32Array }>;
  /** what is in the cells of fields */
  fields: Record<string, Column>;
  /** rows of links that change, and what is wished for them; where the network has such */
  links: LinksView | null;
  /** large tables by their number */
  tables: Record<number, Column>;
  /** by site: the cell that each agent deposits on (-1: none), and how much */
  deposits: { cells: Int32Array; amounts: Column }[];
  /** where agents act in place: the own kind, and those that it bears or of which it lets agents die */
  atOnce: Readonly<Record<string, AtOnce>>;
  /** the agent's wishes for its links come true: where agents act in place */
  rewire(i: number): void;
}

export { load } from '../rules/load.ts';

/** Everything a compiled function needs that changes between chunks, bound to the arena. */
export class Binding {
  readonly rt: Runtime;
  private readonly context: KernelContext;
  private readonly k: number;
  private readonly stream: string;
  private readonly data: Compiled;
  private key: Key = { k0: 0, k1: 0 };
  private keyTick = -1;
  /** what the runtime was bound for, see {@link renew} */
  private header: Header | null = null;
  private phase = -1;
  private layout = -1;

  constructor(context: KernelContext, k: number, stream: string, data: Compiled) {
    this.context = context;
    this.k = k;
    this.stream = stream;
    this.data = data;
    this.rt = {
      kinds: {},
      counts: {},
      births: {},
      claims: {},
      fields: {},
      deposits: [],
      tables: Object.fromEntries(data.large.map(({ number, values }) => [number, typeof values === 'string' ? new Int32Array(0) : values])),
      nan: 0,
      atOnce: {},
      links: null,
      rewire() {},
    } as unknown as Runtime; // filled by renew()
  }

  /**
   * Point at the present buffers; `chunk` says where newborns wait, `tick` which one rules see and draw for. Chunks of one phase
   * differ in where newborns wait, and allocate nothing.
   */
  renew(header: Header, inPlace: boolean, chunk: number, tick: number = header.tick): Runtime {
    const { generation } = this.context.arena;
    if (header !== this.header || header.phase !== this.phase || tick !== this.keyTick || generation !== this.layout) {
      this.header = header;
      this.phase = header.phase;
      this.layout = generation;
      this.bind(header, inPlace, tick);
    }
    if (!inPlace) for (const { kind } of this.data.births) this.moveStage(kind, chunk);
    return this.rt;
  }

  private bind(header: Header, inPlace: boolean, tick: number): void {
    const {
      rt,
      context: { arena, seed, party },
      k,
    } = this;
    if (this.keyTick !== tick) {
      this.keyTick = tick;
      this.key = streamKey(seed, this.stream, tick);
    }
    if (k >= 0) {
      rt.now = arena.views(k, header.parity(k));
      rt.next = inPlace ? rt.now : arena.views(k, (1 - header.parity(k)) as 0 | 1);
      rt.capacity = arena.capacities.kinds[k];
      rt.count = header.count(k);
      if (this.data.dies || inPlace) rt.dead = arena.scratch(`dead:${arena.spec.kinds[k].name}`) as Uint8Array;
    }
    arena.spec.kinds.forEach((kind, n) => {
      rt.counts[kind.name] = header.count(n);
    });
    for (const name of this.data.neighbourKinds) this.renewNeighbours(name, header, inPlace);
    for (const { kind, column } of this.data.derived)
      (this.rt.kinds[kind].now as Record<string, Column>)[column.name] = arena.scratch(derivedScratch(kind, column.name));
    for (const { kind, fixed } of this.data.gathered) {
      const view = this.renewKind(kind, header);
      view.places = fixed ? null : (arena.scratch(placesOf(kind)) as Int32Array);
      if (inPlace && !fixed) view.dead = arena.scratch(`dead:${kind}`) as Uint8Array;
    }
    for (const { kind, stage } of this.data.births) this.renewStage(kind, stage, inPlace);
    for (const of of this.data.claims) this.renewClaims(of);
    for (const field of this.data.fields) {
      const n = arena.kindIndex(kindOfCells(field));
      rt.fields[field] = arena.views(n, header.parity(n))[AMOUNT];
    }
    if (!inPlace) for (const { site } of this.data.deposits) this.renewDeposits(site);
    for (const { number, values } of this.data.large) if (typeof values === 'string') rt.tables[number] = arena.scratch(values);
    this.renewLinks();
    rt.globals = header.globals;
    rt.tick = tick;
    rt.k0 = this.key.k0;
    rt.k1 = this.key.k1;
    rt.mark = arena.control;
    rt.markAt = arena.markAt(party);
  }

  private renewKind(name: string, header: Header): NeighbourView {
    const { arena } = this.context;
    const n = arena.kindIndex(name);
    const view = (this.rt.kinds[name] ??= { places: null, dead: null } as NeighbourView); // the rest is filled here and by the caller
    view.now = arena.views(n, header.parity(n));
    view.capacity = arena.capacities.kinds[n];
    view.count = header.count(n);
    return view;
  }

  private renewNeighbours(name: string, header: Header, inPlace: boolean): void {
    const { arena } = this.context;
    const view = this.renewKind(name, header);
    if (inPlace) {
      view.head = arena.scratch(`head:${name}`) as Int32Array;
      view.following = arena.scratch(`following:${name}`) as Int32Array;
    } else {
      view.starts = arena.scratch(`starts:${name}`) as Int32Array;
    }
  }

  private renewClaims(of: string): void {
    const { arena } = this.context;
    const target = arena.scratch(targets(arena.spec.kinds[this.k].name, of)) as Int32Array;
    (this.rt.claims[of] ??= { target }).target = target;
  }

  private renewDeposits(site: number): void {
    const { arena } = this.context;
    const { cells, amounts } = notes({ kind: arena.spec.kinds[this.k].name, site });
    this.rt.deposits[site] = { cells: arena.scratch(cells) as Int32Array, amounts: arena.scratch(amounts) };
  }

  private renewLinks(): void {
    const { arena } = this.context;
    const shape = arena.spec.kinds.find(({ name }) => name === LINKS)?.links;
    if (!shape) return;
    const [from, to, targets, wishes, made, words] = [ROW_FROM, ROW_TO, TARGETS, WISHES, MADE, WORDS].map(
      (name) => arena.scratch(name) as Int32Array,
    );
    this.rt.links = { nodes: shape.nodes, from, to, targets, wishes, made, words };
  }

  private renewStage(kind: string, stage: number, inPlace: boolean): void {
    const { arena } = this.context;
    const view = (this.rt.births[kind] ??= {} as StageView);
    if (inPlace) {
      const n = arena.kindIndex(kind); // they stand behind those that are there
      view.views = arena.now(n);
      view.capacity = arena.capacities.kinds[n];
      view.base = arena.header.count(n);
      view.limit = view.capacity - view.base;
    } else {
      view.views = arena.stage(stage);
      view.capacity = stageLength(arena.spec, arena.capacities, stage);
      view.limit = arena.capacities.stages[stage];
      view.base = 0;
    }
    view.counts = arena.scratch(`born:${stage}`) as Int32Array;
    view.at = 0;
  }

  private moveStage(kind: string, chunk: number): void {
    const view = this.rt.births[kind];
    view.base = chunk * view.limit;
    view.at = chunk;
  }
}

/** Copy rows [lo, hi) of columns from one buffer of a kind to the other, without allocating. */
export function copyRows(
  arena: Arena,
  columns: readonly ColumnSpec[],
  from: Views,
  to: Views,
  capacity: number,
  lo: number,
  hi: number,
): void {
  const bytes = memoryBytes(arena);
  for (const { name, type, size } of columns) {
    const width = BYTES[type];
    for (let plane = 0; plane < size; plane++) {
      const source = from[name].byteOffset + (plane * capacity + lo) * width;
      bytes.copyWithin(to[name].byteOffset + (plane * capacity + lo) * width, source, source + (hi - lo) * width);
    }
  }
}

const BYTE_VIEWS = new WeakMap<Arena, Uint8Array>();

function memoryBytes(arena: Arena): Uint8Array {
  let bytes = BYTE_VIEWS.get(arena);
  if (!bytes || bytes.byteLength < arena.layout.bytes) {
    bytes = new Uint8Array(arena.memory.buffer);
    BYTE_VIEWS.set(arena, bytes);
  }
  return bytes;
}

export const ID: ColumnSpec = { name: 'id', type: 'u32', size: 1 };
