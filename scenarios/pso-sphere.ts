/** A particle swarm on the sphere function: one smooth bowl. */
import { defineScenario, run, type TopologyName } from 'swarmlab';

const scenario = defineScenario({
  description: 'a particle swarm on the sphere function: one smooth bowl',
  source: 'De Jong 1975, F1; swarm: SPSO-2007, Clerc 2012, hal-00764996',
  seed: 'bee',
  params: {
    dimensions: { default: 5, min: 1, max: 10_000, integer: true, description: 'length of a point' },
    particles: { default: 40, min: 2, max: 1_000_000, integer: true, description: 'size of the swarm' },
    evaluations: { default: 50_000, min: 1, max: 1e10, integer: true, description: 'largest number of evaluations' },
    topology: { default: 'random', choices: ['global', 'ring', 'vonNeumann', 'random'], description: 'who informs whom' },
  },
  swarm: ({ topology, ...rest }) => ({ ...rest, topology: topology as TopologyName, objective: { name: 'sphere' } }),
});

export default scenario;
if (import.meta.main) await run(scenario);
