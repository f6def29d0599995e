/** Fireflies that flash and hurry each other: groups join until all flash as one. */
import { defineScenario, fireflies, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Mirollo & Strogatz 1990. doi:10.1137/0150098',
  seed: 'lantern',
  ticks: 100_000, // events; the run ends when all flash as one
  measureEvery: 20,
  model: fireflies,
  params: { count: 500, strength: 0.0002, dissipation: 3 },
  chart: { y: 'unison', title: 'All come to flash as one', label: 'coherence of phases', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
