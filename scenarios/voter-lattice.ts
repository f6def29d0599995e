/** Voters on a lattice: opinions coarsen without surface tension, logarithmically slowly. */
import { defineScenario, run, voterLattice } from 'swarmlab';

const scenario = defineScenario({
  source: 'Dornic, Chaté, Chave & Hinrichsen, PRL 87:045701 (2001). doi:10.1103/PhysRevLett.87.045701',
  seed: 'ballot',
  ticks: 4_000,
  model: voterLattice,
  params: { width: 128, height: 128, share: 0.5, rate: 0.5 }, // cells, cells, share, per tick
  chart: { y: ['support', 'discord'], title: 'Disagreement fades as 1 / ln t', label: 'share', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
