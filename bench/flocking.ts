// Synchronous and sequential flocking, exact neighbours, at the sizes of the published comparison and beyond.
// Run: npx node bench/flocking.ts [workers, default 1]

import { assemble, flocking, meanNeighbours, polarization, worldOf, Engine, type ParamValue } from 'swarmlab';
import { machineLine, spread, time } from './measure.ts';

const workers = Number(process.argv[2] ?? 1);
const defaults = Object.fromEntries(Object.entries(flocking.params).map(([name, spec]) => [name, spec.default]));

/** Constant density 0.02 and radius 5 unless said otherwise; float64. */
const CASES: readonly { name: string; set: Record<string, ParamValue>; ticks: number }[] = [
  { name: 'flocking-large, sequential', set: { update: 'sequential' }, ticks: 100 },
  { name: 'flocking-large', set: {}, ticks: 100 },
  { name: '10k in 707²', set: { count: 10_000, width: 707, height: 707, visual: 5 }, ticks: 60 },
  { name: '10k in 707², float32', set: { count: 10_000, width: 707, height: 707, visual: 5, precision: 'f32' }, ticks: 60 },
  { name: '80k dense in 400²', set: { count: 80_000, width: 400, height: 400, visual: 5 }, ticks: 4 },
  { name: '100k in 2236²', set: { count: 100_000, width: 2_236, height: 2_236, visual: 5 }, ticks: 10 },
  { name: '1M in 7071²', set: { count: 1_000_000, width: 7_071, height: 7_071, visual: 5 }, ticks: 3 },
];

console.log(`flocking, exact neighbours on the torus, ${workers} worker${workers === 1 ? '' : 's'}; ${machineLine()}`);
console.log('case | ns per agent-step, median (range) of 5 | ms per tick | neighbours per agent at the start | state hash');
for (const { name, set, ticks } of CASES) {
  const params = { ...defaults, ...set };
  const { program, space } = assemble(flocking, params, workers);
  const { perStep, perTick, hash } = await time(program, {
    seed: 'bench',
    workers,
    warmUp: Math.max(3, Math.ceil(ticks / 2)),
    ticks,
    rounds: 5,
  });
  const start = new Engine(program, { seed: 'bench', workers: 1 }); // proof that there was work to do
  await start.advance(0);
  const world = worldOf(start.arena, params, space);
  if (polarization(world) === null) throw new Error(`${name}: no bird moves`);
  console.log(`${name} | ${spread(perStep)} | ${spread(perTick, 2)} | ${meanNeighbours(world)?.toFixed(1)} | ${hash}`);
  await start.close();
}
