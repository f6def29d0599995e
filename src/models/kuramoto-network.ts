// Kuramoto's oscillators on a network. Imports the model's declaration, rules, emergence, the oscillators of the mean field, networks.

import { kuramoto as coherence } from '../emergence/order/kuramoto.ts';
import { rule } from '../rules/rule.ts';
import { graphOf, GRAPHS } from './graphs.ts';
import { OSCILLATORS, scatter, STAGES, type Oscillator } from './kuramoto.ts';
import { defineModel, type Neighbours, type Random, type RuleWorld } from './model.ts';

interface NetworkParams {
  readonly coupling: number;
  readonly step: number;
  readonly stages: number;
}

/**
 * dθ/dt = ω + K Σ sin(θ_j - θ) over those that it is linked to, as they are at this stage of the Runge-Kutta step.
 * Source: Arenas, Díaz-Guilera, Kurths, Moreno & Zhou, Physics Reports 469:93 (2008), eq. 9. doi:10.1016/j.physrep.2008.09.002
 */
function advance(self: Oscillator, neighbours: Neighbours<Oscillator>, _random: Random, params: NetworkParams, world: RuleWorld): void {
  let sin = 0;
  let cos = 0;
  for (const other of neighbours) {
    sin += Math.sin(other.phase);
    cos += Math.cos(other.phase);
  }
  const pull = sin * Math.cos(self.phase) - cos * Math.sin(self.phase);
  stageOf(self, self.natural + params.coupling * pull, params.step, params.stages, world.tick % params.stages);
}

const { stageOf } = STAGES;
const { count: _count, ...oscillators } = OSCILLATORS;

/** Update mode: synchronous, a Runge-Kutta step takes as many ticks as it has stages, as in the mean field. */
export const kuramotoNetwork = defineModel({
  name: 'kuramoto-network',
  description: 'oscillators that agree on a rhythm with those they are linked to',
  source:
    'Arenas, Díaz-Guilera, Kurths, Moreno & Zhou, Physics Reports 469:93 (2008). doi:10.1016/j.physrep.2008.09.002; Kuramoto (1975). doi:10.1007/BFb0013365',
  params: {
    ...GRAPHS,
    coupling: { default: 0.5, min: -1e6, max: 1e6, unit: 'radians per time', description: 'strength K of the pull along one link' },
    ...oscillators,
    distribution: { ...oscillators.distribution, default: 'normal' },
  },
  space: graphOf,
  kinds: {
    oscillator: {
      on: 'nodes',
      columns: { phase: 'f64', natural: 'f64', from: 'f64', sum: 'f64' },
      init: scatter,
      rule: rule(advance, { uses: STAGES }),
    },
  },
  metrics: { coherence },
});
