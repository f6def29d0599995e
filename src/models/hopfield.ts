// Hopfield's associative memory. Imports engine, the model's declaration, rules, networks.

import { keyFromSeed, streamKey, uniform32 } from '../engine/random.ts';
import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { complete } from '../spaces/network.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Neuron = Agent<{ spin: 'i32'; stored: 'i32' }>;

interface HopfieldParams {
  readonly weights: readonly Float64Array[];
}

/**
 * s_i ← sign Σ w_ij s_j, unchanged where the sum is 0.
 * Source: Hopfield, PNAS 79:2554 (1982), eq. 1. doi:10.1073/pnas.79.8.2554
 */
function settle(self: Neuron, neighbours: Neighbours<Neuron>, _random: Random, params: HopfieldParams): void {
  let field = 0;
  for (const other of neighbours) field += params.weights[self.id][other.id] * other.spin;
  if (field !== 0) self.spin = field > 0 ? 1 : -1;
}

/** Random patterns of 1 and -1, one a row: a function of their seed. */
export function patternsOf({
  count,
  patterns,
  patternSeed,
}: {
  readonly count: number;
  readonly patterns: number;
  readonly patternSeed: string;
}): Int32Array[] {
  const { k0, k1 } = streamKey(keyFromSeed(patternSeed), 'hopfield', 0);
  return Array.from({ length: patterns }, (_, p) => Int32Array.from({ length: count }, (_, i) => (uniform32(k0, k1, i, p) < 0.5 ? -1 : 1)));
}

/** Hebb's rule: w_ij = (1 / N) Σ ξ_i ξ_j over all patterns, w_ii = 0. O(N² P). */
export function hebb({ pattern, count }: { readonly pattern: readonly Int32Array[]; readonly count: number }): Float64Array[] {
  const weights = Array.from({ length: count }, () => new Float64Array(count));
  const sums = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    sums.fill(0);
    for (const xi of pattern) {
      const sign = xi[i];
      for (let j = 0; j < i; j++) sums[j] += sign * xi[j];
    }
    for (let j = 0; j < i; j++) weights[i][j] = weights[j][i] = sums[j] / count;
  }
  return weights;
}

/** Overlap m = (1 / N) Σ ξ_i s_i with the pattern that is to be recalled: 1 when it is, near 0 when it is lost; null without neurons. */
export function overlap({ kinds: { neuron } }: World): number | null {
  const [spin, stored] = [neuron.column('spin'), neuron.column('stored')];
  let sum = 0;
  for (let i = 0; i < spin.length; i++) sum += spin[i] * stored[i];
  return spin.length === 0 ? null : sum / spin.length;
}

/**
 * Update mode: sequential, one neuron after another in random order: so the energy -½ Σ w_ij s_i s_j never rises, and the memory comes
 * to rest (all at once, it may go to and fro between two states). Of random patterns about 0.138 N can be stored in a large memory;
 * recalled they are right but for about 1.6 % of neurons (overlap 0.967) there. Needs 8 N² bytes.
 */
export const hopfield = defineModel({
  name: 'hopfield',
  description: 'neurons that recall a pattern from a noisy version of it, up to a capacity',
  source:
    'Hopfield, PNAS 79:2554 (1982). doi:10.1073/pnas.79.8.2554; Amit, Gutfreund & Sompolinsky, PRL 55:1530 (1985). doi:10.1103/PhysRevLett.55.1530',
  params: {
    count: { default: 500, min: 1, max: 8_000, integer: true, unit: 'neurons', description: 'number of neurons N' },
    patterns: {
      default: 25,
      min: 1,
      max: 10_000,
      integer: true,
      unit: 'patterns',
      description: 'random patterns stored; the first is recalled',
    },
    flipped: { default: 0.2, min: 0, max: 1, description: 'chance that a neuron begins with the wrong sign' },
    patternSeed: { default: 'patterns', description: 'seed of the patterns' },
    pattern: { table: patternsOf, description: 'the patterns, one a row' },
    weights: { table: hebb, description: 'strengths of synapses' },
  },
  update: 'sequential',
  space: ({ count }) => complete(count),
  kinds: {
    neuron: {
      on: 'nodes',
      columns: { spin: 'i32', stored: 'i32' },
      init: (self, random, params) => {
        self.stored = params.pattern[0][self.id];
        self.spin = random.uniform() < params.flipped ? -self.stored : self.stored;
      },
      rule: rule(settle),
    },
  },
  metrics: { overlap },
});
