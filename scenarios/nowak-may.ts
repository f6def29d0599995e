/** The spatial prisoner's dilemma: cooperation holds out at 0.318. */
import { defineScenario, nowakMay, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Nowak & May, Nature 359:826 (1992). doi:10.1038/359826a0',
  seed: 'dilemma',
  ticks: 1_000,
  model: nowakMay,
  params: { width: 200, height: 200, temptation: 1.85, share: 0.9 }, // cells, cells, b, share
  chart: { y: 'cooperation', title: 'Cooperators hold out in clusters', label: 'share that cooperates', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
