// Evaluations per second of the particle swarm on built-in objectives, one worker, everything included.
// Run: npx node bench/pso.ts

import { builtinObjective, psoProgram } from 'swarmlab';
import { machineLine, spread, time } from './measure.ts';

console.log(`particle swarm, ring topology, one worker, million evaluations per second, median (range) of 5; ${machineLine()}`);
console.log('objective | dimensions | particles | million evaluations per second | state hash');
for (const name of ['rastrigin', 'rosenbrock', 'sphere']) {
  for (const dimensions of [10, 30]) {
    for (const particles of [40, 1_000]) {
      const { lower, upper } = builtinObjective(name, { dimensions });
      const program = psoProgram({ dimensions, particles, lower, upper, topology: 'ring', objective: { name } });
      const ticks = Math.ceil(400_000 / particles);
      const { perStep, hash } = await time(program, { seed: 'bench', workers: 1, warmUp: ticks, ticks, rounds: 5 });
      console.log(
        `${name} | ${dimensions} | ${particles} | ${spread(
          perStep.map((ns) => 1e3 / ns),
          2,
        )} | ${hash}`,
      );
    }
  }
}
