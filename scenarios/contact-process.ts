/** The contact process just above its critical rate: an epidemic that stays. */
import { contactProcess, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Harris, Ann. Probab. 2:969 (1974). doi:10.1214/aop/1176996493',
  seed: 'contact',
  ticks: 2_000,
  model: contactProcess,
  params: { width: 256, height: 256, rate: 1.8, step: 0.05 }, // cells, cells, per mean time of recovery, mean times of recovery
  chart: { y: 'infectedShare', title: 'An epidemic that does not die', label: 'share of infected sites', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
