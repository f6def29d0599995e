/** Kuramoto's oscillators at twice the critical coupling: r settles at sqrt(1 - 1/2). */
import { defineScenario, kuramoto, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Kuramoto 1975. doi:10.1007/BFb0013365; Strogatz 2000. doi:10.1016/S0167-2789(00)00094-4',
  seed: 'pendulum',
  ticks: 4_000, // 2,000 steps of two stages
  measureEvery: 4,
  model: kuramoto,
  params: { count: 10_000, distribution: 'lorentz', width: 0.5, coupling: 2, step: 0.02 }, // radians per time, time
  chart: { y: 'coherence', title: 'Half of the rhythm is agreed on', label: 'coherence r', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
