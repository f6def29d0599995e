/** Site percolation at its threshold: clusters of all sizes, labelled by the model. */
import { defineScenario, percolation, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Newman & Ziff, PRL 85:4104 (2000). doi:10.1103/PhysRevLett.85.4104',
  seed: 'clusters',
  ticks: 5_000,
  model: percolation,
  params: { width: 512, height: 512, of: 'sites', probability: 0.592746 }, // cells, cells, what is there, probability
  chart: { y: 'largestShare', title: 'Labels gather clusters', label: 'share of sites in the largest' },
});

export default scenario;
if (import.meta.main) await run(scenario);
