/** A colony of few minors: majors take over the task that is left undone. */
import { defineScenario, responseThreshold, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Bonabeau, Theraulaz & Deneubourg 1996. doi:10.1098/rspb.1996.0229',
  seed: 'brood',
  ticks: 1_000,
  model: responseThreshold,
  params: { count: 10_000, majors: 0.8, minorThreshold: 8, majorThreshold: 100, quit: 0.2, demand: 1, efficiency: 3 },
  chart: { y: ['minorsAtWork', 'majorsAtWork'], title: 'Castes divide the labour', label: 'share at work', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
