/** A bar of 60 seats: guests who guess find its capacity. */
import { defineScenario, elFarol, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Arthur 1994. jstor.org/stable/2117868',
  seed: 'thursday',
  ticks: 500,
  model: elFarol,
  params: { count: 100, capacity: 60, predictors: 10, memory: 0.9 },
  chart: { y: 'attendance', title: 'Attendance finds the capacity', label: 'guests in the bar', domain: [0, 100] },
});

export default scenario;
if (import.meta.main) await run(scenario);
