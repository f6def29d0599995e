// Small worlds: clustered like a lattice, short paths like a random graph? Imports errors and measure.ts.

import { LabError } from '../../errors.ts';
import { found, nothing, type About, type Measured } from '../measure.ts';
import { averageClustering, transitivity } from './clustering.ts';
import { giantComponent } from './components.ts';
import { distances, type Sample } from './distances.ts';
import { draws, type Draws } from './draws.ts';
import { refuseDirected, type Graph } from './graph.ts';
import { meanLength } from './paths.ts';
import { rewired } from './rewired.ts';

/** What options are where they are not given. */
const GRAPHS = 20;
const ATTEMPTS = 10;

/** Lattices tried, and exchanges tried for each of them, in those for a random graph: it takes longer to order links than to mix them. */
const LATTICES = 5;
const LONGER = 20;

/** What a graph is compared with. */
export interface SmallWorldOptions {
  /** any text or number */
  readonly seed: string | number;
  /** random graphs of the same degrees, at least 2; default 20 */
  readonly graphs?: number;
  /** exchanges of links tried for each link; default 10 */
  readonly attempts?: number;
  /** 'average' (default): mean clustering of nodes, below two neighbours 0; 'transitivity' of the whole graph */
  readonly clustering?: 'average' | 'transitivity';
  /** path lengths from some nodes only; default null: from all */
  readonly sample?: Sample | null;
}

/** A small-world index with what it was made of. */
export interface SmallWorld {
  readonly index: number;
  /** standard deviation of the index over the random graphs, first order for σ */
  readonly spread: number;
  readonly clustering: number;
  readonly pathLength: number;
  /** mean over the random graphs */
  readonly randomClustering: number;
  /** mean over the random graphs */
  readonly randomPathLength: number;
}

interface Shape {
  readonly clustering: number;
  readonly pathLength: number;
}

/**
 * Small-world index σ = (C / C_rand) / (L / L_rand) of the largest component, ≥ 0: clustering and mean path length beside those of random
 * graphs of the same degrees; a small world has σ well above 1. It grows with n: compare graphs of one size.
 * O(graphs × (attempts × m + n m)).
 *
 * @returns nothing when the largest component has fewer than two links or nowhere two neighbours, and when no random graph has a triangle
 * @throws LabError E_METRIC for bad options and for directed graphs
 * @see Humphries & Gurney, PLoS ONE 3:e0002051 (2008). doi:10.1371/journal.pone.0002051
 */
export function smallWorldSigma(graph: Graph, options: SmallWorldOptions): Measured<SmallWorld> {
  const about = smallWorldAbout('σ = (C / C_rand) / (L / L_rand)', options);
  const giant = checked(graph, options);
  const mine = shapeOf(giant, options);
  if (mine === null) return nothing('no node has two neighbours', about);
  const random = draws(options.seed, 'small-world');
  const others = randomShapes(giant, options, random);
  const clustering = mean(others.map((each) => each.clustering));
  const pathLength = mean(others.map((each) => each.pathLength));
  if (clustering === 0) return nothing('no random graph of these degrees has a triangle', about);
  const index = mine.clustering / clustering / (mine.pathLength / pathLength);
  const spread = index * deviation(others.map((each) => each.pathLength / pathLength - each.clustering / clustering));
  return found({ index, spread, ...mine, randomClustering: clustering, randomPathLength: pathLength }, about);
}

/**
 * Small-world index ω = L_rand / L - C / C_latt of the largest component, about -1 to 1: near 0 for a small world, towards 1 for a random
 * graph, towards -1 for a lattice. C_latt is the highest clustering of the graph itself and of graphs of the same degrees whose links were
 * exchanged for ones that are shorter around the ring of nodes in their order (5 of them, 20 times as many exchanges tried), so that ω ≥ -1
 * and depends a little on that order. O(graphs × (attempts × m + n m)).
 *
 * @returns nothing when the largest component has fewer than two links or nowhere two neighbours, and when no graph has a triangle
 * @throws LabError E_METRIC for bad options and for directed graphs
 * @see Telesford et al., Brain Connectivity 1:367 (2011). doi:10.1089/brain.2011.0038
 */
