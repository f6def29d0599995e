/** Langton's ant: disorder, and then a highway. */
import { defineScenario, langton, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Langton, Physica D 22:120 (1986). doi:10.1016/0167-2789(86)90237-X',
  seed: 'ant',
  ticks: 11_500,
  model: langton,
  params: { width: 128, height: 128 }, // cells, cells
  chart: { y: 'black', title: 'Ten thousand steps, then a highway', label: 'black cells' },
});

export default scenario;
if (import.meta.main) await run(scenario);
