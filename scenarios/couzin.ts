/** Fish of three zones: with a narrow zone of orientation they mill about an empty middle. */
import { couzin, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Couzin, Krause, James, Ruxton & Franks 2002, fig. 2. doi:10.1006/jtbi.2002.3065',
  seed: 'shoal',
  ticks: 5_000,
  model: couzin,
  params: { count: 100, repulsion: 1, orientation: 2, attraction: 14, perception: 270, speed: 3, turning: 40, noise: 0.05 },
  chart: { y: ['polarization', 'milling'], title: 'A mill', label: 'order', domain: [0, 1] },
});

export default scenario;
if (import.meta.main) await run(scenario);
