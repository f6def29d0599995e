/** Vicsek's flock: alignment is lost as angular noise grows. */
import { defineScenario, run, vicsek } from 'swarmlab';

const scenario = defineScenario({
  source: 'Vicsek et al. 1995, fig. 2. doi:10.1103/PhysRevLett.75.1226',
  seed: 'starling',
  ticks: 2_000,
  model: vicsek,
  params: { count: 4_000, side: 31.6, speed: 0.03, noise: 0.5 }, // birds, interaction radii, radii per tick, radians
  chart: { y: 'polarization', title: 'Order grows out of local alignment', label: 'polarization', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
