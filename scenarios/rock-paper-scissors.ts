/** Three species in a circle of defeat: spirals keep all alive while they are slow. */
import { defineScenario, rockPaperScissors, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Reichenbach, Mobilia & Frey, Nature 448:1046 (2007). doi:10.1038/nature06095',
  seed: 'spirals',
  ticks: 3_000,
  model: rockPaperScissors,
  params: { width: 200, height: 200, exchange: 2 }, // cells, cells, rate (mobility 2 ε / N = 1e-4)
  chart: { y: ['rock', 'paper', 'scissors'], title: 'No species wins', label: 'share of sites', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
