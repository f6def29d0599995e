/** Reactive, deliberative and BDI agents forage side by side: who does best depends on how fast the world changes. */
import { architectures, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Kinny & Georgeff, IJCAI-91, 82 (1991); Pollack & Ringuette, AAAI-90, 183 (1990); Rao & Georgeff, KR-91, 473 (1991)',
  seed: 'tiles',
  ticks: 4_000,
  model: architectures,
  params: { side: 24, room: 12, items: 5, count: 10, sight: 12, change: 8, planning: 1 }, // cells, cells, …, steps, γ, ticks
  chart: {
    y: ['reactive', 'deliberative', 'blind', 'singleMinded', 'openMinded'],
    title: 'Who gathers how much of what there was',
    label: 'effectiveness',
    domain: [0, 1],
  },
});

export default scenario;
if (import.meta.main) await run(scenario);
