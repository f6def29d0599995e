/** Slime mould: particles that follow their own trail form a network. */
import { defineScenario, physarum, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Jones 2010. doi:10.1162/artl.2010.16.2.16202',
  seed: 'mould',
  ticks: 1_000,
  model: physarum,
  params: { count: 6_000, width: 200, height: 200, reach: 9, sight: 45, turn: 45 },
  chart: { y: 'contrast', title: 'A network of trails', label: 'contrast of the trail' },
});

export default scenario;
if (import.meta.main) await run(scenario);
