// Globals: reductions over agents, schedules, hooks and the end of a run. Imports engine and binding.

import { CHUNK } from '../engine/columns.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { keepNaN } from '../engine/nan.ts';
import { Binding, load, type Compiled, type Runtime } from './binding.ts';
import { SimdKernel } from './simd.ts';

/** Ends the phases of a tick that has nothing else to do. */
export function rest(): Kernel {
  return { chunks: () => 0, run() {} };
}

export interface ReduceData {
  readonly name: string;
  readonly over: string;
  readonly reduce: 'sum' | 'mean' | 'min' | 'max' | 'count';
  readonly compiled: Compiled;
  /** 1 when it is taken at the end of a tick: its value is one of the world that has come to be */
  readonly ahead: 0 | 1;
}

/** Joins the blocks in a fixed binary tree, in place; the result is in slot 0. */
export function joinTree(partials: Float64Array, blocks: number, join: (a: number, b: number) => number): number {
  for (let width = 1; width < blocks; width *= 2) {
    for (let b = 0; b + width < blocks; b += 2 * width) partials[b] = join(partials[b], partials[b + width]);
  }
  return partials[0];
}

const JOIN = {
  sum: (a: number, b: number) => a + b,
  mean: (a: number, b: number) => a + b,
  min: (a: number, b: number) => Math.min(a, b),
  max: (a: number, b: number) => Math.max(a, b),
};

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
export function reduce(context: KernelContext, { name, over, reduce: how, compiled, ahead }: ReduceData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(over);
  const g = arena.spec.globals.indexOf(name);
  if (how === 'count') {
    return {
      chunks: () => 0,
      run() {},
      finish(pending) {
        pending.globals[g] = pending.count(k);
      },
    };
  }
  const binding = new Binding(context, k, `reduce:${name}`, compiled);
  const run = load<(rt: Runtime, lo: number, hi: number, out: Float64Array) => void>(compiled.code);
  const simd = compiled.simd && new SimdKernel(context, compiled.simd, over, binding.rt);
  const values = new Float64Array(CHUNK);
  const blocks = (): number => Math.ceil(arena.header.count(k) / CHUNK);
  return {
    chunks: blocks,
    run(chunk) {
      const rt = binding.renew(arena.header, false, chunk);
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, rt.count);
      const inWebAssembly = simd !== null && simd.run(lo, hi) < 0;
      if (!inWebAssembly) run(rt, lo, hi, values);
      (arena.scratch(`partials:${name}`) as Float64Array)[chunk] = joinBlock(inWebAssembly ? simd.reduced(hi - lo) : values, hi - lo, how);
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
      if (Number.isNaN(pending.globals[g])) keepNaN(arena, pending.phase, { tick: pending.tick + ahead, global: g });
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
      const became = pending.globals.findIndex((each, n) => Number.isNaN(each) && !Number.isNaN(arena.header.globals[n]));
      if (became >= 0) keepNaN(arena, pending.phase, { tick: pending.tick + ahead, global: became });
    },
  };
}
