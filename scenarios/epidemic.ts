/** An epidemic of R0 = 2 in a town: four in five are infected in the end. */
import { defineScenario, epidemic, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Kermack & McKendrick 1927. doi:10.1098/rspa.1927.0118',
  seed: 'ward',
  ticks: 1_200, // 120 days
  model: epidemic,
  params: { count: 100_000, infected: 20, transmission: 0.4, recovery: 0.2, immunity: true, step: 0.1 },
  chart: { y: ['susceptible', 'infected', 'recovered'], title: 'An epidemic runs its course', label: 'share of people', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
