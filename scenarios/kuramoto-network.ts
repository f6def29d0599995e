/** Oscillators on a small world: few long links are enough for a common rhythm. */
import { defineScenario, kuramotoNetwork, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Hong, Choi & Kim, PRE 65:026139 (2002). doi:10.1103/PhysRevE.65.026139',
  seed: 'pendulum',
  ticks: 6_000, // 3,000 steps of two stages
  measureEvery: 6,
  model: kuramotoNetwork,
  params: { count: 1_000, graph: 'small-world', degree: 6, rewire: 0.3, distribution: 'normal', width: 0.5, coupling: 1, step: 0.05 },
  chart: { y: 'coherence', title: 'A rhythm on a small world', label: 'coherence r', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
