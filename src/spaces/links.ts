// Links that change during a run: a hidden kind whose agents are the links of a network, and what each thread knows of them. Imports engine.
//
// The links stand in ascending order, undirected ones from the lower node to the higher, and their ids are their places: the state is the set of
// links and nothing else. What rules read are rows: for each node a stretch of `targets`, in ascending order.

import type { KindSpec } from '../engine/columns.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import type { Network } from './network.ts';

/** The kind whose agents are the links: no name that an author's kind can have. */
export const LINKS = 'links of the network';

/** Scratch arrays: where the row of each node begins and ends in `targets`, and what its rule wishes for each of its links. */
export const ROW_FROM = 'links: row from';
export const ROW_TO = 'links: row to';
export const TARGETS = 'links: targets';
export const WISHES = 'links: wishes';
/** node ids plus 1 that each place in the text of a rule links its agent to, site by site, node by node; 0: none */
export const MADE = 'links: made';
/** see {@link WORD} */
export const WORDS = 'links: words';

/** Words of {@link WORDS}. */
export const WORD = {
  /** the state of the links that the rows were made of: the birth counter of their kind plus 1; 0: no rows */
  built: 0,
  /** 1: some rule wished for something since the rows were made */
  changed: 1,
  /** links there will be, and how many of them are new, where they are about to be written */
  total: 2,
  fresh: 3,
} as const;

/** What a rule wishes for a link of its agent: nothing, to cut it, or that it lead to a node, its id plus 1. */
export const NO_WISH = 0;
export const CUT = -1;

/** Links that change, as phases know them. */
export interface ChangingLinks {
  readonly nodes: number;
  readonly directed: boolean;
  /** places in the text of the rule where links are made */
  readonly sites: number;
}

/** The links of a network as the engine sees them. */
export function linkKind({ n, targets, directed }: Network): KindSpec {
  const column = (name: string) => ({ name, type: 'u32', size: 1 }) as const;
  const count = directed ? targets.length : targets.length / 2;
  return { name: LINKS, count, columns: [column('from'), column('to')], grid: [], links: { nodes: n, directed } };
}

/** Every link once, in ascending order, in memory that threads share. */
export function linksOf({ n, offsets, targets, directed }: Network): { readonly from: Uint32Array; readonly to: Uint32Array } {
  const count = directed ? targets.length : targets.length / 2;
  const [from, to] = [0, 1].map(() => new Uint32Array(new SharedArrayBuffer(4 * count)));
  let l = 0;
  for (let i = 0; i < n; i++) {
    for (let at = offsets[i]; at < offsets[i + 1]; at++) {
      if (!directed && targets[at] < i) continue;
      from[l] = i;
      to[l++] = targets[at];
    }
  }
  return { from, to };
}

/** Room for rows that agents which act in turn lengthen and shorten, for each end of a link, and for each node. */
const ROOM = 2;
const SPARE = 4;

/** Working memory of rows and wishes. */
export function rowScratch({ nodes, directed, sites }: ChangingLinks, inPlace: boolean): ScratchSpec[] {
  const ends = directed ? 1 : 2;
  const slots = inPlace ? { perAgent: ROOM * ends, fixed: SPARE * nodes } : { perAgent: ends, fixed: 0 };
  return [
    { name: ROW_FROM, type: 'i32', fixed: nodes },
    { name: ROW_TO, type: 'i32', fixed: nodes },
    { name: TARGETS, type: 'i32', kind: LINKS, ...slots },
    { name: WISHES, type: 'i32', kind: LINKS, ...slots },
    { name: MADE, type: 'i32', fixed: Math.max(1, nodes * sites) },
    { name: WORDS, type: 'i32', fixed: 16, lasting: true },
  ];
}

/** Is `to` among the targets [lo, hi), which ascend? */
export function isAmong(targets: Int32Array, lo: number, hi: number, to: number): boolean {
  const at = firstFrom(targets, lo, hi, to);
  return at < hi && targets[at] === to;
}

/** The first place in [lo, hi) of ascending values that holds `value` or more; `hi`: none does. */
export function firstFrom(values: Int32Array | Uint32Array, lo: number, hi: number, value: number): number {
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if (values[middle] < value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
