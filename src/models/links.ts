// Links that change during a run: the phases, in order, and their working memory. Imports engine, spaces.
//
// Rules note wishes for their links and new links they want. When all rules have run: each link is judged, links that would be the same one are
// settled, and the new list of links is written. The next tick begins by making rows of it. Ticks in which nobody wishes for anything skip all of it.

import type { PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';
import { LINKS, linksOf, rowScratch, type ChangingLinks } from '../spaces/links.ts';
import type { Network } from '../spaces/network.ts';

/** Scratch arrays of synchronous ticks. Where the links that begin at each node stand in the list. */
export const FIRST = 'links: first';
/** Writing place of each node while rows are filled. */
export const CURSOR = 'links: cursor';
/** Proposals: new links first, by site and node, then a link that moves, by its place in the list. Its two ends, its bid, and whether it is made. */
export const GOAL_FROM = 'links: goal from';
export const GOAL_TO = 'links: goal to';
export const BIDS = 'links: bids';
export const GRANTED = 'links: granted';
/** Proposals by the node where they begin, and where those of each node begin; then how many of them are made. */
export const RANKED = 'links: ranked';
export const RANKED_FROM = 'links: ranked from';
export const GRANTS = 'links: grants';
/** Where the links that begin at each node will stand in the new list. */
export const NEXT_FIRST = 'links: next first';

/** In GOAL_FROM of a link: it stays as it is; of a new link: nobody asked for it. */
export const STAYS = -1;

const ROWS = moduleUrl(import.meta.url, './link-rows');
const CHANGES = moduleUrl(import.meta.url, './link-changes');
const IN_PLACE = moduleUrl(import.meta.url, './links-in-place');

const phase = (name: string, module: string, kernel: string, data: unknown): PhaseSpec => ({
  name,
  kernel: { module, export: kernel },
  data,
});

/** Working memory of all phases. */
export function linkScratch(links: ChangingLinks, inPlace: boolean): ScratchSpec[] {
  const { nodes, sites } = links;
  const rows = rowScratch(links, inPlace);
  if (inPlace) return [{ name: CURSOR, type: 'i32', fixed: nodes }, ...rows];
  const each = (name: string, type: 'i32' | 'u32' | 'u8', more: number): ScratchSpec => ({
    name,
    type,
    kind: LINKS,
    perAgent: 1,
    fixed: more,
  });
  const perNode = (name: string): ScratchSpec => ({ name, type: 'i32', fixed: nodes + 1 });
  const proposals = nodes * sites;
  return [
    ...[FIRST, CURSOR, RANKED_FROM, GRANTS, NEXT_FIRST].map(perNode),
    ...[GOAL_FROM, GOAL_TO, RANKED].map((name) => each(name, 'i32', proposals)),
    each(BIDS, 'u32', proposals),
    each(GRANTED, 'u8', proposals),
    ...rows,
  ];
}

/** Before tick 0: the links that the model declares. */
export const startLinks = (network: Network): PhaseSpec[] => [phase('links of the network', ROWS, 'placeLinks', linksOf(network))];

/** Before the rules of a tick: rows of the present links, if they are others than those that rows were made of. */
export function rowPhases(links: ChangingLinks, inPlace: boolean): PhaseSpec[] {
  const names = inPlace ? ['openRows'] : ['countLinks', 'dealLinks'];
  return names.map((kernel) => phase('links by node', inPlace ? IN_PLACE : ROWS, kernel, links));
}

/** After the rules of a tick: the links as they are from now on. */
export function changePhases(links: ChangingLinks, inPlace: boolean): PhaseSpec[] {
  const names = inPlace ? ['closeRows'] : ['judgeLinks', 'countProposals', 'rankProposals', 'countNewLinks', 'writeLinks'];
  return names.map((kernel) => phase('changes of links', inPlace ? IN_PLACE : CHANGES, kernel, links));
}
