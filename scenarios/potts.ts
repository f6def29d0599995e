/** Three-state Potts model cooled below its critical temperature: three kinds of domains coarsen. */
import { defineScenario, potts, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Wu, Rev. Mod. Phys. 54:235 (1982). doi:10.1103/RevModPhys.54.235',
  seed: 'three',
  ticks: 4_000,
  model: potts,
  params: { width: 256, height: 256, states: 3, temperature: 0.9 }, // cells, cells, states, J / k_B
  chart: { y: ['order', 'energy'], title: 'Three states, one winner', label: 'per site' },
});

export default scenario;
if (import.meta.main) await run(scenario);
