/** A random soup in the Game of Life burns down to ash. */
import { defineScenario, life, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Bagnoli, Rechtman & Ruffo, Physica A 171:249 (1991). doi:10.1016/0378-4371(91)90277-J',
  seed: 'soup',
  ticks: 3_000,
  model: life,
  params: { width: 512, height: 512, start: 'soup', density: 0.375 }, // cells, cells, what lives first, share
  chart: { y: 'liveShare', title: 'A soup of life settles to ash', label: 'share of live cells', domain: [0, 0.4] },
});

export default scenario;
if (import.meta.main) await run(scenario);
