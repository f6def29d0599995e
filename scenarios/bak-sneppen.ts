/** Evolution by replacing the least fit: fitness gathers above 0.667. */
import { bakSneppen, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Bak & Sneppen, PRL 71:4083 (1993). doi:10.1103/PhysRevLett.71.4083',
  seed: 'fittest',
  ticks: 200_000,
  model: bakSneppen,
  params: { count: 500 }, // species
  chart: { y: ['meanFitness', 'gap'], title: 'The least fit go', label: 'fitness', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
