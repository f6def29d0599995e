// Flocking's synchronous rule three ways on the same sorted birds: compiled to JavaScript, compiled to SIMD, and SIMD by hand, in both
// precisions. All must leave the same bits. Sorting is not included. Run: npx node bench/hand/flocking.ts [pattern of cases]

import { cpus } from 'node:os';
import { CHUNK, handKernel } from './kernel.ts';
import { columnsAt, compiled, sortedWorld, type Chunk, type Precision, type World } from './world.ts';

const CASES = [
  { name: '80k in 400²', count: 80_000, side: 400, radius: 5 },
  { name: '100k in 2236²', count: 100_000, side: 2_236, radius: 5 },
  { name: '1M in 7071²', count: 1_000_000, side: 7_071, radius: 5 },
  { name: '10k in 707²', count: 10_000, side: 707, radius: 5 },
  { name: '400 in 150², radius 15', count: 400, side: 150, radius: 15 },
] as const;
const WARM_UP = 3;
const ROUNDS = 15;
/** Agent-steps of one round, at least. */
const STEPS = 100_000;

function tick({ count }: World, run: Chunk): void {
  for (let lo = 0; lo < count; lo += CHUNK) run(lo, Math.min(count, lo + CHUNK));
}

/** The bytes of the next columns after one tick. */
function result(world: World, run: Chunk): Buffer {
  const next = Object.values(columnsAt(world, world.next));
  for (const column of next) column.fill(-7);
  tick(world, run);
  return Buffer.concat(next.map((column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength)));
}

/** Nanoseconds per agent-step of each, in turn: the least and the median. */
function time(world: World, runs: readonly Chunk[]): { least: number; median: number }[] {
  const ticks = Math.max(1, Math.round(STEPS / world.count));
  const rounds = runs.map(() => [] as number[]);
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    runs.forEach((run, k) => {
      const from = performance.now();
      for (let t = 0; t < ticks; t++) tick(world, run);
      if (round >= WARM_UP) rounds[k].push(((performance.now() - from) * 1e6) / (ticks * world.count));
    });
  }
  return rounds.map((times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return { least: sorted[0], median: sorted[sorted.length >> 1] };
  });
}

const only = new RegExp(process.argv[2] ?? '');
console.log(
  `flocking's rule without sorting, one thread; ns per agent-step, least (median) of ${ROUNDS}; ${cpus()[0].model}, Node ${process.version}`,
);
console.log('case | candidates | JavaScript | SIMD | by hand | JavaScript / SIMD | SIMD / by hand (of the least)');
for (const { name, count, side, radius } of CASES) {
  for (const precision of ['f64', 'f32'] as const satisfies Precision[]) {
    if (!only.test(`${name} ${precision}`)) continue;
    const world = sortedWorld(count, side, radius, precision);
    const { js: inJavaScript, simd: inSimd } = compiled(world);
    const runs = [inJavaScript, inSimd, handKernel(world)];
    const [expected, ...others] = runs.map((run) => result(world, run));
    if (!others.every((got) => expected.equals(got))) throw new Error(`${name}, ${precision}: the three leave different bits`);
    const [js, simd, hand] = time(world, runs);
    const shown = ({ least, median }: { least: number; median: number }): string => `${least.toFixed(1)} (${median.toFixed(1)})`;
    console.log(
      `${name} ${precision} | ${world.candidates.toFixed(1)} | ${shown(js)} | ${shown(simd)} | ${shown(hand)} | ${(js.least / simd.least).toFixed(1)} | ${(simd.least / hand.least).toFixed(2)}`,
    );
  }
}
