/** Swimmers that push each other: crowded and slow to turn, they cluster without any attraction. */
import { activeBrownian, defineScenario, meanNeighbours, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Fily & Marchetti 2012. doi:10.1103/PhysRevLett.108.235702',
  seed: 'plankton',
  ticks: 10_000,
  model: activeBrownian,
  params: { count: 4_000, side: 70, speed: 1, rotation: 0.01, stiffness: 50, step: 0.01 }, // diameters, per time
  metrics: { meanNeighbours },
  chart: { y: 'meanNeighbours', title: 'Crowding out of self-propulsion', label: 'neighbours within a diameter' },
});

export default scenario;
if (import.meta.main) await run(scenario);
