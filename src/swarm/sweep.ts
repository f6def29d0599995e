// A rule of one coordinate run over a block of particles, plane by plane: a kernel of JavaScript called for each plane, or one of
// WebAssembly inside a loop of WebAssembly. Imports engine, rules, moves and uniforms.

import type { Arena } from '../engine/arena.ts';
import type { Column } from '../engine/columns.ts';
import { control, I32, i32, type Callee, type Code } from '../engine/wasm/instructions.ts';
import { Fn, Module } from '../engine/wasm/module.ts';
import { compileRule, type Backend } from '../rules/compile.ts';
import { load } from '../rules/load.ts';
import type { SimdCode } from '../rules/simd/kernel.ts';
import { compiled, instantiate } from '../rules/simd/load.ts';
import { PLANE } from './moves.ts';
import { fillUniforms, uniformsFn } from './uniforms.ts';

const KIND = 'coordinate';
/** Columns that have a plane for each dimension; the others are numbers of a whole particle. */
const PLANAR = ['x', 'v', 'best', 'gap', 'normal', 'another'] as const;
const ROWS = ['first', 'second', 'entry', 'radius', 'length', 'better'] as const;
const f64 = (name: string) => ({ name, type: 'f64' as const, size: 1 });
const COLUMNS = [...[...PLANAR, ...ROWS].map(f64), { name: 'leader', type: 'i32' as const, size: 1 }];

/** A rule of one coordinate, compiled; plain data but for the modules, which travel to workers all the same. */
export interface CoordinateRule {
  readonly code: string;
  readonly simd: { readonly code: SimdCode; readonly module: WebAssembly.Module; readonly sweep: WebAssembly.Module } | null;
  /** rows of two uniforms drawn for each plane */
  readonly draws: 0 | 1 | 2;
  /** planes that it goes on by */
  readonly step: 1 | 2;
}

/** @param leadless see moves.ts, accelerate */
export function coordinateRule(
  name: string,
  fn: Function,
  backend: Backend,
  { draws, step = 1, leadless = false }: { readonly draws: 0 | 1 | 2; readonly step?: 1 | 2; readonly leadless?: boolean },
): CoordinateRule {
  const { code, simd } = compileRule(fn, {
    role: 'rule',
    name,
    kinds: [{ name: KIND, columns: COLUMNS, fixed: true }],
    self: KIND,
    space: null,
    params: { leadless: { value: leadless, integer: false } },
    globals: PLANE,
    mode: 'synchronous',
    precision: 'f64',
    backend,
  });
  return {
    code,
    draws,
    step,
    simd: simd && { code: simd, module: compiled(simd.bytes), sweep: compiled(sweepBytes(simd.slots, draws, step)) },
  };
}

/** Parameters of the sweep, in order. */
const SWEEP = ['base', 'lo', 'hi', 'from', 'to', 'stride', 'k0', 'k1', 'first', 'second', 'l0', 'l1', 'third', 'fourth'] as const;

/**
 * A loop over planes [from, to): draw, run the kernel on rows [lo, hi), and move those of its arguments on that point into planes.
 * `base` is the address of the arguments, `stride` the bytes of a plane.
 */
function sweepBytes(slots: readonly string[], draws: number, step: number): Uint8Array<ArrayBuffer> {
  const module = new Module();
  const kernel = module.importFunction('kernel', 'run', [I32, I32, I32], [I32]);
  const fill: Callee = module.add(uniformsFn());
  const fn = new Fn(Array<typeof I32>(SWEEP.length).fill(I32), []);
  const get = (name: (typeof SWEEP)[number]): Code => fn.get(SWEEP.indexOf(name));
  const plane = fn.keep(I32, i32.mul(get('stride'), i32.const(step)));
  const body = fn.inside(() => {
    const rows = [get('lo'), get('from'), i32.sub(get('hi'), get('lo'))];
    if (draws > 0) fn.emit(control.call(fill, get('k0'), get('k1'), ...rows, get('first'), get('second')));
    if (draws > 1) fn.emit(control.call(fill, get('l0'), get('l1'), ...rows, get('third'), get('fourth')));
    fn.emit([control.call(kernel, get('base'), get('lo'), get('hi')), DROP]);
    for (const [n, slot] of slots.entries()) {
      const by = strideOf(slot, plane, step);
      if (by) fn.emit(i32.store(get('base'), i32.add(i32.load(get('base'), 4 * n), by), 4 * n));
    }
    fn.emit(fn.set(SWEEP.indexOf('from'), i32.add(get('from'), i32.const(step))));
    fn.emit(control.br_if(i32.lt_s(get('from'), get('to')), 0));
  });
  fn.emit(control.loop(body));
  module.add(fn, 'sweep');
  return module.encode();
}

const DROP = 0x1a;

/** By how much an argument moves from one plane to the next; null: not at all. */
function strideOf(slot: string, plane: Code, step: number): Code | null {
  if (slot === 'globals') return i32.const(8 * PLANE.length * step);
  const [what, , column] = slot.split(':');
  return (what === 'now' || what === 'next') && (PLANAR as readonly string[]).includes(column) ? plane : null;
}

/** Where a rule finds a column: of a planar one, which plane is that of the first dimension. */
export interface Place {
  readonly array: Column;
  readonly plane: number;
}

/** All that a rule reads and writes, for one state of the buffers. */
export interface Places {
  readonly now: Readonly<Record<string, Place>>;
  readonly next: Readonly<Record<string, Place>>;
}

