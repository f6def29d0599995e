// A particle swarm written as plainly as its formulas: one particle after the other, one coordinate after the other, objects and arrays.

import { cos64, log64, sin64 } from '../../src/engine/elementary.ts';
import { keyFromSeed, streamKey, threefry, uniform53, WORDS, type Key } from '../../src/engine/random.ts';
import { swarmSpec, type SwarmOptions, type SwarmSpec } from '../../src/swarm/swarm-options.ts';

export interface PlainParticle {
  x: number[];
  v: number[];
  best: number[];
  value: number;
  bestValue: number;
}

/** Both words of a block as uniforms in [0, 1). */
function uniforms({ k0, k1 }: Key, counter: number, draw: number): [number, number] {
  const first = threefry(k0, k1, counter, draw) >>> 0;
  return [first / 2 ** 32, (WORDS[1] >>> 0) / 2 ** 32];
}

/** The swarm after `iterations` more than its first evaluation. */
export function plainSwarm(
  options: SwarmOptions,
  seed: string,
  evaluate: (x: Float64Array) => number,
  iterations: number,
): PlainParticle[] {
  const spec = swarmSpec(options);
  const key = keyFromSeed(seed);
  let swarm = Array.from({ length: spec.particles }, (_, i) => placed(spec, key, i, evaluate));
  let best = swarm.reduce((least, { bestValue }, i) => (bestValue < swarm[least].bestValue ? i : least), 0); // who was first to reach the least value
  let drawn = 0; // tick of the last iteration without improvement: the first evaluation counts as one with
  for (let tick = 1; tick <= iterations; tick++) {
    const move = streamKey(key, 'swarm.move', tick);
    const enter = streamKey(key, 'swarm.reentry', tick);
    const informants = informantsOf(spec, streamKey(key, 'swarm.topology', drawn));
    const before = swarm;
    swarm = before.map((particle, i) => {
      const leader = spec.topology.name === 'global' ? best : leaderOf(before, informants[i]);
      const step = spec.variant === 'spso2011' ? sphereStep : axesStep;
      const goal = step(spec, particle, before[leader], leader === i, (draw) => uniforms(move, i, draw));
      return arrived(spec, particle, goal, (d) => uniforms(enter, i, d)[0], evaluate);
    });
    const least = swarm.reduce((sofar, { bestValue }, i) => (bestValue < swarm[sofar].bestValue ? i : sofar), 0);
    if (swarm[least].bestValue < before[best].bestValue) best = least;
    else drawn = tick;
  }
  return swarm;
}

function placed(
  { dimensions, lower, upper, velocityClamp, launch }: SwarmSpec,
  key: Key,
  i: number,
  evaluate: (x: Float64Array) => number,
): PlainParticle {
  const where = streamKey(key, 'swarm.place', 0);
  const speed = streamKey(key, 'swarm.launch', 0);
  const x: number[] = [];
  const v: number[] = [];
  for (let d = 0; d < dimensions; d++) {
    const range = upper[d] - lower[d];
    const most = velocityClamp * range;
    x[d] = Math.min(lower[d] + uniform53(where.k0, where.k1, i, d) * range, upper[d]);
    const first = launch === 'zero' ? 0 : lower[d] - x[d] + uniform53(speed.k0, speed.k1, i, d) * range;
    v[d] = Math.min(most, Math.max(-most, first));
  }
  const value = evaluate(Float64Array.from(x));
  return { x, v, best: [...x], value, bestValue: value };
}

/** For each particle, whom it can read. */
function informantsOf({ topology: { name, k }, particles }: SwarmSpec, key: Key): Set<number>[] {
  const around = Array.from({ length: particles }, (_, i) => new Set([i]));
  if (name === 'ring')
    around.forEach((mine, i) => {
      for (let n = -k; n <= k; n++) mine.add((((i + n) % particles) + particles) % particles);
    });
  if (name === 'vonNeumann') {
    let rows = Math.floor(Math.sqrt(particles));
    while (particles % rows !== 0) rows--;
    const columns = particles / rows;
    const at = (row: number, column: number): number => ((row + rows) % rows) * columns + ((column + columns) % columns);
    around.forEach((mine, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      for (const j of [at(row + 1, column), at(row - 1, column), at(row, column + 1), at(row, column - 1)]) mine.add(j);
    });
  }
  if (name === 'random') {
    for (let i = 0; i < particles; i++)
      for (let n = 0; n < k; n++) around[Math.floor(uniforms(key, i, Math.floor(n / 2))[n % 2] * particles)].add(i);
  }
  return around;
}

