// The arena: one shared memory with its layout, seen from one thread. Views are cached and renewed when columns have grown.
// Imports columns, control, layout and errors.

import { LabError } from '../errors.ts';
import { columnAt, type Column, type Views } from './columns.ts';
import { HEADER, HEADER_BASE, HEADER_DOUBLES, KIND, MARK, MAX_CAPACITIES, SLOT, WORD } from './control.ts';
import {
  columnsWithId,
  capacityFor,
  initialCapacities,
  layOut,
  MAX_PAGES,
  PAGE,
  planesOf,
  stageLength,
  type Capacities,
  type Layout,
  type WorldSpec,
} from './layout.ts';

/** The state words that are committed as one: two copies in shared memory, one of them true. */
export class Header {
  readonly words: Float64Array;
  /** the values of the model's globals, in declared order */
  readonly globals: Float64Array;

  constructor(buffer: ArrayBufferLike, copy: 0 | 1, spec: WorldSpec) {
    this.words = new Float64Array(buffer, HEADER_BASE + copy * HEADER_DOUBLES * 8, HEADER_DOUBLES);
    const globals = HEADER.kinds + HEADER.perKind * spec.kinds.length;
    this.globals = this.words.subarray(globals, globals + spec.globals.length);
  }

  get tick(): number {
    return this.words[HEADER.tick];
  }
  set tick(value: number) {
    this.words[HEADER.tick] = value;
  }
  get phase(): number {
    return this.words[HEADER.phase];
  }
  set phase(value: number) {
    this.words[HEADER.phase] = value;
  }
  get until(): boolean {
    return this.words[HEADER.until] !== 0;
  }
  set until(value: boolean) {
    this.words[HEADER.until] = value ? 1 : 0;
  }

  /** agents stepped since tick 0, summed over ticks */
  get steps(): number {
    return this.words[HEADER.steps];
  }
  set steps(value: number) {
    this.words[HEADER.steps] = value;
  }

  parity(kind: number): 0 | 1 {
    return this.words[HEADER.kinds + kind * HEADER.perKind + KIND.parity] as 0 | 1;
  }
  flip(kind: number): void {
    this.words[HEADER.kinds + kind * HEADER.perKind + KIND.parity] = 1 - this.parity(kind);
  }
  count(kind: number): number {
    return this.words[HEADER.kinds + kind * HEADER.perKind + KIND.count];
  }
  setCount(kind: number, count: number): void {
    this.words[HEADER.kinds + kind * HEADER.perKind + KIND.count] = count;
  }
  nextId(kind: number): number {
    return this.words[HEADER.kinds + kind * HEADER.perKind + KIND.nextId];
  }
  setNextId(kind: number, id: number): void {
    this.words[HEADER.kinds + kind * HEADER.perKind + KIND.nextId] = id;
  }
}

/** Largest number of globals that the header holds beside `kinds` kinds. */
export function maxGlobals(kinds: number): number {
  return HEADER_DOUBLES - HEADER.kinds - HEADER.perKind * kinds;
}

