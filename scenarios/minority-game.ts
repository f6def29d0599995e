/** The minority game near its critical memory: attendance fluctuates less than by chance. */
import { defineScenario, minorityGame, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Challet & Zhang 1997. doi:10.1016/S0378-4371(97)00419-6; Savit, Manuca & Riolo 1999. doi:10.1103/PhysRevLett.82.2203',
  seed: 'coin',
  ticks: 5_000,
  model: minorityGame,
  params: { count: 301, memory: 7, strategies: 2 },
  chart: { y: 'attendance', title: 'Players who coordinate by competing', label: 'attendance, players', unit: 'players' },
});

export default scenario;
if (import.meta.main) await run(scenario);
