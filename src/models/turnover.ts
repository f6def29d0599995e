// Births and deaths: count, move the survivors together, append the newborns. Imports engine.

import { LabError } from '../errors.ts';
import type { Arena } from '../engine/arena.ts';
import { CHUNK, type Column } from '../engine/columns.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { stageLength } from '../engine/layout.ts';

/** What the phases of births and deaths need to know of a kind. */
export interface TurnoverData {
  readonly kind: string;
  /** whether agents of the kind can die */
  readonly dies: boolean;
  /** stages in which newborns of the kind wait, with the kind that bore them; none where agents act in place */
  readonly stages: readonly { readonly stage: number; readonly from: string }[];
  /** a second time in the tick: newborns that have no place go */
  readonly again: boolean;
}

/** Agents of one kind that a run can ever hold, the dead included. */
const MAX_IDS = 2 ** 31;

/** @throws LabError E_RULE_FAILED when a kind would need more ids than there are */
export function refuseIds(kind: string, next: number): void {
  if (next > MAX_IDS)
    throw new LabError(
      'E_RULE_FAILED',
      `kind ${kind} has used up its ${MAX_IDS} ids: no id is given twice. Run fewer ticks, or bear less.`,
    );
}

/** Slots of the plan: survivors, newborns, whether any died; how many newborns there were when they looked for a place, and how many have none. */
const PLAN = { kept: 0, born: 1, died: 2, sought: 3, unborn: 4 } as const;
export const PLAN_SLOTS = Object.keys(PLAN).length;

/** Count survivors and newborns chunk by chunk and make room for all. */
export function planTurnover({ arena }: KernelContext, { kind, dies, stages, again }: TurnoverData): Kernel {
  const k = arena.kindIndex(kind);
  return {
    chunks: () => 1,
    run() {
      const plan = arena.scratch(`plan:${kind}`) as Int32Array;
      const keep = arena.scratch(`keep:${kind}`) as Int32Array;
      const count = arena.header.count(k);
      const dead = dies ? (arena.scratch(`dead:${kind}`) as Uint8Array) : null;
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
        const chunks = Math.ceil(fromCount(arena, from) / CHUNK);
        for (let chunk = 0; chunk < chunks; chunk++) {
          at[chunk] = born;
          born += counts[chunk];
        }
      }
      plan[PLAN.kept] = kept;
      plan[PLAN.born] = born;
      plan[PLAN.died] = kept < count ? 1 : 0;
      if (again) plan[PLAN.unborn] = count - kept;
      else plan[PLAN.sought] = born;
    },
    finish(pending) {
      const [kept, born] = arena.scratch(`plan:${kind}`) as Int32Array;
      refuseIds(kind, pending.nextId(k) + born);
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
      arena.spec.kinds.forEach(({ name, grid }, k) => {
        if (grid) return; // cells are neither born nor die
        (arena.scratch(`parents:${name}`) as Int32Array)[0] = arena.header.count(k);
      });
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
      const living = listLiving(dead, chunk * CHUNK, end);
      gather(now.id, next.id, living, 0, to);
      for (const { name, size } of arena.spec.kinds[k].columns)
        for (let plane = 0; plane < size; plane++) gather(now[name], next[name], living, plane * capacity, to);
    },
  };
}

/** Rows of the living of one chunk; of this thread. */
const LIVING = new Int32Array(CHUNK);

/** How many of rows [lo, hi) live: the first so many of {@link LIVING} are they. Who dies is chance, so nothing branches on it. */
function listLiving(dead: Uint8Array, lo: number, hi: number): number {
  let n = 0;
  for (let i = lo; i < hi; i++) {
    LIVING[n] = i;
    n += 1 - dead[i];
  }
  return n;
}

/** Copy the first `living` of {@link LIVING} of one plane to consecutive rows from `to` on: a loop of its own for the commonest types. */
function gather(from: Column, next: Column, living: number, base: number, to: number): void {
  if (from instanceof Float64Array && next instanceof Float64Array) gatherDoubles(from, next, living, base, to);
  else if (from instanceof Uint32Array && next instanceof Uint32Array) gatherWords(from, next, living, base, to);
  else for (let n = 0; n < living; n++) next[base + to + n] = from[base + LIVING[n]];
}

function gatherDoubles(from: Float64Array, next: Float64Array, living: number, base: number, to: number): void {
  for (let n = 0; n < living; n++) next[base + to + n] = from[base + LIVING[n]];
}

function gatherWords(from: Uint32Array, next: Uint32Array, living: number, base: number, to: number): void {
  for (let n = 0; n < living; n++) next[base + to + n] = from[base + LIVING[n]];
}

/** Append the newborns with fresh ids, in the order of their parents in memory. */
export function deliver({ arena }: KernelContext, { kind, stages }: TurnoverData): Kernel {
  const k = arena.kindIndex(kind);
  const { columns } = arena.spec.kinds[k];
  const plan = (): Int32Array => arena.scratch(`plan:${kind}`) as Int32Array;
  const chunksOf = (from: string): number => Math.ceil(fromCount(arena, from) / CHUNK);
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
      const base = n * arena.capacities.stages[stage];
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

/** When newborns without a place are gone: the others have ids that follow one another, and theirs are to be given. */
export function renumber({ arena }: KernelContext, { kind }: TurnoverData): Kernel {
  const k = arena.kindIndex(kind);
  const plan = (): Int32Array => arena.scratch(`plan:${kind}`) as Int32Array;
  return {
    chunks: () => 1,
    run() {
      const { header } = arena;
      const { id } = arena.now(k);
      const born = plan()[PLAN.sought] - plan()[PLAN.unborn];
      const first = header.nextId(k) - plan()[PLAN.sought];
      for (let b = 0; b < born; b++) id[header.count(k) - born + b] = first + b;
    },
    finish(pending) {
      pending.setNextId(k, pending.nextId(k) - plan()[PLAN.unborn]);
    },
  };
}