/** The informant with the least personal best, the first of equals. */
function leaderOf(swarm: readonly PlainParticle[], informants: ReadonlySet<number>): number {
  let leader = -1;
  for (const j of [...informants].sort((a, b) => a - b)) if (leader < 0 || swarm[j].bestValue < swarm[leader].bestValue) leader = j;
  return leader;
}

type Step = (
  spec: SwarmSpec,
  particle: PlainParticle,
  leader: PlainParticle,
  leadsItself: boolean,
  draw: (n: number) => [number, number],
) => number[];

/** The new velocities of PSO, axis by axis. */
const axesStep: Step = ({ inertia, cognitive, social, variant }, { x, v, best }, leader, leadsItself, draw) =>
  x.map((here, d) => {
    const [u, w] = draw(d);
    const pull = variant === 'spso2007' && leadsItself ? 0 : social;
    return inertia * v[d] + cognitive * u * (best[d] - here) + pull * w * (leader.best[d] - here);
  });

/** Those of SPSO-2011. */
const sphereStep: Step = ({ inertia, cognitive, social }, { x, v, best }, leader, leadsItself, draw) => {
  const gap = x.map((here, d) => {
    const own = cognitive * (best[d] - here);
    return leadsItself ? own / 2 : (own + social * (leader.best[d] - here)) / 3;
  });
  const normals = x.map((_, d) => {
    const [u, w] = draw(d - (d % 2));
    const length = Math.sqrt(-2 * log64(u + 2 ** -32));
    return length * (d % 2 === 0 ? cos64 : sin64)(2 * Math.PI * w);
  });
  let size = 0;
  for (let d = 0; d < x.length; d += 2) size += normals[d] * normals[d] + (d + 1 < x.length ? normals[d + 1] * normals[d + 1] : 0);
  let radius = 0;
  for (const each of gap) radius += each * each;
  const reach = size > 0 ? (draw(x.length)[0] * Math.sqrt(radius)) / Math.sqrt(size) : 0;
  return x.map((_, d) => inertia * v[d] + gap[d] + reach * normals[d]);
};

function arrived(
  spec: SwarmSpec,
  particle: PlainParticle,
  goal: readonly number[],
  uniform: (d: number) => number,
  evaluate: (x: Float64Array) => number,
): PlainParticle {
  const x: number[] = [];
  const v: number[] = [];
  goal.forEach((speed, d) => {
    const [low, high] = [spec.lower[d], spec.upper[d]];
    const most = spec.velocityClamp * (high - low);
    v[d] = speed > most ? most : speed < -most ? -most : speed;
    x[d] = particle.x[d] + v[d];
    if (!(x[d] >= low && x[d] <= high)) [x[d], v[d]] = walled(spec.bounds, x[d], v[d], particle.x[d], low, high, uniform(d));
  });
  const value = evaluate(Float64Array.from(x));
  const improves = value < particle.bestValue;
  return { x, v, value, best: improves ? [...x] : particle.best, bestValue: improves ? value : particle.bestValue };
}

function walled(
  bounds: SwarmSpec['bounds'],
  x: number,
  v: number,
  from: number,
  low: number,
  high: number,
  uniform: number,
): [number, number] {
  const bound = x < low ? low : high;
  const range = high - low;
  const stretch = Math.floor((x - low) / range);
  const along = x - low - stretch * range;
  const even = stretch % 2 === 0;
  const there = {
    absorb: bound,
    nearest: bound,
    bounce: bound,
    reflect: even ? low + along : high - along,
    periodic: x - range * Math.floor((x - low) / range),
    random: low + uniform * range,
  }[bounds];
  const speed = { absorb: 0, nearest: v, bounce: -0.5 * v, reflect: even ? v : -v, periodic: v, random: there - from }[bounds];
  return [Math.min(high, Math.max(low, there)), speed];
}