export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly spec: WorldSpec;
  readonly control: Int32Array;
  readonly headers: readonly [Header, Header];
  layout!: Layout;
  capacities!: Capacities;
  /** number of the layout that this thread sees: it changes when columns have grown */
  generation = -1;
  private cache: (Views | null)[][] = [];
  private stageCache: (Views | null)[] = [];
  private scratchCache = new Map<string, Column>();

  /** Bind to a memory that already holds a world (from any thread). */
  constructor(memory: WebAssembly.Memory, spec: WorldSpec) {
    this.memory = memory;
    this.spec = spec;
    this.control = new Int32Array(memory.buffer, 0, HEADER_BASE / 4);
    this.headers = [new Header(memory.buffer, 0, spec), new Header(memory.buffer, 1, spec)];
    this.refresh();
  }

  /**
   * Reserve the shared memory of a new world: the maximum once, the pages of the first layout at once.
   *
   * @throws LabError E_MODEL for more globals, kinds or births than the control words have room for, E_MEMORY when the memory
   * cannot be had
   */
  static create(spec: WorldSpec): Arena {
    if (spec.globals.length > maxGlobals(spec.kinds.length)) {
      throw new LabError('E_MODEL', `a world holds at most ${maxGlobals(spec.kinds.length)} globals, but got ${spec.globals.length}.`);
    }
    const growing = spec.kinds.length + spec.stages.length;
    if (growing > MAX_CAPACITIES) {
      throw new LabError(
        'E_MODEL',
        `a world holds at most ${MAX_CAPACITIES} kinds and pairs of a kind that bears and a kind that is born, but got ${growing}.`,
      );
    }
    const capacities = initialCapacities(spec);
    const pages = Math.ceil(layOut(spec, capacities).bytes / PAGE);
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
    } catch (cause) {
      throw new LabError('E_MEMORY', `the system refused ${(pages / 16).toFixed(0)} MiB of shared memory. Run fewer agents.`, { cause });
    }
    const control = new Int32Array(memory.buffer, 0, HEADER_BASE / 4);
    [...capacities.kinds, ...capacities.stages].forEach((capacity, n) => {
      control[WORD.capacities + n] = capacity;
    });
    const arena = new Arena(memory, spec);
    spec.kinds.forEach((kind, k) => {
      arena.header.setCount(k, kind.count);
      arena.header.setNextId(k, kind.count);
      const ids = arena.now(k).id;
      for (let i = 0; i < kind.count; i++) ids[i] = i;
    });
    return arena;
  }

  /** The header that is true now. */
  get header(): Header {
    return this.headers[Atomics.load(this.control, WORD.select) as 0 | 1];
  }

  /** Agents of all kinds that are alive now, cells of grids left out. */
  alive(): number {
    let sum = 0;
    for (let k = 0; k < this.spec.kinds.length; k++) if (!this.spec.kinds[k].grid) sum += this.header.count(k);
    return sum;
  }

  /** A copy of the header to change; {@link commit} makes it true in one store. */
  begin(): Header {
    const now = Atomics.load(this.control, WORD.select);
    const pending = this.headers[1 - now];
    pending.words.set(this.headers[now].words);
    return pending;
  }

  /** Make the header of the last {@link begin} the true one. */
  commit(): void {
    Atomics.store(this.control, WORD.select, 1 - Atomics.load(this.control, WORD.select));
  }

  /** Renew layout and views if another thread has grown the columns since. Cheap when nothing has changed. */
  refresh(): void {
    const generation = Atomics.load(this.control, WORD.layout);
    if (generation === this.generation) return;
    this.generation = generation;
    const at = WORD.capacities;
    const kinds = this.spec.kinds.map((_, k) => this.control[at + k]);
    const stages = this.spec.stages.map((_, s) => this.control[at + kinds.length + s]);
    this.capacities = { kinds, stages };
    this.layout = layOut(this.spec, this.capacities);
    this.cache = this.spec.kinds.map(() => [null, null]);
    this.stageCache = this.spec.stages.map(() => null);
    this.scratchCache.clear();
  }

  /** Index of a kind by its name. */
  kindIndex(name: string): number {
    const index = this.spec.kinds.findIndex((kind) => kind.name === name);
    if (index < 0) throw new LabError('E_INTERNAL', `no kind is called "${name}".`);
    return index;
  }

  /** Whole-capacity columns of one buffer of kind `k`. */
  views(k: number, parity: 0 | 1): Views {
    return (this.cache[k][parity] ??= this.bind(
      columnsWithId(this.spec.kinds[k]),
      this.layout.kinds[k][parity],
      this.capacities.kinds[k],
    ) as Views);
  }

  now(k: number): Views {
    return this.views(k, this.header.parity(k));
  }
  next(k: number): Views {
    return this.views(k, (1 - this.header.parity(k)) as 0 | 1);
  }

  /** The waiting room of newborns of stage `s`. */
  stage(s: number): Views {
    return (this.stageCache[s] ??= this.bindStage(s));
  }

  /** A scratch array by name. */
  scratch(name: string): Column {
    let column = this.scratchCache.get(name);
    if (!column) {
      const { type, offset, length } = this.layout.scratch[name];
      column = columnAt(this.memory.buffer, type, offset, length);
      this.scratchCache.set(name, column);
    }
    return column;
  }

  /** Index into {@link control} where party `p` notes the agent at hand. */
  markAt(party: number): number {
    return WORD.parties + party * SLOT + MARK.agent;
  }

  /**
   * Grow so that kind `k` holds at least `count` agents, by half as much again at least. Only the leader calls it, between phases.
   *
   * @throws LabError E_GROWN when 4 GiB are not enough or the system has no more
   */
  growKind(k: number, count: number): void {
    if (count <= this.capacities.kinds[k]) return;
    const capacity = capacityFor(Math.max(count, Math.ceil(this.capacities.kinds[k] * 1.5)));
    this.regrow({ ...this.capacities, kinds: this.capacities.kinds.map((old, n) => (n === k ? capacity : old)) });
  }

  /** Let stage `s` hold at least `perChunk` newborns of a chunk. */
  growStage(s: number, perChunk: number): void {
    if (perChunk <= this.capacities.stages[s]) return;
    const capacity = Math.ceil((perChunk * 1.5) / 64) * 64;
    this.regrow({ ...this.capacities, stages: this.capacities.stages.map((old, n) => (n === s ? capacity : old)) });
  }

  /** Make the capacities that this thread knows the true ones, for all threads that bind from now on. */
  keepCapacities(): void {
    this.writeCapacities(this.capacities);
  }

  private writeCapacities({ kinds, stages }: Capacities): void {
    [...kinds, ...stages].forEach((capacity, n) => {
      this.control[WORD.capacities + n] = capacity;
    });
  }

  private regrow(capacities: Capacities): void {
    const layout = layOut(this.spec, capacities);
    const pages = Math.ceil(layout.bytes / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (pages > 0) {
      try {
        this.memory.grow(pages);
      } catch (cause) {
        throw new LabError(
          'E_GROWN',
          `the world needs ${(layout.bytes / 2 ** 30).toFixed(2)} GiB to hold all that were born: it may have 4 GiB at most, or what the system still has. Limit the births.`,
          { cause },
        );
      }
    }
    Atomics.store(this.control, WORD.growing, 1);
    this.moveColumns(layout, capacities);
    this.writeCapacities(capacities);
    Atomics.add(this.control, WORD.layout, 1);
    Atomics.store(this.control, WORD.growing, 0);
    this.refresh();
  }

  /**
   * Move every column, stage and scratch array to its new place. No new offset is below the old one and the order is the same, so
   * moving the last first overwrites nothing.
   */
  private moveColumns(layout: Layout, capacities: Capacities): void {
    const bytes = new Uint8Array(this.memory.buffer);
    const from = planesOf(this.spec, this.capacities, this.layout);
    const to = planesOf(this.spec, capacities, layout);
    for (let p = from.length - 1; p >= 0; p--) {
      const length = Math.min(from[p].bytes, to[p].bytes);
      if (to[p].offset !== from[p].offset) bytes.copyWithin(to[p].offset, from[p].offset, from[p].offset + length);
    }
  }

  private bindStage(s: number): Views {
    const to = this.spec.kinds[this.kindIndex(this.spec.stages[s].to)];
    return this.bind(to.columns, this.layout.stages[s], stageLength(this.spec, this.capacities, s)) as Views;
  }

  private bind(
    columns: readonly { name: string; type: Parameters<typeof columnAt>[1]; size: number }[],
    offsets: Record<string, number>,
    length: number,
  ): Record<string, Column> {
    return Object.fromEntries(
      columns.map(({ name, type, size }) => [name, columnAt(this.memory.buffer, type, offsets[name], length * size)]),
    );
  }
}
