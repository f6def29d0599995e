/** Ants that find three sources of food and lay trails to them. */
import { ants, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Wilensky, NetLogo Ants (1997); Deneubourg & Goss 1989. doi:10.1080/08927014.1989.9525500',
  seed: 'formica',
  ticks: 2_000,
  model: ants,
  params: { count: 125, side: 71, pieces: 10, mark: 60 },
  chart: { y: ['brought', 'laden', 'left'], title: 'Food goes home along trails', label: 'pieces of food' },
});

export default scenario;
if (import.meta.main) await run(scenario);
