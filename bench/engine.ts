// What a tick costs when there is nothing to do, and what sharing it out costs.
// Run: npx node bench/engine.ts

import { availableParallelism } from 'node:os';
import { assemble, defineModel, rule } from 'swarmlab';
import { machineLine, spread, time } from './measure.ts';

const walkers = defineModel({
  name: 'walkers',
  description: 'agents that do next to nothing',
  params: { count: { default: 0, min: 0, max: 1e8, integer: true, description: 'number of agents' } },
  kinds: {
    walker: {
      count: ({ count }) => count,
      columns: { x: 'f64' },
      rule: rule((self) => {
        self.x += 1;
      }),
    },
  },
});

console.log(`empty and shared ticks, microseconds per tick, median (range) of 5; ${machineLine()}`);
console.log('agents | chunks | workers | µs per tick');
for (const count of [0, 1_024, 100_000]) {
  for (const workers of [1, 2, 2 * availableParallelism()]) {
    const { program } = assemble(walkers, { count }, workers);
    const ticks = count === 0 ? 100_000 : count === 1_024 ? 20_000 : 500;
    const { perTick } = await time(program, { seed: 'bench', workers, warmUp: ticks, ticks, rounds: 5 });
    console.log(
      `${count} | ${Math.ceil(count / 512)} | ${workers} | ${spread(
        perTick.map((ms) => ms * 1000),
        2,
      )}`,
    );
  }
}
