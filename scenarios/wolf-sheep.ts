/** Wolves, sheep and grass: the large setting of the comparison of agent-based frameworks. */
import { defineScenario, run, wolfSheep } from 'swarmlab';

const scenario = defineScenario({
  source: 'Wilensky & Reisman 2006. doi:10.1207/s1532690xci2402_1',
  seed: 'isle royale',
  ticks: 500,
  model: wolfSheep,
  params: { width: 100, height: 100, sheep: 1_000, wolves: 500, regrowth: 10 }, // cells, cells, animals, animals, ticks
  chart: { y: ['sheep', 'wolves'], title: 'Hunters follow their prey', label: 'animals' },
});

export default scenario;
if (import.meta.main) await run(scenario);
