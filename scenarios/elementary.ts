/** Rule 110: gliders on a ring of two states. */
import { defineScenario, elementary, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Wolfram, Rev. Mod. Phys. 55:601 (1983). doi:10.1103/RevModPhys.55.601',
  seed: 'rule 110',
  ticks: 2_000,
  model: elementary,
  params: { width: 10_001, number: 110, density: 0.5 }, // cells, rule, share
  chart: { y: 'density', title: 'Rule 110 settles to its ether', label: 'share of live cells' },
});

export default scenario;
if (import.meta.main) await run(scenario);
