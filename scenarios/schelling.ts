/** Schelling's town: a wish for a third of one's own kind nearby divides it. */
import { defineScenario, run, schelling } from 'swarmlab';

const scenario = defineScenario({
  source: 'Schelling 1971. doi:10.1080/0022250X.1971.9989794',
  seed: 'chicago',
  ticks: 60,
  model: schelling,
  params: { width: 100, height: 100, count: 8_000, radius: 2, happy: 8 }, // cells, cells, households, cells, neighbours
  chart: { y: 'happyShare', title: 'Everyone finds a place', label: 'share of happy households', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
