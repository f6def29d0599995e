/** A memory of 25 patterns recalls one of them from a version with a quarter of the signs wrong. */
import { defineScenario, hopfield, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Hopfield 1982. doi:10.1073/pnas.79.8.2554',
  seed: 'memory',
  ticks: 12,
  model: hopfield,
  params: { count: 500, patterns: 25, flipped: 0.25 },
  chart: { y: 'overlap', title: 'A pattern is recalled', label: 'overlap with the pattern', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
