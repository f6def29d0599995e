// What order and structure metrics cost beside a tick: milliseconds, least and median of the rounds, after some to warm up.
// Agents strewn over a torus at 0.02 per unit area, in random memory order (the engine's, by cell, is kinder to the cache); float64.
// Run: npx node bench/order.ts [agents …]

import { cos64, sin64 } from '../src/engine/elementary.ts';
import { keyFromSeed, uniform53 } from '../src/engine/random.ts';
import { correlationLength } from '../src/emergence/order/correlation.ts';
import { kuramoto } from '../src/emergence/order/kuramoto.ts';
import { localSynchrony } from '../src/emergence/order/local-synchrony.ts';
import { milling } from '../src/emergence/order/milling.ts';
import { nematicOrder } from '../src/emergence/order/nematic.ts';
import { polarization, speedPolarization } from '../src/emergence/order/polarization.ts';
import { clusters } from '../src/emergence/structure/clusters.ts';
import { radiusOfGyration } from '../src/emergence/structure/gyration.ts';
import { nearestDistances } from '../src/emergence/structure/nearest.ts';
import { meanNeighbours } from '../src/emergence/structure/neighbours.ts';
import { meanPairDistance } from '../src/emergence/structure/pair-distance.ts';
import { spatialEntropy } from '../src/emergence/structure/quadrats.ts';
import { pairCorrelation } from '../src/emergence/structure/ripley.ts';
import { machineLine } from './measure.ts';

const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 1_000_000];
const RADIUS = 5;

function flock(count: number): { columns: Record<'x' | 'y' | 'vx' | 'vy' | 'heading', Float64Array>; side: number } {
  const { k0, k1 } = keyFromSeed('bench');
  const side = Math.sqrt(count / 0.02);
  const draw = (d: number, share: number): Float64Array => Float64Array.from({ length: count }, (_, i) => share * uniform53(k0, k1, i, d));
  const heading = draw(2, 2 * Math.PI).map((angle) => angle - Math.PI);
  return { columns: { x: draw(0, side), y: draw(1, side), heading, vx: heading.map(cos64), vy: heading.map(sin64) }, side };
}

/** Wall time: on a busy machine believe the least. The check keeps the work from being left out. */
function timed(name: string, work: () => number | null, rounds: number): void {
  const ms: number[] = [];
  let sum = 0;
  for (let round = -Math.ceil(rounds / 4); round < rounds; round++) {
    const from = performance.now();
    const value = work();
    const took = performance.now() - from;
    if (value === null || !Number.isFinite(value)) throw new Error(`${name} found nothing`);
    if (round < 0) continue;
    sum += value;
    ms.push(took);
  }
  ms.sort((a, b) => a - b);
  console.log(
    `  ${name.padEnd(58)} ${ms[0].toFixed(2).padStart(9)} ${ms[rounds >> 1].toFixed(2).padStart(9)}   ${(sum / rounds).toPrecision(6)}`,
  );
}

/** The plain way to the order of headings, to compare with. */
function plainPolarization(heading: Float64Array): number {
  let x = 0;
  let y = 0;
  for (let i = 0; i < heading.length; i++) {
    x += cos64(heading[i]);
    y += sin64(heading[i]);
  }
  return Math.sqrt(x * x + y * y) / heading.length;
}

console.log(`order and structure, ms: least, median, value; ${machineLine()}`);
for (const count of SIZES) {
  const { columns, side } = flock(count);
  const { x, y, heading, vx, vy } = columns;
  const at = { x, y, space: { size: [side, side], periodic: true } };
  const { space } = at;
  const rounds = Math.max(5, Math.min(200, Math.round(4e7 / count)));
  const single = Float32Array.from(heading);
  console.log(`${count} agents, side ${side.toFixed(0)}`);
  timed('polarization of headings, sine and cosine one by one', () => plainPolarization(heading), rounds);
  timed('polarization of headings', () => polarization({ heading }).value, rounds);
  timed('polarization of headings, float32 columns', () => polarization({ heading: single }).value, rounds);
  timed('polarization of velocities', () => polarization({ vx, vy }).value, rounds);
  timed('speed-weighted polarization', () => speedPolarization({ vx, vy }).value, rounds);
  timed('Kuramoto r', () => kuramoto({ phase: heading }).value, rounds);
  timed('nematic order of velocities', () => nematicOrder({ vx, vy }).value, 5);
  timed('milling', () => milling({ x, y, vx, vy }, { space }).value, 5);
  timed('radius of gyration', () => radiusOfGyration({ x, y }, { space }).value, 5);
  timed('mean neighbours, regular sample of 4,096', () => meanNeighbours({ x, y }, { space, radius: RADIUS }).value, Math.min(20, rounds));
  timed('mean neighbours, of all', () => meanNeighbours({ x, y }, { space, radius: RADIUS, sample: count }).value, 5);
  timed('nearest distances', () => nearestDistances({ x, y }, { space }).value?.mean ?? null, 5);
  timed('friends of friends', () => clusters({ x, y }, { space, linkingLength: RADIUS }).value?.sizes.length ?? null, 5);
  timed('local order', () => localSynchrony({ x, y, heading }, { space, radius: RADIUS }).value, 5);
  timed('g(r) up to twice the radius', () => pairCorrelation({ x, y }, { space, edges: [0, RADIUS, 2 * RADIUS] }).value?.[1] ?? null, 5);
  timed('correlation length, pairs of a sample of 2,000', () => correlationLength({ x, y, vx, vy }, { space }).value, 5);
  timed('mean distance of pairs, 499,500 drawn', () => meanPairDistance({ x, y }, { space }).value, 5);
  timed('spatial entropy', () => spatialEntropy({ x, y }, { space }).value, 5);
}
