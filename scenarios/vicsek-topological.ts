/** Starlings' rule: seven neighbours, however far, so that a flock spread thin keeps its order. */
import { defineScenario, run, vicsekTopological } from 'swarmlab';

const scenario = defineScenario({
  source: 'Ballerini et al. 2008. doi:10.1073/pnas.0711437105',
  seed: 'murmuration',
  ticks: 1_000,
  model: vicsekTopological,
  params: { count: 1_000, side: 31.6, speed: 0.1, noise: 1.5, nearest: 7 }, // birds, lengths, lengths per tick, radians, birds
  chart: { y: 'polarization', title: 'Seven neighbours are enough', label: 'polarization', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
