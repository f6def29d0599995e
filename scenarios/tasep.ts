/** Particles that hop one way on a ring: the current tends to its exact value. */
import { defineScenario, run, tasep } from 'swarmlab';

const scenario = defineScenario({
  source: 'Derrida, Phys. Rep. 301:65 (1998). doi:10.1016/S0370-1573(98)00006-4',
  seed: 'one way',
  ticks: 20_000,
  model: tasep,
  params: { length: 1_000, count: 500, step: 0.05 }, // places, particles, mean times of a hop
  chart: { y: 'current', title: 'A current of one quarter', label: 'hops per place and time', domain: [0.24, 0.3] },
});

export default scenario;
if (import.meta.main) await run(scenario);
