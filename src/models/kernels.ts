// Kernels that run a model's compiled functions: init, rules, births and deaths, reductions, hooks. Imports engine, spaces, rules.

import * as elementary from '../engine/elementary.ts';
import * as random from '../engine/random.ts';
import * as draws from '../rules/draws.ts';
import type { Arena, Header } from '../engine/arena.ts';
import { BYTES, CHUNK, type ColumnSpec, type Column, type Views } from '../engine/columns.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { stageLength } from '../engine/layout.ts';
import { shuffle, streamKey, type Key } from '../engine/random.ts';
import { LabError } from '../errors.ts';
import { targets } from './claims.ts';
import { cellOf, insert, link, unlink, type LinkedCells } from '../spaces/linked.ts';
import type { SpaceSpec } from '../spaces/space.ts';

/** A compiled function with what its kernel must know; plain data. */
export interface Compiled {
  readonly code: string;
  readonly writes: readonly string[];
  readonly neighbourKinds: readonly string[];
  readonly dies: boolean;
  /** kinds that it bears, with the stage that each waits in */
  readonly births: readonly { readonly kind: string; readonly stage: number }[];
  /** kinds whose agents it claims */
  readonly claims: readonly string[];
}

export interface RuleData extends Compiled {
  readonly kind: string;
  readonly space: SpaceSpec | null;
  /** kinds whose new state becomes the present one after this rule: those of the last rule of the tick */
  readonly flips: readonly string[];
}

/** What compiled code sees of a kind whose agents it meets as neighbours. */
interface NeighbourView {
  now: Views;
  capacity: number;
  count: number;
  starts: Int32Array;
  head: Int32Array;
  following: Int32Array;
}

interface StageView { views: Views; capacity: number; base: number; limit: number; counts: Int32Array; at: number }

/** What compiled code runs on; one object a kernel, renewed in place. */
interface Runtime {
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
  dead: Uint8Array;
  births: Record<string, StageView>;
  claims: Record<string, { target: Int32Array }>;
  relocate(i: number): void;
  remove(i: number): void;
}

const LIBRARY = { ...elementary, ...random, ...draws };

/** Evaluate the text of a compiled function. It is our own emitter's text, made from the author's rule. */
export function load<F>(code: string): F {
  return (new Function(`"use strict"; return (${code});`)() as (library: typeof LIBRARY) => F)(LIBRARY);
}

/** Everything a compiled function needs that changes between chunks, bound to the arena. */
class Binding {
  readonly rt: Runtime;
  private readonly context: KernelContext;
  private readonly k: number;
  private readonly stream: string;
  private readonly data: Compiled;
  private key: Key = { k0: 0, k1: 0 };
  private keyTick = -1;

  constructor(context: KernelContext, k: number, stream: string, data: Compiled) {
    this.context = context;
    this.k = k;
    this.stream = stream;
    this.data = data;
    this.rt = { kinds: {}, counts: {}, births: {}, claims: {}, relocate() {}, remove() {} } as unknown as Runtime; // filled by renew()
  }

  /** Point at the present buffers; `chunk` says where newborns wait, `tick` which one rules see and draw for. */
  renew(header: Header, inPlace: boolean, chunk: number, tick: number = header.tick): Runtime {
    const { rt, context: { arena, seed, party }, k } = this;
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
    arena.spec.kinds.forEach((kind, n) => { rt.counts[kind.name] = header.count(n); });
    for (const name of this.data.neighbourKinds) this.renewNeighbours(name, header, inPlace);
    for (const { kind, stage } of this.data.births) this.renewStage(kind, stage, inPlace, chunk);
    for (const of of this.data.claims) this.renewClaims(of);
    rt.globals = header.globals;
    rt.tick = tick;
    rt.k0 = this.key.k0;
    rt.k1 = this.key.k1;
    rt.mark = arena.control;
    rt.markAt = arena.markAt(party);
    return rt;
  }

