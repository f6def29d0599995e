// Communities by Louvain's method. Imports graphology-communities-louvain (loaded at the first call), errors and measure.ts.

import { createRequire } from 'node:module';
import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { draws, type Draws } from './draws.ts';
import { refuseDirected, type Graph } from './graph.ts';
import { modularity, modularityAbout, refuseResolution } from './modularity.ts';
import { partition } from './partition.ts';

/** The best partition that was found. */
export interface Communities {
  /** of each node, numbered from 0 in order of appearance */
  readonly communities: Int32Array;
  readonly count: number;
  readonly modularity: number;
  /** of each try, in their order: how far they spread says how rough the landscape is */
  readonly tried: readonly number[];
}

/** What the library asks of a graph, in the library's words; nodes and edges are numbers. */
interface LibraryGraph {
  readonly type: 'undirected';
  readonly multi: false;
  readonly order: number;
  readonly size: number;
  readonly selfLoopCount: 0;
  forEachNode(visit: (node: number) => void): void;
  forEachEdge(visit: (edge: number, attributes: undefined, source: number, target: number) => void): void;
  undirectedDegreeWithoutSelfLoops(node: number): number;
  /** never called; that they are there tells the library what this is */
  addUndirectedEdgeWithKey(): never;
  dropNode(): never;
}

type Louvain = (
  graph: LibraryGraph,
  options: { rng: () => number; resolution: number; getEdgeWeight: (edge: number) => number },
) => Record<number, number>;

let library: Louvain | null = null;

/** Loading takes 4 ms, which only those pay who ask for communities. */
function louvain(): Louvain {
  library ??= createRequire(import.meta.url)('graphology-communities-louvain') as Louvain; // its own types ask for a graphology graph
  return library;
}

/**
 * The partition of highest modularity that Louvain's method finds in some tries, each with the nodes in another random order. A lower bound
 * of the best there is: many partitions come close, and small communities are merged in large graphs (the resolution limit). About O(tries
 * × m).
 *
 * @param options `seed` any text or number; `tries` > 0 (default 10); `resolution` γ > 0 (default 1)
 * @returns nothing without links
 * @throws LabError E_METRIC for bad options and for directed graphs
 * @see Blondel et al., J. Stat. Mech. P10008 (2008), doi:10.1088/1742-5468/2008/10/P10008; Fortunato & Barthélemy, PNAS 104:36 (2007),
 * doi:10.1073/pnas.0605965104
 */
export function bestModularity(
  graph: Graph,
  { seed, tries = 10, resolution = 1 }: { seed: string | number; tries?: number; resolution?: number },
): Measured<Communities> {
  refuseDirected(graph, 'bestModularity');
  refuseResolution(resolution);
  if (!(Number.isInteger(tries) && tries > 0))
    throw new LabError(
      'E_METRIC',
      `the tries of bestModularity must be a whole number, at least 1, but got ${tries}. 10 are enough for most.`,
    );
  const { units, convention } = modularityAbout(resolution);
  const about = { units, convention: `${convention}; best of ${tries} tries of Louvain's method, seed ${seed}: a lower bound` };
  if (graph.targets.length === 0) return nothing('there are no links', about);
  const find = louvain();
  const random = draws(seed, 'communities');
  const weigh = graph.weights;
  const options = { rng: random.uniform, resolution, getEdgeWeight: weigh ? (edge: number) => weigh[edge] : () => 1 };
  let communities: ArrayLike<number> = new Int32Array(graph.n);
  let best = -Infinity;
  const tried: number[] = [];
  for (let t = 0; t < tries; t++) {
    const given = find(libraryGraph(graph, random), options);
    const labels = Int32Array.from({ length: graph.n }, (_, i) => given[i]);
    const q = modularity(graph, labels, { resolution }).value ?? -Infinity;
    tried.push(q);
    if (q <= best) continue;
    best = q;
    communities = labels;
  }
  const named = partition(graph, communities, 'communities');
  return found({ communities: named, count: Math.max(...new Set(named)) + 1, modularity: best, tried }, about);
}

/** The graph as the library reads it, nodes in a random order; no copy of the links is made. */
function libraryGraph({ n, offsets, targets }: Graph, random: Draws): LibraryGraph {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const never = (): never => {
    throw new LabError(
      'E_INTERNAL',
      'the community library wrote to a graph, which it never did before. Please report this with its version.',
    );
  };
  return {
    type: 'undirected',
    multi: false,
    order: n,
    size: targets.length / 2,
    selfLoopCount: 0,
    forEachNode: (visit) => order.forEach((node) => visit(node)),
    forEachEdge(visit) {
      for (let i = 0; i < n; i++)
        for (let at = offsets[i]; at < offsets[i + 1]; at++) if (targets[at] > i) visit(at, undefined, i, targets[at]);
    },
    undirectedDegreeWithoutSelfLoops: (node) => offsets[node + 1] - offsets[node],
    addUndirectedEdgeWithKey: never,
    dropNode: never,
  };
}
