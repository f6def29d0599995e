/** Diffusion-limited aggregation: a fractal grows grain by grain. */
import { defineScenario, dla, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Witten & Sander, PRL 47:1400 (1981). doi:10.1103/PhysRevLett.47.1400',
  seed: 'dendrite',
  ticks: 100_000,
  model: dla,
  params: { grains: 5_000, walkers: 16, side: 600 }, // grains, walkers, diameters
  chart: { y: 'gyration', title: 'A cluster of dimension 1.71', label: 'radius of gyration', unit: 'diameters' },
});

export default scenario;
if (import.meta.main) await run(scenario);