  private renewNeighbours(name: string, header: Header, inPlace: boolean): void {
    const { arena } = this.context;
    const n = arena.kindIndex(name);
    const view = (this.rt.kinds[name] ??= {} as NeighbourView);
    view.now = arena.views(n, header.parity(n));
    view.capacity = arena.capacities.kinds[n];
    view.count = header.count(n);
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

  private renewStage(kind: string, stage: number, inPlace: boolean, chunk: number): void {
    const { arena } = this.context;
    const view = (this.rt.births[kind] ??= {} as StageView);
    view.views = arena.stage(stage);
    view.capacity = stageLength(arena.spec, arena.capacities, stage);
    view.limit = inPlace ? view.capacity : arena.capacities.stages[stage];
    view.base = inPlace ? 0 : chunk * view.limit;
    view.counts = arena.scratch(`born:${stage}`) as Int32Array;
    view.at = chunk;
  }
}

/** Copy rows [lo, hi) of columns from one buffer of a kind to the other, without allocating. */
function copyRows(arena: Arena, columns: readonly ColumnSpec[], from: Views, to: Views, capacity: number, lo: number, hi: number): void {
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

const ID: ColumnSpec = { name: 'id', type: 'u32', size: 1 };

/** State at tick 0. Reads ids; writes every column (0 where `init` does not). */
export function init(context: KernelContext, data: RuleData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(data.kind);
  const binding = new Binding(context, k, `init:${data.kind}`, data);
  const run = data.code === '' ? null : load<(rt: Runtime, lo: number, hi: number) => void>(data.code);
  return {
    chunks: () => Math.ceil(arena.header.count(k) / CHUNK),
    run(chunk) {
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, arena.header.count(k));
      const now = arena.now(k);
      for (const { name, size } of arena.spec.kinds[k].columns) {
        for (let plane = 0; plane < size; plane++) now[name].fill(0, plane * arena.capacities.kinds[k] + lo, plane * arena.capacities.kinds[k] + hi);
      }
      const rt = binding.renew(arena.header, false, chunk);
      rt.next = rt.now;
      run?.(rt, lo, hi);
    },
  };
}

/** One tick of all agents of a kind, synchronously: reads the present buffers, writes the other. */
export function rule(context: KernelContext, data: RuleData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(data.kind);
  const binding = new Binding(context, k, `rule:${data.kind}`, data);
  const run = load<(rt: Runtime, lo: number, hi: number) => void>(data.code);
  const unwritten = [ID, ...arena.spec.kinds[k].columns.filter(({ name }) => !data.writes.includes(name))];
  const flips = data.flips.map((name) => arena.kindIndex(name));
  const chunks = (): number => Math.ceil(arena.header.count(k) / CHUNK);
  return {
    chunks,
    run(chunk) {
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, arena.header.count(k));
      const rt = binding.renew(arena.header, false, chunk);
      run(rt, lo, hi);
      copyRows(arena, unwritten, rt.now, rt.next, rt.capacity, lo, hi);
    },
    finish(pending) {
      let fits = true;
      for (const { stage } of data.births) {
        const born = arena.scratch(`born:${stage}`) as Int32Array;
        let most = 0;
        for (let chunk = 0; chunk < chunks(); chunk++) most = Math.max(most, born[chunk]);
        if (most > arena.capacities.stages[stage]) {
          arena.growStage(stage, most);
          fits = false;
        }
      }
      if (!fits) return false;
      for (const flip of flips) pending.flip(flip);
      return true;
    },
  };
}

/** How a world that is updated in place keeps its neighbour lists. */
export interface InPlaceData extends RuleData {
  /** kinds that some rule meets as neighbours */
  readonly listed: readonly string[];
  /** phases from the one that prepares the tick to this one */
  readonly back: number;
}

/** What prepares a tick in place. */
export interface PrepareData {
  readonly space: SpaceSpec | null;
  readonly listed: readonly string[];
  /** some rule bears: the state is kept in the other buffers, to begin the tick anew when newborns find no room */
  readonly bears: boolean;
}

function lists(arena: Arena, name: string): LinkedCells {
  const at = (what: string): Int32Array => arena.scratch(`${what}:${name}`) as Int32Array;
  return { head: at('head'), following: at('following'), preceding: at('preceding'), cell: at('cell') };
}

/** Start of a tick in place: nobody is dead, nobody is born, lists are made anew in memory order. */
export function prepareInPlace({ arena }: KernelContext, { listed, space, bears }: PrepareData): Kernel {
  return {
    chunks: () => 1,
    run() {
      arena.spec.kinds.forEach(({ name, columns }, k) => {
        if (bears) copyRows(arena, [ID, ...columns], arena.now(k), arena.next(k), arena.capacities.kinds[k], 0, arena.header.count(k));
        const dead = arena.scratch(`dead:${name}`) as Uint8Array;
        dead.fill(0);
        if (space && listed.includes(name)) link(lists(arena, name), arena.now(k), space, dead, arena.header.count(k));
      });
      arena.spec.stages.forEach((_, stage) => (arena.scratch(`born:${stage}`) as Int32Array).fill(0));
    },
  };
}

