// Voters who take opinions, or other friends. Imports the model's declaration, rules, emergence, networks.

import { components } from '../emergence/networks/components.ts';
import { graph, type Graph, type Link } from '../emergence/networks/graph.ts';
import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { graphOf, GRAPHS } from './graphs.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Voter = Agent<{ opinion: 'i32'; unlike: 'i32' }>;

interface AdaptiveParams {
  readonly count: number;
  readonly followers: number;
  readonly homophily: number;
}

/** Opinions there are at first. */
const opinionsOf = ({ count, followers }: Pick<AdaptiveParams, 'count' | 'followers'>): number =>
  Math.max(1, Math.round(count / followers));

function begin(self: Voter, random: Random, params: AdaptiveParams): void {
  self.opinion = random.integer(opinionsOf(params));
  self.unlike = 1; // nobody has looked yet
}

/**
 * Draw one of my links. With chance φ it leads from now on to somebody drawn from all of my opinion, myself included; else I take the opinion
 * of whom it leads to.
 * Source: Holme & Newman, Phys. Rev. E 74:056108 (2006). doi:10.1103/PhysRevE.74.056108
 */
function adapt(self: Voter, neighbours: Neighbours<Voter>, random: Random, params: AdaptiveParams, world: RuleWorld): void {
  let unlike = 0;
  for (const other of neighbours) if (other.opinion !== self.opinion) unlike++;
  self.unlike = unlike;
  const degree = neighbours.length;
  if (degree === 0) return;
  const other = neighbours.at(random.integer(degree));
  if (random.uniform() < params.homophily) {
    let like = 0;
    do like = random.integer(params.count);
    while (world.agent<Voter>(like).opinion !== self.opinion);
    other.relink(like);
  } else self.opinion = other.opinion;
}

/** Every link once. */
function linksOf({ n, offsets, targets }: Graph): Link[] {
  const links: Link[] = [];
  for (let i = 0; i < n; i++) for (let at = offsets[i]; at < offsets[i + 1]; at++) if (targets[at] > i) links.push([i, targets[at]]);
  return links;
}

/** Share of links between voters who disagree; null without links. */
export function discord({ kinds: { voter }, network }: World): number | null {
  if (!network || network.targets.length === 0) return null;
  const opinion = voter.column('opinion');
  const links = linksOf(network);
  return links.filter(([i, j]) => opinion[i] !== opinion[j]).length / links.length;
}

/** Sizes of the communities, largest first: voters of one opinion who are linked, directly or by others of that opinion. */
export function communitySizes({ kinds: { voter }, network }: World): readonly number[] {
  if (!network) return [];
  const opinion = voter.column('opinion');
  const alike = linksOf(network).filter(([i, j]) => opinion[i] === opinion[j]);
  return components(graph(network.n, alike)).sizes.toSorted((a, b) => b - a);
}

/** Share of voters in the largest community; null without voters. */
export function largest(world: World): number | null {
  const [size] = communitySizes(world);
  return size === undefined ? null : size / world.kinds.voter.count;
}

/** Opinions that somebody holds. */
export const opinions = ({ kinds: { voter } }: World): number => new Set(voter.column('opinion')).size;

/**
 * Update mode: sequential by default, as the model is one voter at a time; in `synchronous` mode all look at the tick before, and of two who move one
 * link one does. Links are moved, never made or cut, so that their number stays; a link that would be there twice, or lead back, stays where it is
 * (the paper lets such links be). The run ends when a whole tick finds nobody linked to another opinion: each community is a component by itself.
 */
export const adaptiveVoter = defineModel({
  name: 'adaptive-voter',
  description: 'voters who take the opinions of friends or friends of their opinion: one large community, or many small ones',
  source: 'Holme & Newman, Phys. Rev. E 74:056108 (2006). doi:10.1103/PhysRevE.74.056108',
  params: {
    ...GRAPHS,
    graph: { ...GRAPHS.graph, default: 'random' },
    degree: { ...GRAPHS.degree, default: 4 },
    followers: { default: 10, min: 1, max: 1e7, unit: 'voters', description: 'mean voters of one opinion at tick 0 (γ)' },
    homophily: { default: 0.3, min: 0, max: 1, description: 'chance that a voter moves a link instead of taking an opinion (φ)' },
    update: { default: 'sequential', choices: ['sequential', 'synchronous'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential', // one of its choices
  space: graphOf,
  kinds: {
    voter: {
      on: 'nodes',
      columns: { opinion: 'i32', unlike: 'i32' },
      init: rule(begin, { uses: { opinionsOf } }),
      rule: rule(adapt),
    },
  },
  globals: { unlike: { over: 'voter', reduce: 'sum', of: (self) => self.unlike } },
  until: (world) => world.unlike === 0,
  metrics: { largest, discord, opinions },
});
