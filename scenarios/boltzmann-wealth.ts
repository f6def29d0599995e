/** People who divide their money at random: inequality grows to a Gini of one half. */
import { boltzmannWealth, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Drăgulescu & Yakovenko 2000. doi:10.1007/s100510070114',
  seed: 'purse',
  ticks: 100,
  model: boltzmannWealth,
  params: { count: 100_000, saving: 0 },
  chart: { y: 'gini', title: 'Inequality without merit', label: 'Gini coefficient', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