/** One tick of all agents of a kind in place, in a fresh random order. */
export function ruleInPlace(context: KernelContext, data: InPlaceData): Kernel {
  const { arena, seed } = context;
  const k = arena.kindIndex(data.kind);
  const binding = new Binding(context, k, `rule:${data.kind}`, data);
  const run = load<(rt: Runtime, order: Uint32Array, lo: number, hi: number) => void>(data.code);
  const { space } = data;
  const kept = space !== null && data.listed.includes(data.kind);
  return {
    chunks: () => (arena.header.count(k) > 0 ? 1 : 0),
    run() {
      const { header } = arena;
      const count = header.count(k);
      const order = arena.scratch(`turns:${data.kind}`) as Uint32Array;
      for (let i = 0; i < count; i++) order[i] = i;
      shuffle(streamKey(seed, `order:${data.kind}`, header.tick), order, count);
      const rt = binding.renew(header, true, 0);
      if (kept && space) {
        const listed = lists(arena, data.kind);
        rt.relocate = (i) => {
          const to = cellOf(rt.now, i, space);
          if (to === listed.cell[i]) return;
          unlink(listed, i);
          insert(listed, i, to);
        };
        rt.remove = (i) => unlink(listed, i);
      }
      run(rt, order, 0, count);
    },
    finish(pending) {
      let fits = true;
      for (const { stage } of data.births) {
        const born = (arena.scratch(`born:${stage}`) as Int32Array)[0];
        if (born <= stageLength(arena.spec, arena.capacities, stage)) continue;
        arena.growStage(stage, Math.ceil(born / Math.ceil(arena.capacities.kinds[k] / CHUNK)));
        fits = false;
      }
      if (fits) return;
      arena.spec.kinds.forEach((_, each) => pending.flip(each)); // the state as the tick found it
      pending.phase -= data.back + 1; // the phase that prepares the tick comes next
    },
  };
}

/** What the phases of births and deaths need to know of a kind. */
export interface TurnoverData {
  readonly kind: string;
  /** whether agents of the kind can die */
  readonly dies: boolean;
  /** stages in which newborns of the kind wait, with the kind that bore them */
  readonly stages: readonly { readonly stage: number; readonly from: string }[];
  readonly inPlace: boolean;
}

/** Agents of one kind that a run can ever hold, the dead included. */
const MAX_IDS = 2 ** 31;

/** Slots of the plan: survivors, newborns, whether any died. */
const PLAN = { kept: 0, born: 1, died: 2 } as const;

/** Count survivors and newborns chunk by chunk and make room for all. */
export function planTurnover({ arena }: KernelContext, { kind, dies, stages, inPlace }: TurnoverData): Kernel {
  const k = arena.kindIndex(kind);
  return {
    chunks: () => 1,
    run() {
      const plan = arena.scratch(`plan:${kind}`) as Int32Array;
      const keep = arena.scratch(`keep:${kind}`) as Int32Array;
      const count = arena.header.count(k);
      const dead = dies || inPlace ? (arena.scratch(`dead:${kind}`) as Uint8Array) : null;
      let kept = 0;
      for (let chunk = 0; chunk * CHUNK < count; chunk++) {
        keep[chunk] = kept;
        const end = Math.min((chunk + 1) * CHUNK, count);
        if (dead) for (let i = chunk * CHUNK; i < end; i++) kept += 1 - dead[i];
        else kept = end;
      }
      let born = 0;
      for (const { stage, from } of stages) {
        const counts = arena.scratch(`born:${stage}`) as Int32Array;
        const at = arena.scratch(`bornAt:${stage}`) as Int32Array;
        const chunks = inPlace ? 1 : Math.ceil(fromCount(arena, from) / CHUNK);
        for (let chunk = 0; chunk < chunks; chunk++) {
          at[chunk] = born;
          born += counts[chunk];
        }
      }
      plan[PLAN.kept] = kept;
      plan[PLAN.born] = born;
      plan[PLAN.died] = kept < count ? 1 : 0;
    },
    finish(pending) {
      const [kept, born] = arena.scratch(`plan:${kind}`) as Int32Array;
      if (pending.nextId(k) + born > MAX_IDS) throw new LabError('E_RULE_FAILED', `kind ${kind} has used up its ${MAX_IDS} ids: no id is given twice. Run fewer ticks, or bear less.`);
      if (kept + born <= arena.capacities.kinds[k]) return true;
      arena.growKind(k, kept + born);
      return false; // arrays have moved: plan again
    },
  };
}

