// Reference values of networks metrics.

import { attributeAssortativity, degreeAssortativity } from '../../../src/emergence/networks/assortativity.ts';
import { betweenness } from '../../../src/emergence/networks/betweenness.ts';
import { averageClustering, localClustering, transitivity } from '../../../src/emergence/networks/clustering.ts';
import { bestModularity } from '../../../src/emergence/networks/communities.ts';
import { componentSizes } from '../../../src/emergence/networks/components.ts';
import { coreNumbers } from '../../../src/emergence/networks/core-numbers.ts';
import { degreeHeterogeneity, density } from '../../../src/emergence/networks/degrees.ts';
import { networkEffectiveInformation } from '../../../src/emergence/networks/effective-information.ts';
import { graph, type Graph, type Link } from '../../../src/emergence/networks/graph.ts';
import { modularity } from '../../../src/emergence/networks/modularity.ts';
import { pagerank } from '../../../src/emergence/networks/pagerank.ts';
import { averagePathLength, diameter, globalEfficiency } from '../../../src/emergence/networks/paths.ts';
import { richClub } from '../../../src/emergence/networks/rich-club.ts';
import { algebraicConnectivity, spectralRadius } from '../../../src/emergence/networks/spectrum.ts';
import { squareClustering } from '../../../src/emergence/networks/square-clustering.ts';
import type { Measured } from '../../../src/emergence/measure.ts';
import type { Compute, Computed, Entry } from './entry.ts';

type Params = Entry['params'];

/** A metric of the one graph that an entry names. */
const of =
  (metric: (graph: Graph, params: Params, entry: Entry) => Measured<unknown>): Compute =>
  ([given], entry) => {
    const { n, edges } = given as { n: number; edges: Link[] };
    const { value } = metric(graph(n, edges), entry.params, entry);
    return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  };

/** "community of node i = floor(3*i/n)", "i mod 2": labels of nodes, in the words of the entries. */
function labels(said: unknown, n: number): number[] {
  const text = String(said);
  const parts = /floor\((\d+)\s*\*\s*i\s*\/\s*n\)/.exec(text);
  const modulus = /i mod (\d+)/.exec(text);
  if (!parts && !modulus) throw new Error(`"${text}" says nothing of how nodes are labelled`);
  return Array.from({ length: n }, (_, i) => (parts ? Math.floor((Number(parts[1]) * i) / n) : i % Number(modulus?.[1])));
}

/** "left out" where a note says so of nodes of degree < 2; "count as 0" else. */
const few = ({ note = '' }: Params): 'zero' | 'left out' => (/exclu|left out|skip|ignor/.test(String(note)) ? 'left out' : 'zero');

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

export const networks: Computed = {
  average_clustering: of((g, params) => averageClustering(g, { few: few(params) })),
  transitivity: of(transitivity),
  local_clustering: of(localClustering),
  square_clustering_mean: of(squareClustering),
  degree_assortativity: of(degreeAssortativity),
  attribute_assortativity: of((g, { attribute }) => attributeAssortativity(g, labels(attribute, g.n))),
  component_sizes: of(componentSizes),
  modularity_fixed_partition: of((g, { partition, resolution }) =>
    modularity(g, labels(partition, g.n), { resolution: number(resolution, 1) }),
  ),
  best_modularity_lower_bound: ([given], entry) => {
    const { n, edges } = given as { n: number; edges: Link[] };
    const best = bestModularity(graph(n, edges), { seed: entry.name, tries: 50 }).value?.modularity ?? null;
    return best !== null && best >= Number(entry.expected) - entry.tolerance_abs ? true : best;
  },
  giant_average_path_length: of((g) => averagePathLength(g)),
  giant_diameter: of(diameter),
  global_efficiency: of((g) => globalEfficiency(g)),
  density: of(density),
  betweenness: of((g, { normalised }) => betweenness(g, { normalised: normalised === true })),
  pagerank: of((g, { damping }) => pagerank(g, { damping: number(damping, 0.85) })),
  core_number: of(coreNumbers),
  giant_algebraic_connectivity: of((g) => algebraicConnectivity(g)),
  spectral_radius: of((g) => spectralRadius(g)),
  degree_heterogeneity_k2_over_k: of(degreeHeterogeneity),
  rich_club_k3: of((g, { k }, { metric }) => richClub(g, { k: number(k, Number(/k(\d+)$/.exec(metric)?.[1])) })),
  network_effective_information: of((g, { units }) => {
    const measured = networkEffectiveInformation(g);
    return units === 'nats' && measured.value !== null ? { ...measured, value: measured.value * Math.LN2 } : measured;
  }),
};
