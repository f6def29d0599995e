/** A particle swarm on Rastrigin's function: many dips, one of them lowest. */
import { defineScenario, run, type TopologyName } from 'swarmlab';

const scenario = defineScenario({
  description: "a particle swarm on Rastrigin's function: many dips, one of them lowest",
  source: 'Rastrigin 1974, generalised by Mühlenbein et al. 1991; swarm: SPSO-2007, Clerc 2012, hal-00764996',
  seed: 'bee',
  params: {
    dimensions: { default: 10, min: 1, max: 10_000, integer: true, description: 'length of a point' },
    particles: { default: 40, min: 2, max: 1_000_000, integer: true, description: 'size of the swarm' },
    evaluations: { default: 100_000, min: 1, max: 1e10, integer: true, description: 'largest number of evaluations' },
    topology: { default: 'random', choices: ['global', 'ring', 'vonNeumann', 'random'], description: 'who informs whom' },
  },
  swarm: ({ topology, ...rest }) => ({ ...rest, topology: topology as TopologyName, objective: { name: 'rastrigin' } }),
});

export default scenario;
if (import.meta.main) await run(scenario);
