/** NetLogo's Fire near its threshold. */
import { defineScenario, fire, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Wilensky, NetLogo Fire model (1997). http://ccl.northwestern.edu/netlogo/models/Fire',
  seed: 'spark',
  ticks: 2_000,
  model: fire,
  params: { width: 251, height: 251, density: 0.6 }, // patches, patches, probability
  chart: { y: ['burned', 'burning'], title: 'A fire crosses the wood', label: 'share', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