export function smallWorldOmega(graph: Graph, options: SmallWorldOptions): Measured<SmallWorld & { readonly latticeClustering: number }> {
  const about = smallWorldAbout('ω = L_rand / L - C / C_latt (C_latt the highest of the graph and 5 rewired towards a ring)', options);
  const giant = checked(graph, options);
  const mine = shapeOf(giant, options);
  if (mine === null) return nothing('no node has two neighbours', about);
  const random = draws(options.seed, 'small-world');
  const others = randomShapes(giant, options, random);
  const lattices = Array.from({ length: LATTICES }, () => latticeClustering(giant, options, random));
  const lattice = Math.max(mine.clustering, ...lattices);
  if (lattice === 0) return nothing('no graph of these degrees that was tried has a triangle', about);
  const randomPathLength = mean(others.map((each) => each.pathLength));
  return found(
    {
      index: randomPathLength / mine.pathLength - mine.clustering / lattice,
      spread: deviation(others.map((each) => each.pathLength / mine.pathLength)),
      ...mine,
      randomClustering: mean(others.map((each) => each.clustering)),
      randomPathLength,
      latticeClustering: lattice,
    },
    about,
  );
}

const graphsOf = ({ graphs = GRAPHS }: SmallWorldOptions): number => graphs;

function smallWorldAbout(formula: string, options: SmallWorldOptions): About {
  const { seed, attempts = ATTEMPTS, clustering = 'average', sample = null } = options;
  const lengths = sample ? `from a sample of ${sample.sources} nodes (seed ${sample.seed})` : 'from all nodes';
  const kind = clustering === 'average' ? 'mean clustering of nodes' : 'transitivity';
  return {
    units: 'dimensionless',
    convention: `${formula}, C ${kind}, L mean path length ${lengths}, of largest components; ${graphsOf(options)} random graphs of the same degrees, ${attempts} exchanges tried for each link, seed ${seed}; weights not read`,
  };
}

/** The largest component of a graph, once graph and options are sound. */
function checked(graph: Graph, options: SmallWorldOptions): Graph {
  refuseDirected(graph, 'a small-world index');
  const graphs = graphsOf(options);
  if (!(Number.isInteger(graphs) && graphs > 1))
    throw new LabError('E_METRIC', `the graphs of a small-world index must be a whole number, at least 2, but got ${graphs}. Try 20.`);
  return giantComponent(graph);
}

/** Clustering and mean path length of the largest component; null where they are undefined. */
function shapeOf(graph: Graph, { clustering = 'average', sample = null }: SmallWorldOptions): Shape | null {
  if (transitivity(graph).value === null) return null;
  const measured = clustering === 'average' ? averageClustering(graph) : transitivity(graph);
  return { clustering: measured.value ?? 0, pathLength: meanLength(distances(giantComponent(graph), sample)) };
}

function randomShapes(giant: Graph, options: SmallWorldOptions, random: Draws): Shape[] {
  const { attempts = ATTEMPTS } = options;
  return Array.from({ length: graphsOf(options) }, () => {
    const shape = shapeOf(rewired(giant, { attempts, towardsRing: false }, random), options);
    if (shape === null)
      throw new LabError('E_INTERNAL', 'exchanging links changed the degrees of a graph. Please report this with the graph.');
    return shape;
  });
}

function latticeClustering(giant: Graph, { attempts = ATTEMPTS, clustering = 'average' }: SmallWorldOptions, random: Draws): number {
  const lattice = rewired(giant, { attempts: attempts * LONGER, towardsRing: true }, random);
  return (clustering === 'average' ? averageClustering(lattice) : transitivity(lattice)).value ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** Sample standard deviation, n - 1. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, each) => sum + (each - centre) ** 2, 0) / (values.length - 1));
}