/** Agents of the kind that bore when its rule ran: the count of this tick, kept aside since turnover changes it. */
function fromCount(arena: Arena, from: string): number {
  return (arena.scratch(`parents:${from}`) as Int32Array)[0];
}

/** Remember how many agents each kind has, before turnover changes it kind by kind. */
export function noteParents({ arena }: KernelContext): Kernel {
  return {
    chunks: () => 1,
    run() {
      arena.spec.kinds.forEach(({ name }, k) => { (arena.scratch(`parents:${name}`) as Int32Array)[0] = arena.header.count(k); });
    },
  };
}

/** Move the survivors together, in order, into the other buffer; nothing to do when nobody died. */
export function compact({ arena }: KernelContext, { kind }: TurnoverData): Kernel {
  const k = arena.kindIndex(kind);
  const died = (): boolean => (arena.scratch(`plan:${kind}`) as Int32Array)[PLAN.died] === 1;
  return {
    chunks: () => (died() ? Math.ceil(arena.header.count(k) / CHUNK) : 0),
    run(chunk) {
      const dead = arena.scratch(`dead:${kind}`) as Uint8Array;
      const end = Math.min((chunk + 1) * CHUNK, arena.header.count(k));
      const now = arena.now(k);
      const next = arena.next(k);
      const capacity = arena.capacities.kinds[k];
      const to = (arena.scratch(`keep:${kind}`) as Int32Array)[chunk];
      squeeze(now.id, next.id, 0, dead, chunk * CHUNK, end, to);
      for (const { name, size } of arena.spec.kinds[k].columns) {
        for (let plane = 0; plane < size; plane++) squeeze(now[name], next[name], plane * capacity, dead, chunk * CHUNK, end, to);
      }
    },
  };
}

/** Copy the living of rows [lo, hi) of one plane to consecutive rows from `to` on. */
function squeeze(from: Column, next: Column, base: number, dead: Uint8Array, lo: number, hi: number, to: number): void {
  for (let i = lo, d = to; i < hi; i++) if (dead[i] === 0) next[base + d++] = from[base + i];
}

/** Append the newborns with fresh ids, in the order of their parents in memory. */
export function deliver({ arena }: KernelContext, { kind, stages, inPlace }: TurnoverData): Kernel {
  const k = arena.kindIndex(kind);
  const { columns } = arena.spec.kinds[k];
  const plan = (): Int32Array => arena.scratch(`plan:${kind}`) as Int32Array;
  const chunksOf = (from: string): number => (inPlace ? 1 : Math.ceil(fromCount(arena, from) / CHUNK));
  return {
    chunks: () => (plan()[PLAN.born] > 0 ? stages.reduce((sum, { from }) => sum + chunksOf(from), 0) : 0),
    run(chunk) {
      let n = chunk;
      let s = 0;
      while (n >= chunksOf(stages[s].from)) n -= chunksOf(stages[s++].from);
      const { stage } = stages[s];
      const born = (arena.scratch(`born:${stage}`) as Int32Array)[n];
      const at = (arena.scratch(`bornAt:${stage}`) as Int32Array)[n];
      const to = plan()[PLAN.died] === 1 ? arena.next(k) : arena.now(k);
      const base = inPlace ? 0 : n * arena.capacities.stages[stage];
      const length = stageLength(arena.spec, arena.capacities, stage);
      const waiting = arena.stage(stage);
      const first = plan()[PLAN.kept] + at;
      const id = arena.header.nextId(k) + at;
      for (let b = 0; b < born; b++) to.id[first + b] = id + b;
      for (const { name, size } of columns) {
        for (let plane = 0; plane < size; plane++) {
          const capacity = arena.capacities.kinds[k];
          for (let b = 0; b < born; b++) to[name][plane * capacity + first + b] = waiting[name][plane * length + base + b];
        }
      }
    },
    finish(pending) {
      const [kept, born, died] = plan();
      pending.setCount(k, kept + born);
      pending.setNextId(k, pending.nextId(k) + born);
      if (died === 1) pending.flip(k);
    },
  };
}

