// Claims: agents that want one and the same agent, and the phases that give it to one of them. Imports engine.
//
// Synchronous: each claimant bids with a hash; the lowest has it, ties go to the lower id. Four phases: clear, bid, hold, settle.
// Sequential: who claims first in the tick's order has it; one phase. Both write `won` and `claimed`, which rules read in the next tick.

import type { Arena } from '../engine/arena.ts';
import type { ColumnSpec, KindSpec } from '../engine/columns.ts';
import type { Kernel, KernelContext, PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';
import { streamKey, threefry } from '../engine/random.ts';
import { HIGHEST, lower, overKinds } from './bids.ts';
import { CLAIMED, WON } from '../rules/claims.ts';

/** Agents of kind `by` claim agents of kind `of`; pairs are listed in the order of their rules. */
export interface ClaimPair {
  readonly by: string;
  readonly of: string;
}

/** A pair as its kernels need it. */
interface Claims extends ClaimPair {
  /** agents of kind `by`, and of kind `of`, can die */
  readonly dies: boolean;
  readonly fallen: boolean;
  /** place among the kinds that claim `of`, kept in the low bits of a bid where there are several, so that no two kinds bid alike */
  readonly rank: number;
  readonly rankBits: number;
}

interface ClaimData {
  readonly claims: readonly Claims[];
}

const NONE = -1;

const SELF = moduleUrl(import.meta.url, './claims');

const kindsOf = (pairs: readonly ClaimPair[], side: 'by' | 'of'): string[] => [...new Set(pairs.map((pair) => pair[side]))];

/** The kinds with the columns that claims need: `won` for who claims, `claimed` for who is claimed. */
export function withClaims(kinds: readonly KindSpec[], pairs: readonly ClaimPair[]): KindSpec[] {
  const flag = (name: string): ColumnSpec => ({ name, type: 'u8', size: 1 });
  return kinds.map((kind) => ({
    ...kind,
    columns: [
      ...kind.columns,
      ...(pairs.some(({ by }) => by === kind.name) ? [flag(WON)] : []),
      ...(pairs.some(({ of }) => of === kind.name) ? [flag(CLAIMED)] : []),
    ],
  }));
}

/** Where the rule of `by` notes, for each agent, which agent of kind `of` it claims: its place in memory, or -1. */
export const targets = (by: string, of: string): string => `claims:${by}:${of}`;

/** How many agents of a kind there were when a tick in place began, and which id was next. */
export const begunOf = (kind: string): string => `begun:${kind}`;

/** Working memory of all claims. */
export function claimScratch(pairs: readonly ClaimPair[], inPlace: boolean): ScratchSpec[] {
  return [
    ...pairs.map(({ by, of }): ScratchSpec => ({ name: targets(by, of), type: 'i32', kind: by, perAgent: 1 })),
    ...(inPlace ? [] : kindsOf(pairs, 'by').map((kind): ScratchSpec => ({ name: `offer:${kind}`, type: 'u32', kind, perAgent: 1 }))),
    ...(inPlace
      ? []
      : kindsOf(pairs, 'of').flatMap((kind) =>
          ['bid', 'holder'].map((name): ScratchSpec => ({ name: `${name}:${kind}`, type: 'u32', kind, perAgent: 1 })),
        )),
  ];
}

/** The phases after the rules of a tick and before births and deaths; `mortal` are the kinds whose rule lets agents die. */
export function claimPhases(pairs: readonly ClaimPair[], mortal: readonly string[], inPlace: boolean): PhaseSpec[] {
  if (pairs.length === 0) return [];
  const claims = pairs.map(({ by, of }): Claims => {
    const rivals = pairs.filter((pair) => pair.of === of);
    return {
      by,
      of,
      dies: mortal.includes(by),
      fallen: mortal.includes(of),
      rank: rivals.findIndex((pair) => pair.by === by),
      rankBits: 32 - Math.clz32(rivals.length - 1),
    };
  });
  return (inPlace ? ['settleInPlace'] : ['clear', 'bid', 'hold', 'settle']).map((name) => ({
    name: 'claims',
    kernel: { module: SELF, export: name },
    data: { claims } satisfies ClaimData,
  }));
}

/** The arrays of one pair, as they are in this chunk. */
class Pair {
  readonly claims: Claims;
  target!: Int32Array;
  private dead: Uint8Array | null = null;
  private fallen: Uint8Array | null = null;

  constructor(claims: Claims) {
    this.claims = claims;
  }

  renew(arena: Arena): this {
    const { by, of, dies, fallen } = this.claims;
    this.target = arena.scratch(targets(by, of)) as Int32Array;
    this.dead = dies ? (arena.scratch(`dead:${by}`) as Uint8Array) : null;
    this.fallen = fallen ? (arena.scratch(`dead:${of}`) as Uint8Array) : null;
    return this;
  }

  /** Whom agent `i` claims; nobody when one of the two has died in this tick. */
  of(i: number): number {
    const j = this.target[i];
    if (j === NONE || (this.dead !== null && this.dead[i] !== 0) || (this.fallen !== null && this.fallen[j] !== 0)) return NONE;
    return j;
  }
}

/** The claimants of each pair, chunk by chunk. */
function overPairs(arena: Arena, { claims }: ClaimData, run: (pair: Pair, lo: number, hi: number) => void): Kernel {
  const pairs = claims.map((each) => new Pair(each));
  return overKinds(
    arena,
    claims.map(({ by }) => by),
    (n, _k, lo, hi) => run(pairs[n].renew(arena), lo, hi),
  );
}

/** Nobody has bid, nobody holds, nobody has won. Reads nothing. */
export function clear({ arena }: KernelContext, { claims }: ClaimData): Kernel {
  const claimants = kindsOf(claims, 'by');
  const claimed = kindsOf(claims, 'of');
  const kinds = [...new Set([...claimants, ...claimed])];
  return overKinds(arena, kinds, (n, _k, lo, hi) => {
    const kind = kinds[n];
    const now = arena.now(arena.kindIndex(kind));
    if (claimants.includes(kind)) now[WON].fill(0, lo, hi);
    if (!claimed.includes(kind)) return;
    now[CLAIMED].fill(0, lo, hi);
    (arena.scratch(`bid:${kind}`) as Uint32Array).fill(HIGHEST, lo, hi);
    (arena.scratch(`holder:${kind}`) as Uint32Array).fill(HIGHEST, lo, hi);
  });
}

/**
 * The hash with which agent `claimant` of a kind bids for agent `claimed`, as u32: a draw of the stream `claims:<kind>` at this
 * tick. Where several kinds claim one, the lowest bits are the rank of the kind.
 */
export function bidOf(k0: number, k1: number, claimant: number, claimed: number, rank: number, rankBits: number): number {
  return (((threefry(k0, k1, claimant, claimed) >>> rankBits) << rankBits) | rank) >>> 0;
}

/** Reads targets and ids; writes each claimant's bid, and the lowest for each claimed agent. */
export function bid({ arena, seed }: KernelContext, data: ClaimData): Kernel {
  return overPairs(arena, data, (pair, lo, hi) => {
    const { by, of, rank, rankBits } = pair.claims;
    const { k0, k1 } = streamKey(seed, `claims:${by}`, arena.header.tick);
    const ids = arena.now(arena.kindIndex(by)).id;
    const others = arena.now(arena.kindIndex(of)).id;
    const offers = arena.scratch(`offer:${by}`) as Uint32Array;
    const bids = arena.scratch(`bid:${of}`) as Uint32Array;
    for (let i = lo; i < hi; i++) {
      const j = pair.of(i);
      if (j === NONE) continue;
      offers[i] = bidOf(k0, k1, ids[i], others[j], rank, rankBits);
      lower(bids, j, offers[i]);
    }
  });
}

/** Reads bids; writes the lowest id among those who made the lowest. */
export function hold({ arena }: KernelContext, data: ClaimData): Kernel {
  return overPairs(arena, data, (pair, lo, hi) => {
    const { by, of } = pair.claims;
    const ids = arena.now(arena.kindIndex(by)).id;
    const offers = arena.scratch(`offer:${by}`) as Uint32Array;
    const bids = arena.scratch(`bid:${of}`) as Uint32Array;
    const holders = arena.scratch(`holder:${of}`) as Uint32Array;
    for (let i = lo; i < hi; i++) {
      const j = pair.of(i);
      if (j !== NONE && offers[i] === bids[j]) lower(holders, j, ids[i]);
    }
  });
}

/** Reads bids and holders; writes 1 to `won` of each holder and to `claimed` of whom it holds. */
export function settle({ arena }: KernelContext, data: ClaimData): Kernel {
  return overPairs(arena, data, (pair, lo, hi) => {
    const { by, of } = pair.claims;
    const { id: ids, [WON]: won } = arena.now(arena.kindIndex(by));
    const claimed = arena.now(arena.kindIndex(of))[CLAIMED];
    const offers = arena.scratch(`offer:${by}`) as Uint32Array;
    const bids = arena.scratch(`bid:${of}`) as Uint32Array;
    const holders = arena.scratch(`holder:${of}`) as Uint32Array;
    for (let i = lo; i < hi; i++) {
      const j = pair.of(i);
      if (j === NONE || offers[i] !== bids[j] || holders[j] !== ids[i]) continue;
      won[i] = 1;
      claimed[j] = 1;
    }
  });
}

/** A world updated in place: who claimed first, in the order of the rules and of the turns of this tick, has it. Reads targets and turns. */
export function settleInPlace({ arena }: KernelContext, { claims }: ClaimData): Kernel {
  const pairs = claims.map((each) => new Pair(each));
  const column = (kind: string, name: string): Uint8Array => arena.now(arena.kindIndex(kind))[name] as Uint8Array;
  const count = (kind: string): number => arena.header.count(arena.kindIndex(kind));
  return {
    chunks: () => 1,
    run() {
      for (const kind of kindsOf(claims, 'by')) column(kind, WON).fill(0, 0, count(kind));
      for (const kind of kindsOf(claims, 'of')) column(kind, CLAIMED).fill(0, 0, count(kind));
      for (const pair of pairs) {
        const { by, of } = pair.renew(arena).claims;
        const won = column(by, WON);
        const claimed = column(of, CLAIMED);
        const turns = arena.scratch(`turns:${by}`) as Uint32Array;
        const [acted] = arena.scratch(begunOf(by)); // newborns have had no turn
        for (let turn = 0; turn < acted; turn++) {
          const i = turns[turn];
          const j = pair.of(i);
          if (j === NONE || claimed[j] !== 0) continue;
          won[i] = 1;
          claimed[j] = 1;
        }
      }
    },
  };
}
