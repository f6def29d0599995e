/** A particle swarm on one of the 24 noiseless BBOB functions of COCO. */
import { defineScenario, run, type TopologyName } from 'swarmlab';

const scenario = defineScenario({
  description: 'a particle swarm on one of the 24 noiseless BBOB functions of COCO',
  source: 'Hansen, Finck, Ros & Auger, INRIA RR-6829 (2009)',
  seed: 'coco',
  params: {
    function: { default: 8, min: 1, max: 24, integer: true, description: 'number of the function' },
    instance: { default: 1, min: 1, max: 1_000_000, integer: true, description: 'instance: where the optimum lies, how it is rotated' },
    dimensions: { default: 10, min: 2, max: 1_000, integer: true, description: 'length of a point' },
    evaluations: { default: 100_000, min: 1, max: 1e10, integer: true, description: 'largest number of evaluations' },
    particles: { default: 40, min: 2, max: 1_000_000, integer: true, description: 'size of the swarm' },
    topology: { default: 'random', choices: ['global', 'ring', 'vonNeumann', 'random'], description: 'who informs whom' },
  },
  swarm: ({ function: number, instance, topology, ...rest }) => ({
    ...rest,
    topology: topology as TopologyName,
    objective: { name: 'bbob', function: number, instance },
  }),
});

export default scenario;
if (import.meta.main) await run(scenario);
