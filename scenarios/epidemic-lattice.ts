/** An epidemic spreads over a lattice from one case in the middle. */
import { defineScenario, epidemicLattice, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Grassberger, Math. Biosci. 63:157 (1983). doi:10.1016/0025-5564(82)90036-0',
  seed: 'case zero',
  ticks: 2_000,
  model: epidemicLattice,
  params: { width: 256, height: 256, infection: 0.2, recovery: 0.25 }, // persons, persons, per tick, per tick
  chart: { y: ['susceptible', 'infected', 'recovered'], title: 'A ring of sickness', label: 'share of persons', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
