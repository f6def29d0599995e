// Kernels of init and of synchronous rules. Imports engine, spaces and binding.

import { CHUNK } from '../engine/columns.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import type { SpaceSpec } from '../spaces/space.ts';
import { Binding, copyRows, ID, load, type Compiled, type Runtime } from './binding.ts';
import { SimdKernel } from './simd.ts';
import { Watch } from './watch.ts';

export interface RuleData extends Compiled {
  readonly kind: string;
  readonly space: SpaceSpec | null;
  /** kinds whose new state becomes the present one after this rule: those of the last rule of the tick */
  readonly flips: readonly string[];
}

/** State at tick 0. Reads ids; writes every column (0 where `init` does not). */
export function init(context: KernelContext, data: RuleData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(data.kind);
  const binding = new Binding(context, k, `init:${data.kind}`, data);
  const run = data.code === '' ? null : load<(rt: Runtime, lo: number, hi: number) => void>(data.code);
  const watch = new Watch(arena, k, data);
  return {
    chunks: () => Math.ceil(arena.header.count(k) / CHUNK),
    run(chunk) {
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, arena.header.count(k));
      const now = arena.now(k);
      for (const { name, size } of arena.spec.kinds[k].columns) {
        for (let plane = 0; plane < size; plane++)
          now[name].fill(0, plane * arena.capacities.kinds[k] + lo, plane * arena.capacities.kinds[k] + hi);
      }
      const rt = binding.renew(arena.header, false, chunk);
      rt.next = rt.now;
      rt.nan = 0;
      run?.(rt, lo, hi);
      if (rt.nan !== 0) watch.search(rt.now, chunk, lo, hi);
    },
    finish: (pending) => watch.settle(pending, arena.now(k)),
  };
}

/** One tick of all agents of a kind, synchronously: reads the present buffers, writes the other. */
export function rule(context: KernelContext, data: RuleData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(data.kind);
  const binding = new Binding(context, k, `rule:${data.kind}`, data);
  const run = load<(rt: Runtime, lo: number, hi: number) => void>(data.code);
  const simd = data.simd && new SimdKernel(context, data.simd, data.kind, binding.rt);
  const watch = new Watch(arena, k, data);
  const unwritten = [ID, ...arena.spec.kinds[k].columns.filter(({ name }) => !data.writes.includes(name))];
  const flips = data.flips.map((name) => arena.kindIndex(name));
  const chunks = (): number => Math.ceil(arena.header.count(k) / CHUNK);
  return {
    chunks,
    run(chunk) {
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, arena.header.count(k));
      const rt = binding.renew(arena.header, false, chunk);
      rt.nan = 0;
      if (!simd || simd.run(lo, hi) >= 0) run(rt, lo, hi);
      copyRows(arena, unwritten, rt.now, rt.next, rt.capacity, lo, hi);
      if (rt.nan !== 0 || simd?.storedNaN) watch.search(rt.next, chunk, lo, hi);
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
      watch.settle(pending, arena.next(k));
      for (const flip of flips) pending.flip(flip);
      return true;
    },
  };
}
