/** Growth and rare lightning: a forest that keeps itself near the edge of great fires. */
import { defineScenario, forestFire, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Drossel & Schwabl, PRL 69:1629 (1992). doi:10.1103/PhysRevLett.69.1629',
  seed: 'lightning',
  ticks: 5_000,
  model: forestFire,
  params: { width: 256, height: 256, growth: 0.01, lightning: 1e-4 }, // cells, cells, per tick, per tick
  chart: { y: ['trees', 'burning'], title: 'Growth, lightning, fire', label: 'share of sites' },
});

export default scenario;
if (import.meta.main) await run(scenario);
