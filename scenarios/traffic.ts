/** Jams out of nothing on a ring road. */
import { defineScenario, run, traffic } from 'swarmlab';

const scenario = defineScenario({
  source: 'Nagel & Schreckenberg, J. Phys. I France 2:2221 (1992). doi:10.1051/jp1:1992277',
  seed: 'jam',
  ticks: 5_000,
  model: traffic,
  params: { length: 10_000, count: 1_500, limit: 5, dawdle: 0.25 }, // cells, cars, cells per tick, per tick
  chart: { y: ['flow', 'standing'], title: 'Jams out of nothing', label: 'cars per tick; share of cars', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
