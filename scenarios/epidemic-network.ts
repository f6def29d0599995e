/** An epidemic on a small world: a few long links carry it everywhere. */
import { defineScenario, epidemicNetwork, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Newman, Phys. Rev. E 66:016128 (2002). doi:10.1103/PhysRevE.66.016128',
  seed: 'small world',
  ticks: 300,
  model: epidemicNetwork,
  params: { count: 10_000, kind: 'small-world', degree: 6, rewire: 0.05, infection: 0.1, recovery: 0.25 }, // persons, network, acquaintances, share, per tick, per tick
  chart: { y: ['susceptible', 'infected', 'recovered'], title: 'Sickness in a small world', label: 'share of persons', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
