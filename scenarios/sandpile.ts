/** The sandpile, from sites drawn at random to its critical state. */
import { defineScenario, run, sandpile } from 'swarmlab';

const scenario = defineScenario({
  source: 'Bak, Tang & Wiesenfeld, PRL 59:381 (1987). doi:10.1103/PhysRevLett.59.381',
  seed: 'grain',
  ticks: 50_000,
  model: sandpile,
  params: { width: 64, height: 64, start: 'random' }, // cells, cells, grains at tick 0
  chart: { y: 'meanHeight', title: 'Grains pile up to 17/8 a site', label: 'grains per site' },
  charts: [{ sizes: 'lastAvalanche', title: 'Avalanches of all sizes', label: 'topplings of an avalanche' }],
});

export default scenario;
if (import.meta.main) await run(scenario);