/** A stream of draws of one tick, and the rows that it fills: the element of a particle is its two uniforms. */
export interface Drawn {
  readonly k0: number;
  readonly k1: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** What rules of this thread run on. */
export interface Ground {
  readonly arena: Arena;
  readonly party: number;
  /** PLANE.length numbers for each dimension */
  readonly planes: Float64Array;
  readonly particles: number;
  readonly capacity: number;
  /** room for the arguments of one kernel: a row of words */
  readonly words: Int32Array;
}

/** What a kernel of JavaScript runs on. */
interface Runtime {
  readonly now: Record<string, Column>;
  readonly next: Record<string, Column>;
  readonly capacity: number;
  readonly kinds: Record<string, { now: Record<string, Column>; capacity: number; count: number }>;
  readonly globals: Float64Array;
  readonly mark: Int32Array;
  readonly markAt: number;
  nan: number;
}

/** Runtimes of so many planes are kept, not made again for each block. */
const KEPT = 4_096;

const NO_DRAWS: Drawn = { k0: 0, k1: 0, first: new Float64Array(0), second: new Float64Array(0) };

type Kernel = (rt: Runtime, lo: number, hi: number) => void;

/** A rule on one thread. */
export class Sweep {
  private readonly ground: Ground;
  private readonly rule: CoordinateRule;
  private readonly js: Kernel | null = null;
  private readonly simd: ((...words: number[]) => void) | null = null;
  private readonly runtimes = new Map<Places, Runtime[]>();
  private readonly words = new Map<Places, Int32Array>();

  constructor(ground: Ground, rule: CoordinateRule) {
    this.ground = ground;
    this.rule = rule;
    const { simd, code } = rule;
    if (simd === null) {
      this.js = load<Kernel>(code);
      return;
    }
    const { memory } = ground.arena;
    const run = instantiate(simd.module, simd.code, memory);
    this.simd = new WebAssembly.Instance(simd.sweep, { env: { memory }, kernel: { run } }).exports['sweep'] as typeof this.simd; // sweepBytes' export
  }

  /** Rows [lo, hi) of planes [from, to). @param drawn as many as the rule draws */
  run(places: Places, lo: number, hi: number, drawn: readonly Drawn[], from: number, to: number): void {
    if (this.simd === null) return this.runJavaScript(places, lo, hi, drawn, from, to);
    const { words, capacity } = this.ground;
    words.set(this.wordsOf(places, from));
    const [a, b] = [drawn[0] ?? NO_DRAWS, drawn[1] ?? NO_DRAWS];
    const at = (row: Float64Array): number => row.byteOffset + 8 * lo;
    this.simd(
      words.byteOffset,
      lo,
      hi,
      from,
      to,
      8 * capacity,
      a.k0,
      a.k1,
      at(a.first),
      at(a.second),
      b.k0,
      b.k1,
      at(b.first),
      at(b.second),
    );
  }

  private runJavaScript(places: Places, lo: number, hi: number, drawn: readonly Drawn[], from: number, to: number): void {
    const { js, rule } = this;
    for (let d = from; d < to; d += rule.step) {
      for (let n = 0; n < rule.draws; n++) {
        const { k0, k1, first, second } = drawn[n];
        fillUniforms(k0, k1, lo, d, hi - lo, first, second, lo);
      }
      js?.(this.runtimeOf(places, d), lo, hi);
    }
  }

  /** The arguments of WebAssembly at plane `from`. */
  private wordsOf(places: Places, from: number): Int32Array {
    let words = from === 0 ? this.words.get(places) : undefined;
    if (words) return words;
    const { arena, party, planes, particles, capacity, words: room } = this.ground;
    const slots = this.rule.simd?.code.slots ?? [];
    words = Int32Array.from(slots, (slot) => {
      const [what, , column] = slot.split(':');
      if (what === 'now' || what === 'next') return addressOf(places[what][column], from, capacity);
      if (what === 'globals') return planes.byteOffset + 8 * PLANE.length * Math.min(from, planes.length / PLANE.length - 1);
      if (what === 'count') return particles;
      if (what === 'mark') return arena.control.byteOffset + 4 * arena.markAt(party);
      if (what === 'nan') return room.byteOffset + room.byteLength - 4;
      throw new Error(`no argument of a coordinate is called ${slot}`);
    });
    if (from === 0) this.words.set(places, words);
    return words;
  }

  private runtimeOf(places: Places, d: number): Runtime {
    let known = this.runtimes.get(places);
    if (!known) this.runtimes.set(places, (known = []));
    if (d in known) return known[d];
    const { arena, party, planes, particles, capacity } = this.ground;
    const views = (side: Places['now']): Record<string, Column> =>
      Object.fromEntries(Object.entries(side).map(([name, place]) => [name, planeOf(place, d, capacity)]));
    const now = views(places.now);
    const row = Math.min(d, planes.length / PLANE.length - 1) * PLANE.length;
    const runtime: Runtime = {
      now,
      next: views(places.next),
      capacity,
      kinds: { [KIND]: { now, capacity, count: particles } },
      globals: planes.subarray(row, row + PLANE.length),
      mark: arena.control,
      markAt: arena.markAt(party),
      nan: 0,
    };
    if (d < KEPT) known[d] = runtime;
    return runtime;
  }
}

const isPlanar = ({ plane }: Place): boolean => plane >= 0;

function addressOf(place: Place, d: number, capacity: number): number {
  const { array, plane } = place;
  return isPlanar(place) ? array.byteOffset + (plane + d) * capacity * array.BYTES_PER_ELEMENT : array.byteOffset;
}

function planeOf(place: Place, d: number, capacity: number): Column {
  const { array, plane } = place;
  return isPlanar(place) ? array.subarray((plane + d) * capacity, (plane + d + 1) * capacity) : array;
}
