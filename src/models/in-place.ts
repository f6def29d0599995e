// Kernels of worlds that are updated in place: agents act one after the other. Imports engine, spaces and binding.

import type { Arena } from '../engine/arena.ts';
import { CHUNK } from '../engine/columns.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { stageLength } from '../engine/layout.ts';
import { forgetNaN } from '../engine/nan.ts';
import { shuffle, streamKey } from '../engine/random.ts';
import { cellOf, insert, link, unlink, type LinkedCells } from '../spaces/linked.ts';
import type { Grid } from '../spaces/grid.ts';
import type { ChangingLinks } from '../spaces/links.ts';
import type { SpaceSpec } from '../spaces/space.ts';
import { Binding, copyRows, ID, load, type Runtime } from './binding.ts';
import { Rewiring } from './links-in-place.ts';
import { Movers } from './moves.ts';
import type { RuleData } from './rule-kernels.ts';
import { SimdKernel } from './simd.ts';
import { Watch } from './watch.ts';

/** How a world that is updated in place keeps its neighbour lists. */
export interface InPlaceData extends RuleData {
  /** kinds that some rule meets as neighbours */
  readonly listed: readonly string[];
  /** the grid, where its cells hold one agent and this kind stands on it */
  readonly single: { readonly grid: Grid; readonly met: boolean } | null;
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

function lists(arena: Arena, name: string): LinkedCells {
  const at = (what: string): Int32Array => arena.scratch(`${what}:${name}`) as Int32Array;
  return { head: at('head'), following: at('following'), preceding: at('preceding'), cell: at('cell') };
}

/** Start of a tick in place: nobody is dead, nobody is born, lists are made anew in memory order. */
export function prepareInPlace({ arena }: KernelContext, { listed, space, bears }: PrepareData): Kernel {
  return {
    chunks: () => 1,
    run() {
      arena.spec.kinds.forEach(({ name, columns, grid }, k) => {
        if (bears) copyRows(arena, [ID, ...columns], arena.now(k), arena.next(k), arena.capacities.kinds[k], 0, arena.header.count(k));
        if (grid) return; // cells have no turns, and do not die
        const dead = arena.scratch(`dead:${name}`) as Uint8Array;
        dead.fill(0);
        if (space && listed.includes(name)) link(lists(arena, name), arena.now(k), space, dead, arena.header.count(k));
      });
      arena.spec.stages.forEach((_, stage) => (arena.scratch(`born:${stage}`) as Int32Array).fill(0));
    },
  };
}

const stay = (): void => {};

/** One tick of all agents of a kind in place, in a fresh random order. */
export function ruleInPlace(context: KernelContext, data: InPlaceData): Kernel {
  const { arena, seed } = context;
  const k = arena.kindIndex(data.kind);
  const binding = new Binding(context, k, `rule:${data.kind}`, data);
  const run = load<(rt: Runtime, order: Uint32Array, lo: number, hi: number) => void>(data.code);
  const simd = data.simd && new SimdKernel(context, data.simd, data.kind, binding.rt);
  const watch = new Watch(arena, k, data, true);
  const { space, single } = data;
  const movers = single && new Movers(arena, data.kind, single.grid, single.met);
  const rewiring = data.rewiring ? new Rewiring(arena, data.rewiring) : null;
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
      let relocate: (i: number) => void = stay;
      let remove = relocate;
      if (kept && space) {
        const listed = lists(arena, data.kind);
        rt.lists = listed;
        relocate = (i) => {
          const to = cellOf(rt.now, i, space);
          if (to === listed.cell[i]) return;
          unlink(listed, i);
          insert(listed, i, to);
        };
        remove = (i) => unlink(listed, i);
      }
      if (rewiring) {
        rewiring.begin();
        rt.rewire = (i) => rewiring.settle(i);
      }
      rt.relocate = relocate;
      rt.remove = remove;
      if (movers) {
        rt.moves = movers.begin();
        rt.settle = (i) => {
          if (movers.settle(i)) relocate(i);
        };
        rt.remove = (i) => {
          remove(i);
          movers.leave(i);
        };
      }
      rt.nan = 0;
      if (simd && rewiring) simd.runInTurn(count, order, rt.rewire);
      else if (simd) simd.run(0, count, order);
      else run(rt, order, 0, count);
      if (rt.nan !== 0 || simd?.storedNaN) watch.search(rt.now, 0, 0, count, order);
    },
    finish(pending) {
      let fits = true;
      for (const { stage } of data.births) {
        const born = (arena.scratch(`born:${stage}`) as Int32Array)[0];
        if (born <= stageLength(arena.spec, arena.capacities, stage)) continue;
        arena.growStage(stage, Math.ceil(born / Math.ceil(arena.capacities.kinds[k] / CHUNK)));
        fits = false;
      }
      if (fits) return watch.settle(pending, arena.now(k));
      forgetNaN(arena); // the tick begins anew
      arena.spec.kinds.forEach((_, each) => pending.flip(each)); // the state as the tick found it
      pending.phase -= data.back + 1; // the phase that prepares the tick comes next
    },
  };
}
