/** Voters who change friends as well as opinions: one large community forms; with homophily above 0.46 there are many small ones. */
import { adaptiveVoter, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Holme & Newman, PRE 74:056108 (2006). doi:10.1103/PhysRevE.74.056108',
  seed: 'company',
  ticks: 5_000,
  measureEvery: 5,
  model: adaptiveVoter,
  params: { count: 1_000, degree: 4, followers: 10, homophily: 0.4 }, // voters, links, voters of an opinion, chance
  charts: [
    { y: ['largest', 'discord'], title: 'One community grows until friends agree', label: 'share of voters, of links', domain: [0, 1] },
    { y: 'opinions', title: 'Opinions die out until nobody is swayed', label: 'opinions' },
  ],
});

export default scenario;
if (import.meta.main) await run(scenario);
