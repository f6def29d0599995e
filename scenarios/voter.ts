/** Voters on a small world: one opinion wins in the end, either by its share. */
import { defineScenario, run, voter } from 'swarmlab';

const scenario = defineScenario({
  source: 'Holley & Liggett 1975. doi:10.1214/aop/1176996306; Sood & Redner 2005. doi:10.1103/PhysRevLett.94.178701',
  seed: 'ballot',
  ticks: 20_000,
  model: voter,
  params: { count: 1_000, graph: 'small-world', degree: 6, rewire: 0.1, share: 0.5 },
  chart: { y: 'ones', title: 'Imitation ends in consensus', label: 'share of opinion 1', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
