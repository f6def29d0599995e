/** A thousand bridges of two equal arms: by one arm or the other most ants come to go. */
import { defineScenario, doubleBridge, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Deneubourg, Aron, Goss & Pasteels 1990. doi:10.1007/BF01417909',
  seed: 'bridge',
  ticks: 1_000,
  model: doubleBridge,
  params: { count: 1_000, steepness: 2, threshold: 20 },
  chart: { y: ['winnerShare', 'wonByA'], title: 'A choice that makes itself', label: 'share', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
