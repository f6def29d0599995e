// Kernels of worlds that are updated in place: agents act one after the other. Imports engine, spaces and binding.

import type { Arena, Header } from '../engine/arena.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { forgetNaN } from '../engine/nan.ts';
import { streamKey } from '../engine/random.ts';
import { shuffleIn } from '../rules/simd/shuffle.ts';
import { link } from '../spaces/linked.ts';
import type { Grid } from '../spaces/grid.ts';
import type { ChangingLinks } from '../spaces/links.ts';
import type { SpaceSpec } from '../spaces/space.ts';
import { AtOnce, listsOf } from './at-once.ts';
import { begunOf } from './claims.ts';
import { Binding, copyRows, ID, load, type Runtime } from './binding.ts';
import { Rewiring } from './links-in-place.ts';
import type { RuleData } from './rule-kernels.ts';
import { SimdKernel } from './simd.ts';
import { refuseIds } from './turnover.ts';
import { Watch } from './watch.ts';

/** How a world that is updated in place keeps its neighbour lists. */
export interface InPlaceData extends RuleData {
  /** kinds that some rule meets as neighbours */
  readonly listed: readonly string[];
  /** the grid, where its cells hold one agent; which kinds stand on it, and whom others look for there */
  readonly single: { readonly grid: Grid; readonly kinds: readonly string[]; readonly met: readonly string[] } | null;
  /** links that its rule changes */
  readonly rewiring?: ChangingLinks | null;
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

/** Start of a tick in place: nobody is dead, lists are made anew in memory order. */
export function prepareInPlace({ arena }: KernelContext, { listed, space, bears }: PrepareData): Kernel {
  return {
    chunks: () => 1,
    run() {
      const { header } = arena;
      arena.spec.kinds.forEach(({ name, columns, grid }, k) => {
        const count = header.count(k);
        if (bears) copyRows(arena, [ID, ...columns], arena.now(k), arena.next(k), arena.capacities.kinds[k], 0, count);
        if (grid) return; // cells have no turns, and do not die
        arena.scratch(begunOf(name)).set([count, header.nextId(k)]);
        (arena.scratch(`dead:${name}`) as Uint8Array).fill(0, 0, count);
        if (space && listed.includes(name)) link(listsOf(arena, name), arena.now(k), space, count);
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
  const { rt } = binding;
  const { listed, single } = data;
  const residents = [data.kind, ...data.kills, ...data.births.map(({ kind }) => kind)].map((kind): [string, AtOnce] => {
    const alone = single?.kinds.includes(kind) ? { grid: single.grid, met: single.met.includes(kind) } : null;
    return [kind, new AtOnce(arena, seed, kind, listed.includes(kind) ? data.space : null, alone)];
  });
  rt.atOnce = Object.fromEntries(residents);
  const affected = Object.values(rt.atOnce);
  const simd = data.simd && new SimdKernel(context, data.simd, data.kind, rt);
  const watch = new Watch(arena, k, data, true);
  const shuffle = shuffleIn(arena.memory);
  const rewiring = data.rewiring ? new Rewiring(arena, data.rewiring) : null;
  if (rewiring) rt.rewire = (i) => rewiring.settle(i);
  return {
    chunks: () => (arena.header.count(k) > 0 ? 1 : 0),
    run() {
      const { header } = arena;
      const [count] = arena.scratch(begunOf(data.kind)); // who was born in this tick has no turn
      const order = arena.scratch(`turns:${data.kind}`) as Uint32Array;
      for (let i = 0; i < count; i++) order[i] = i;
      shuffle(streamKey(seed, `order:${data.kind}`, header.tick), order, count);
      binding.renew(header, true, 0);
      for (const each of affected) each.begin();
      rewiring?.begin();
      rt.nan = 0;
      if (simd && rewiring) simd.runInTurn(count, order, rt.rewire);
      else if (simd) simd.run(0, count, order);
      else run(rt, order, 0, count);
      if (rt.nan !== 0 || simd?.storedNaN) watch.search(rt.now, 0, 0, count, order);
    },
    finish(pending) {
      const born = data.births.map(({ kind, stage }) => ({
        n: arena.kindIndex(kind),
        kind,
        more: (arena.scratch(`born:${stage}`) as Int32Array)[0],
      }));
      const tight = born.filter(({ n, more }) => pending.count(n) + more > arena.capacities.kinds[n]);
      if (tight.length > 0) {
        for (const { n, more } of tight) arena.growKind(n, pending.count(n) + more);
        return beginAnew(arena, pending, data.back);
      }
      watch.settle(pending, arena.now(k));
      for (const { n, kind, more } of born) {
        refuseIds(kind, pending.nextId(n) + more);
        pending.setCount(n, pending.count(n) + more);
        pending.setNextId(n, pending.nextId(n) + more);
      }
    },
  };
}

/** The state as the tick found it, and the phase that prepares the tick comes next. */
function beginAnew(arena: Arena, pending: Header, back: number): void {
  forgetNaN(arena);
  arena.spec.kinds.forEach(({ name, grid }, k) => {
    pending.flip(k);
    if (grid) return;
    const [count, nextId] = arena.scratch(begunOf(name));
    pending.setCount(k, count);
    pending.setNextId(k, nextId);
  });
  pending.phase -= back + 1;
}
