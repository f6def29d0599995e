// An epidemic on a network, with or without immunity. Imports the model's declaration, rules, spaces, engine.

import { rule } from '../rules/rule.ts';
import { barabasiAlbert, erdosRenyi, wattsStrogatz, type Network } from '../spaces/network.ts';
import { contagion, contagious, infect, infected, infectedCount, recovered, susceptible } from './epidemic-lattice.ts';
import { defineModel, type Agent, type Random } from './model.ts';

type Person = Agent<{ state: 'i32' }>;

/** States of a person. */
const [SUSCEPTIBLE, INFECTED] = [0, 1];

interface NetworkParams {
  readonly count: number;
  readonly degree: number;
  readonly rewire: number;
  readonly kind: string;
  readonly links: number;
  readonly start: number;
}

/** The first `start` persons are infected; networks have no order that would matter but for that of growth, where they are the oldest. */
export function begin(self: Person, _random: Random, params: NetworkParams): void {
  self.state = self.id < params.start ? INFECTED : SUSCEPTIBLE;
}

/** Who knows whom: drawn from the number `links`, so that epidemics of different seeds run on the same network. */
function networkOf({ count, degree, rewire, kind, links }: NetworkParams): Network {
  if (kind === 'small-world') return wattsStrogatz({ n: count, degree: 2 * Math.round(degree / 2), rewire, seed: links });
  if (kind === 'scale-free') return barabasiAlbert({ n: count, links: Math.max(1, Math.round(degree / 2)), seed: links });
  return erdosRenyi({ n: count, probability: Math.min(1, degree / Math.max(1, count - 1)), seed: links });
}

/**
 * Update mode: synchronous: who is infected in a tick infects from the next one on. With γ = 1 on a random network of mean degree c,
 * the share z that a large epidemic with immunity reaches solves z = 1 − exp(−c β z).
 */
export const epidemicNetwork = defineModel({
  name: 'epidemic-network',
  description: 'An epidemic on a random, small-world or scale-free network, with immunity (SIR) or without (SIS)',
  source:
    'Newman, Phys. Rev. E 66:016128 (2002), doi:10.1103/PhysRevE.66.016128; Pastor-Satorras & Vespignani, PRL 86:3200 (2001), doi:10.1103/PhysRevLett.86.3200',
  params: {
    count: { default: 10_000, min: 1, max: 1e8, integer: true, unit: 'persons', description: 'number of persons' },
    kind: { default: 'small-world', choices: ['random', 'small-world', 'scale-free'], description: 'what network' },
    degree: {
      default: 6,
      min: 0,
      max: 1e6,
      description: 'mean number of acquaintances, taken to the nearest even number where links come in pairs',
    },
    rewire: { default: 0.1, min: 0, max: 1, description: 'share of links of a small world that lead anywhere' },
    links: { default: 1, min: 0, max: 1e9, integer: true, description: 'number that the network is drawn from' },
    start: { default: 10, min: 0, max: 1e8, integer: true, unit: 'persons', description: 'infected at the start' },
    ...contagion,
  },
  space: networkOf,
  kinds: {
    person: {
      on: 'nodes',
      columns: { state: 'i32' },
      init: rule(begin, { uses: { SUSCEPTIBLE, INFECTED } }),
      rule: rule(infect, contagious),
    },
  },
  globals: { sick: { over: 'person', reduce: 'sum', of: infectedCount } },
  until: (world) => world.sick === 0,
  metrics: { susceptible, infected, recovered },
});
