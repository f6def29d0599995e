/** Opinions of bounded confidence: listening to a fifth of the range, people end in two camps. */
import { deffuant, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Deffuant, Neau, Amblard & Weisbuch 2000. doi:10.1142/S0219525900000078',
  seed: 'forum',
  ticks: 300,
  model: deffuant,
  params: { count: 5_000, confidence: 0.2, convergence: 0.5 },
  chart: { y: 'camps', title: 'Two camps remain', label: 'camps of more than 5 %' },
});

export default scenario;
if (import.meta.main) await run(scenario);
