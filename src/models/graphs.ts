// The networks that models of linked agents offer, by their parameters. Imports spaces.

import { barabasiAlbert, complete, erdosRenyi, lattice, ring, wattsStrogatz, type Network } from '../spaces/network.ts';

/** Parameters of a model whose agents are the nodes of a network. */
export const GRAPHS = {
  count: { default: 1_000, min: 1, max: 1e7, integer: true, unit: 'nodes', description: 'number of nodes' },
  graph: {
    default: 'small-world',
    choices: ['complete', 'ring', 'lattice', 'random', 'small-world', 'scale-free'],
    description: 'Erdős & Rényi (random), Watts & Strogatz (small-world), Barabási & Albert (scale-free)',
  },
  degree: {
    default: 6,
    min: 2,
    max: 1e4,
    integer: true,
    unit: 'links',
    description: 'mean links of a node, even; not of complete, lattice',
  },
  rewire: { default: 0.1, min: 0, max: 1, description: 'chance that a link of a small world is moved' },
  graphSeed: { default: 'graph', description: 'seed of the links; the same network in every run unless it is changed' },
} as const;

/** The network that these parameters describe; the mean degree of a scale-free one is `degree` in the limit of many nodes. */
export function graphOf(given: {
  readonly count: number;
  readonly graph: string;
  readonly degree: number;
  readonly rewire: number;
  readonly graphSeed: string;
}): Network {
  const { count: n, graph, rewire, graphSeed: seed } = given;
  const degree = Math.min(given.degree, n % 2 === 0 ? n - 2 : n - 1); // the most that a ring of n nodes can have
  if (graph === 'complete') return complete(n);
  if (graph === 'lattice') {
    let height = Math.floor(Math.sqrt(n)); // as nearly a square as n nodes can be
    while (n % height !== 0) height--;
    return lattice({ width: n / height, height });
  }
  if (n < 3) return complete(n);
  if (graph === 'ring') return ring(n, degree);
  if (graph === 'random') return erdosRenyi({ n, probability: Math.min(1, degree / (n - 1)), seed });
  if (graph === 'scale-free') return barabasiAlbert({ n, links: Math.max(1, degree / 2), seed });
  return wattsStrogatz({ n, degree, rewire, seed });
}
