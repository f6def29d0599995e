/** Wolf Sheep Predation with the rules and the sliders of the NetLogo library. */
import { defineScenario, run, wolfSheepNetlogo } from 'swarmlab';

const scenario = defineScenario({
  source: 'Wilensky, NetLogo Wolf Sheep Predation model (1997)',
  seed: 'meadow',
  ticks: 1_000,
  model: wolfSheepNetlogo,
  params: { side: 51, sheep: 100, wolves: 50, grass: true, regrowth: 30 }, // patches, animals, animals, -, ticks
  chart: { y: ['sheep', 'wolves'], title: 'Wolves lag behind their prey', label: 'animals' },
});

export default scenario;
if (import.meta.main) await run(scenario);
