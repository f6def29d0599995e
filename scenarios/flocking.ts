/** Reynolds' flock with the constants of the published framework comparison ("flocking large"). */
import { defineScenario, flocking, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Reynolds, SIGGRAPH 1987. doi:10.1145/37402.37406; constants: JuliaDynamics/ABMFrameworksComparison',
  seed: 'boid',
  ticks: 500,
  model: flocking,
  params: { count: 400, width: 150, height: 150, visual: 15 }, // birds, world units
  chart: { y: 'polarization', title: 'The flock finds a common heading', label: 'polarization', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
