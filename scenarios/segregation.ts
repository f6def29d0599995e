/** NetLogo's Segregation: who wants three like neighbours in ten ends among seven or eight. */
import { defineScenario, run, segregation } from 'swarmlab';

const scenario = defineScenario({
  source: 'Wilensky 1997, after Schelling 1971. doi:10.1080/0022250X.1971.9989794',
  seed: 'neighbours',
  ticks: 60,
  model: segregation,
  params: { side: 51, density: 95, wanted: 30 }, // cells, percent, percent
  charts: [
    { y: 'similarShare', title: 'Alike among all neighbours', label: 'similar, %', domain: [40, 100] },
    { y: 'unhappyShare', title: 'Agents that want to move', label: 'unhappy, %' },
  ],
});

export default scenario;
if (import.meta.main) await run(scenario);
