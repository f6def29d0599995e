/** The Ising model just below its critical temperature: domains grow until one holds the lattice. */
import { defineScenario, ising, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Onsager, Phys. Rev. 65:117 (1944). doi:10.1103/PhysRev.65.117',
  seed: 'onsager',
  ticks: 4_000,
  model: ising,
  params: { width: 256, height: 256, temperature: 2.2, dynamics: 'metropolis' }, // cells, cells, J / k_B
  chart: { y: ['magnetization', 'energy'], title: 'Spins come to agree', label: 'per site' },
});

export default scenario;
if (import.meta.main) await run(scenario);