/** Ends the phases of a tick that has nothing else to do. */
export function rest(): Kernel {
  return { chunks: () => 0, run() {} };
}

export interface ReduceData {
  readonly name: string;
  readonly over: string;
  readonly reduce: 'sum' | 'mean' | 'min' | 'max' | 'count';
  readonly compiled: Compiled;
}

/** Joins the blocks in a fixed binary tree, in place; the result is in slot 0. */
export function joinTree(partials: Float64Array, blocks: number, join: (a: number, b: number) => number): number {
  for (let width = 1; width < blocks; width *= 2) {
    for (let b = 0; b + width < blocks; b += 2 * width) partials[b] = join(partials[b], partials[b + width]);
  }
  return partials[0];
}

const JOIN = { sum: (a: number, b: number) => a + b, mean: (a: number, b: number) => a + b, min: (a: number, b: number) => Math.min(a, b), max: (a: number, b: number) => Math.max(a, b) };

/** Sums run in two lanes by position, joined at the end; least and greatest in order. */
function joinBlock(values: Float64Array, n: number, how: 'sum' | 'mean' | 'min' | 'max'): number {
  if (how === 'min' || how === 'max') return values.subarray(1, n).reduce((a, b) => JOIN[how](a, b), values[0]);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < n; i += 2) even += values[i];
  for (let i = 1; i < n; i += 2) odd += values[i];
  return even + odd;
}

/** A reduction over all agents of a kind; block by block, joined in a fixed tree. An empty kind gives 0. */
export function reduce(context: KernelContext, { name, over, reduce: how, compiled }: ReduceData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(over);
  const g = arena.spec.globals.indexOf(name);
  if (how === 'count') {
    return { chunks: () => 0, run() {}, finish(pending) { pending.globals[g] = pending.count(k); } };
  }
  const binding = new Binding(context, k, `reduce:${name}`, compiled);
  const run = load<(rt: Runtime, lo: number, hi: number, out: Float64Array) => void>(compiled.code);
  const values = new Float64Array(CHUNK);
  const blocks = (): number => Math.ceil(arena.header.count(k) / CHUNK);
  return {
    chunks: blocks,
    run(chunk) {
      const rt = binding.renew(arena.header, false, chunk);
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, rt.count);
      run(rt, lo, hi, values);
      (arena.scratch(`partials:${name}`) as Float64Array)[chunk] = joinBlock(values, hi - lo, how);
    },
    finish(pending) {
      const count = pending.count(k);
      if (count === 0) {
        pending.globals[g] = 0;
        return;
      }
      const partials = (arena.scratch(`partials:${name}`) as Float64Array).slice(0, blocks());
      const joined = joinTree(partials, blocks(), JOIN[how]);
      pending.globals[g] = how === 'mean' ? joined / count : joined;
    },
  };
}

export interface HookData {
  /** stream of its draws */
  readonly stream: string;
  readonly compiled: Compiled;
  /** the global that takes the returned value, {@link UNTIL} for the end of the run, null for none */
  readonly target: string | null;
  /** 1 when it runs after the tick: it then sees the number of the tick that has come to be */
  readonly ahead: 0 | 1;
}

/** The target of an `until` condition: no name that a global can have. */
export const UNTIL = '#until';

/** A schedule, a hook or an `until` condition: runs on one worker, reads and writes globals. */
export function hook(context: KernelContext, { stream, compiled, target, ahead }: HookData): Kernel {
  const { arena } = context;
  const binding = new Binding(context, -1, stream, compiled);
  const run = load<(rt: Runtime) => number | boolean | void>(compiled.code);
  const g = target === null ? -1 : arena.spec.globals.indexOf(target);
  return {
    chunks: () => 0,
    run() {},
    finish(pending) {
      const value = run(binding.renew(pending, false, 0, pending.tick + ahead));
      if (target === UNTIL) pending.until = Boolean(value);
      else if (g >= 0) pending.globals[g] = Number(value);
    },
  };
}
