/** Voters who change friends as well as opinions: above a rate of changing friends one large community falls into many small ones. */
import { adaptiveVoter, defineScenario, run } from 'swarmlab';

const scenario = defineScenario({
  source: 'Holme & Newman, PRE 74:056108 (2006). doi:10.1103/PhysRevE.74.056108',
  seed: 'company',
  ticks: 5_000,
  model: adaptiveVoter,
  params: { count: 1_000, degree: 4, followers: 10, homophily: 0.6 }, // voters, links, voters of an opinion, chance
  charts: [
    { y: 'discord', title: 'Friends agree in the end', label: 'share of links between voters who disagree', domain: [0, 1] },
    { y: 'largest', title: 'Communities of one opinion', label: 'share of voters in the largest', domain: [0, 1] },
    { y: 'opinions', title: 'Opinions die out until nobody is swayed', label: 'opinions' },
  ],
});

export default scenario;
if (import.meta.main) await run(scenario);
