/** Vicsek's flock: alignment is lost as angular noise grows. */
import { defineScenario, run, vicsek } from 'swarmlab';

const scenario = defineScenario({
  source: 'Vicsek et al. 1995, fig. 2. doi:10.1103/PhysRevLett.75.1226',
  seed: 'starling',
  ticks: 2_000,
  model: vicsek,
  params: { count: 4_000, side: 31.6, speed: 0.03, noise: 0.5 }, // birds, interaction radii, radii per tick, radians
  sweep: {
    over: { noise: { from: 0.15, to: 6, step: 0.15 } }, // radians
    replicates: 10,
    params: { count: 40, side: 10 }, // birds, interaction radii: 0.4 birds per unit area
    ticks: 2_000,
    metricsFrom: 500,
  },
  published: [
    {
      metric: 'polarization',
      parameter: 'noise',
      at: 2.9,
      error: 0.05,
      source: 'Vicsek et al. 1995, large worlds at density 0.4 and speed 0.03',
      when: ({ count, side, speed }) => Math.abs(Number(count) / Number(side) ** 2 - 0.4) < 0.004 && speed === 0.03,
    },
  ],
  chart: { y: 'polarization', title: 'Order grows out of local alignment', label: 'polarization', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
