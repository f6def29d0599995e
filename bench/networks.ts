// What metrics of networks cost: a random geometric graph and a random graph of 5,000 nodes and about 15,659 links, milliseconds,
// median and range of the repetitions after a warm-up. On graphs of this size igraph 0.10.2 takes 2.5 ms for clustering and 11.6 ms for one
// run of Louvain's method, networkx 2.8.8 59 and 233 ms (two cores of an AMD EPYC, loaded).
// Run: npx node bench/networks.ts [nodes]

import { averageClustering, transitivity } from '../src/emergence/networks/clustering.ts';
import { degreeAssortativity } from '../src/emergence/networks/assortativity.ts';
import { betweenness } from '../src/emergence/networks/betweenness.ts';
import { bestModularity } from '../src/emergence/networks/communities.ts';
import { componentSizes } from '../src/emergence/networks/components.ts';
import { coreNumbers } from '../src/emergence/networks/core-numbers.ts';
import { draws } from '../src/emergence/networks/draws.ts';
import { networkEffectiveInformation } from '../src/emergence/networks/effective-information.ts';
import { graph, type Graph, type Link } from '../src/emergence/networks/graph.ts';
import { nearest } from '../src/emergence/networks/nearest.ts';
import { pagerank } from '../src/emergence/networks/pagerank.ts';
import { averagePathLength, globalEfficiency } from '../src/emergence/networks/paths.ts';
import { proximity } from '../src/emergence/networks/proximity.ts';
import { smallWorldSigma } from '../src/emergence/networks/small-world.ts';
import { algebraicConnectivity, spectralRadius } from '../src/emergence/networks/spectrum.ts';
import { squareClustering } from '../src/emergence/networks/square-clustering.ts';
import { machineLine } from './measure.ts';

const nodes = Number(process.argv[2] ?? 5_000);
const LINKS_A_NODE = 15_659 / 5_000;
const random = draws('bench', 'networks');
const columns = [0, 1].map(() => Float64Array.from({ length: nodes }, random.uniform));
const radius = Math.sqrt((2 * LINKS_A_NODE) / (nodes * Math.PI));

function randomLinks(): Link[] {
  const links = new Map<number, Link>();
  while (links.size < Math.round(LINKS_A_NODE * nodes)) {
    const [a, b] = [random.integer(nodes), random.integer(nodes)];
    if (a < b) links.set(a * nodes + b, [a, b]);
  }
  return [...links.values()];
}

/** Median, least and most of some repetitions, and what the last one gave. */
function time(name: string, repetitions: number, work: () => unknown): void {
  const ms: number[] = [];
  let result: unknown;
  for (let k = 0; k < Math.ceil(repetitions / 2); k++) work(); // warm-up
  for (let k = 0; k < repetitions; k++) {
    const from = performance.now();
    result = work();
    ms.push(performance.now() - from);
  }
  ms.sort((a, b) => a - b);
  const [median, least, most] = [ms[ms.length >> 1], ms[0], ms[ms.length - 1]].map((each) => each.toFixed(each < 10 ? 2 : 0));
  console.log(`  ${name.padEnd(44)} ${median.padStart(7)}  (${least} – ${most})  ${shown(result)}`);
}

function shown(result: unknown): string {
  const value = (result as { value?: unknown }).value ?? result;
  if (typeof value === 'number') return value.toPrecision(5);
  if (ArrayBuffer.isView(value)) return `${(value as Float64Array).length} values`;
  const { modularity, index, targets } = value as { modularity?: number; index?: number; targets?: Int32Array };
  return targets ? `${targets.length / 2} links` : (modularity ?? index ?? NaN).toPrecision(5);
}

function measure(name: string, g: Graph): void {
  console.log(`${name}: ${g.n} nodes, ${g.targets.length / 2} links, largest component ${componentSizes(g).value?.[0]}`);
  let seed = 0;
  time('averageClustering', 60, () => averageClustering(g));
  time('transitivity', 60, () => transitivity(g));
  time('squareClustering', 20, () => squareClustering(g));
  time('degreeAssortativity', 60, () => degreeAssortativity(g));
  time('coreNumbers', 60, () => coreNumbers(g));
  time('networkEffectiveInformation', 60, () => networkEffectiveInformation(g));
  time('pagerank', 20, () => pagerank(g));
  time('bestModularity, 1 try', 20, () => bestModularity(g, { seed: seed++, tries: 1 }));
  time('bestModularity, 10 tries', 4, () => bestModularity(g, { seed: seed++ }));
  time('spectralRadius', 10, () => spectralRadius(g));
  time('algebraicConnectivity', 6, () => algebraicConnectivity(g));
  time('averagePathLength, sample of 200', 10, () => averagePathLength(g, { sample: { sources: 200, seed: 1 } }));
  time('averagePathLength', 4, () => averagePathLength(g));
  time('globalEfficiency', 4, () => globalEfficiency(g));
  if (g.n > 20_000) return;
  time('betweenness', 2, () => betweenness(g));
  time('smallWorldSigma, 4 graphs, sample of 200', 2, () => smallWorldSigma(g, { seed: 1, graphs: 4, sample: { sources: 200, seed: 1 } }));
}

console.log(`Metrics of networks, ms: median (least – most), with what came out; ${machineLine()}`);
const links = randomLinks();
console.log('Construction:');
time('proximity, open', 20, () => proximity(columns, { radius }));
time('proximity, periodic', 20, () => proximity(columns, { radius, periodic: true, size: [1, 1] }));
time('nearest, k = 6', 20, () => nearest(columns, { k: 6 }));
time('graph, from a list', 20, () => graph(nodes, links));
measure('Geometric', proximity(columns, { radius }));
measure('Random', graph(nodes, links));
