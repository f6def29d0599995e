// Particles in an arena: columns bound to rows, and what one thread does with them. The same code runs in the engine's
// workers and in process. Imports engine, moves, topology and stop.

import type { Arena, Header } from '../engine/arena.ts';
import type { WorldSpec } from '../engine/layout.ts';
import { streamKey, uniform53, type Key } from '../engine/random.ts';
import { BOUNDS } from './bounds.ts';
import {
  accelerate,
  moveScratch,
  sampleSphere,
  type MoveConstants,
  type MoveKeys,
  type MoveScratch,
  type ParticleColumns,
} from './moves.ts';
import { checkStop, markStagnation, stagnations, type StopState } from './stop.ts';
import type { SwarmSpec } from './swarm-options.ts';
import {
  drawNeighbourhoods,
  fixedNeighbourhoods,
  leadersInto,
  neighbourhoodRoom,
  type NeighbourhoodRoom,
  type Neighbourhoods,
} from './topology.ts';

/** Indices of the globals of a swarm; two for each stagnation criterion follow. */
export const GLOBAL = { bestValue: 0, bestIndex: 1, evaluations: 2, failures: 3, lastImprovement: 4, topologyTick: 5, marks: 6 } as const;

/** The one kind of a swarm's world. */
export const PARTICLE = 'particle';

/**
 * Particles of a chunk, a multiple of the eight lanes: some 500 coordinates, about 10 µs of work, so that even a swarm of 40 is
 * shared out; a large swarm has 64 of them or more, longer, since short rows of far planes cost page look-ups. It belongs to the
 * result as every chunk does: it follows dimensions and particles alone.
 */
export function chunkOf(dimensions: number, particles: number): number {
  return Math.min(512, Math.max(Math.ceil(64 / dimensions), Math.ceil(particles / 512)) * 8);
}

/** What is laid out in memory. */
export function swarmWorld(spec: SwarmSpec): WorldSpec {
  const { dimensions, particles, stop } = spec;
  const vector = (name: string) => ({ name, type: 'f64' as const, size: dimensions });
  const scalar = (name: string) => ({ name, type: 'f64' as const, size: 1 });
  const blocks = Math.ceil(particles / chunkOf(dimensions, particles));
  const marks = stagnations(stop).flatMap((_, s) => [`stagnationValue${s}`, `stagnationTick${s}`]);
  return {
    kinds: [
      { name: PARTICLE, count: particles, columns: [vector('x'), vector('v'), vector('best'), scalar('value'), scalar('bestValue')] },
    ],
    globals: ['bestValue', 'bestIndex', 'evaluations', 'failures', 'lastImprovement', 'topologyTick', ...marks],
    scratch: [
      { name: 'blockBest', type: 'f64', fixed: blocks },
      { name: 'blockIndex', type: 'u32', fixed: blocks },
      { name: 'blockFailures', type: 'u32', fixed: blocks },
    ],
    stages: [],
  };
}

/** One thread's hold on the particles of an arena. */
export class Particles {
  readonly spec: SwarmSpec;
  readonly chunk: number;
  readonly blocks: number;
  private readonly arena: Arena;
  private readonly seed: Key;
  private readonly constants: MoveConstants;
  private readonly scratch: MoveScratch;
  /** one row a particle of a chunk, for objectives, which take a point at a time */
  private readonly rows: readonly Float64Array[];
  private readonly points: Float64Array;
  /** particles of a block whose new position is their best */
  private readonly better: Uint32Array;
  private readonly keys: MoveKeys = { k0: 0, k1: 0, e0: 0, e1: 0 };
  private keysTick = -1;
  private neighbourhoods: Neighbourhoods | null = null;
  /** tick of the random topology at hand */
  private drawnTick = -1;
  private readonly sphere: boolean;

  constructor(arena: Arena, spec: SwarmSpec, seed: Key) {
    const { dimensions, lower, upper, velocityClamp } = spec;
    this.arena = arena;
    this.spec = spec;
    this.seed = seed;
    this.chunk = Math.min(chunkOf(dimensions, spec.particles), spec.particles);
    this.blocks = Math.ceil(spec.particles / this.chunk);
    this.sphere = spec.variant === 'spso2011';
    const fastest = Float64Array.from({ length: dimensions }, (_, d) => velocityClamp * (upper[d] - lower[d]));
    const { inertia, cognitive, social } = spec;
    this.constants = {
      dimensions,
      lower,
      upper,
      fastest,
      inertia,
      cognitive,
      social,
      leadless: spec.variant === 'spso2007',
      bounds: BOUNDS.indexOf(spec.bounds),
    };
    this.scratch = moveScratch(this.chunk, dimensions, this.sphere);
    this.points = new Float64Array(this.chunk * dimensions);
    this.better = new Uint32Array(this.chunk);
    this.rows = Array.from({ length: this.chunk }, (_, n) => this.points.subarray(n * dimensions, (n + 1) * dimensions));
  }

  private get now(): ParticleColumns {
    return this.arena.now(0) as unknown as ParticleColumns;
  } // the columns of swarmWorld
  private get next(): ParticleColumns {
    return this.arena.next(0) as unknown as ParticleColumns;
  }
  private get capacity(): number {
    return this.arena.capacities.kinds[0];
  }
  private end(block: number): number {
    return Math.min((block + 1) * this.chunk, this.spec.particles);
  }

  /** Positions uniform in the box (53 bits) or as given, first velocities. Writes x and v of `next`. */
  place(block: number): void {
    const { next, capacity } = this;
    const { dimensions, lower, upper, positions, launch } = this.spec;
    const { fastest } = this.constants;
    const where = streamKey(this.seed, 'swarm.place', 0);
    const speed = streamKey(this.seed, 'swarm.launch', 0);
    for (let i = block * this.chunk; i < this.end(block); i++) {
      next.id[i] = i;
      for (let d = 0; d < dimensions; d++) {
        const at = d * capacity + i,
          range = upper[d] - lower[d];
        const x = positions[i]?.[d] ?? Math.min(lower[d] + uniform53(where.k0, where.k1, i, d) * range, upper[d]);
        const v = launch === 'zero' ? 0 : lower[d] - x + uniform53(speed.k0, speed.k1, i, d) * range;
        next.x[at] = x;
        next.v[at] = Math.min(fastest[d], Math.max(-fastest[d], v));
      }
    }
  }

  /** One step of a block. Reads `now`, the personal bests of all its neighbours among it; writes x and v of `next`. */
  move(block: number): void {
    const { now, next, capacity, constants, scratch } = this;
    const lo = block * this.chunk,
      hi = this.end(block);
    this.renewKeys();
    this.lead(now, lo, hi);
    const step = this.sphere ? sampleSphere : accelerate;
    step(now, next, capacity, lo, hi, constants, this.keys, scratch);
    for (let i = lo; i < hi; i++) next.id[i] = i;
  }

  /** Values of a block by a function of one point. What is not finite is a failure: the worst value. Writes value of `next`. */
  evaluate(block: number, objective: (x: Float64Array, i: number) => number): void {
    const { next, capacity, rows, points } = this;
    const { dimensions } = this.spec;
    const { x, value } = next;
    const lo = block * this.chunk,
      count = this.end(block) - lo;
    for (let d = 0; d < dimensions; d++) {
      const from = d * capacity + lo;
      for (let n = 0; n < count; n++) points[n * dimensions + d] = x[from + n];
    }
    for (let n = 0; n < count; n++) value[lo + n] = worstUnlessFinite(objective(rows[n], lo + n));
  }

  /**
   * Personal bests of a block. Reads x and value of `next` and the bests of `now`; writes best and bestValue of `next` and the
   * block's minimum and failures. `first`: there are no bests yet.
   */
  absorb(block: number, first: boolean): void {
    const { now, next, capacity } = this;
    const { dimensions } = this.spec;
    const lo = block * this.chunk,
      hi = this.end(block);
    const { better } = this;
    let least = Infinity,
      index = lo,
      failures = 0,
      count = 0;
    for (let i = lo; i < hi; i++) {
      const value = next.value[i];
      const improves = first || value < now.bestValue[i];
      const best = improves ? value : now.bestValue[i];
      next.bestValue[i] = best;
      if (improves) better[count++] = i;
      if (value === Infinity) failures++;
      if (best < least) {
        least = best;
        index = i;
      }
    }
    if (!first) copyPlanes(now.best, next.best, dimensions, capacity, lo, hi);
    for (let n = 0; n < count; n++) copyRow(next.x, next.best, dimensions, capacity, better[n]);
    this.arena.scratch('blockBest')[block] = least;
    this.arena.scratch('blockIndex')[block] = index;
    this.arena.scratch('blockFailures')[block] = failures;
  }

  /** End of an iteration, serial: join the blocks in order, move the globals on, flip, and say whether to stop. */
  join(pending: Header, first: boolean): void {
    const { particles, stop } = this.spec;
    const { globals } = pending;
    const tick = first ? 0 : pending.tick + 1;
    if (first) globals.set([Infinity, 0, 0, 0, 0, 0]);
    const improved = this.joinBlocks(globals);
    globals[GLOBAL.evaluations] += particles;
    if (improved) globals[GLOBAL.lastImprovement] = tick;
    else globals[GLOBAL.topologyTick] = tick;
    pending.flip(0);
    if (stop === null) return;
    const marks = globals.subarray(GLOBAL.marks);
    markStagnation(stagnations(stop), marks, tick, globals[GLOBAL.bestValue]);
    if (checkStop(stop, stopState(globals, tick, particles, null)) !== null) pending.until = true;
  }

  private joinBlocks(globals: Float64Array): boolean {
    const least = this.arena.scratch('blockBest'),
      index = this.arena.scratch('blockIndex'),
      failures = this.arena.scratch('blockFailures');
    let improved = false;
    for (let block = 0; block < this.blocks; block++) {
      globals[GLOBAL.failures] += failures[block];
      if (!(least[block] < globals[GLOBAL.bestValue])) continue;
      globals[GLOBAL.bestValue] = least[block];
      globals[GLOBAL.bestIndex] = index[block];
      improved = true;
    }
    return improved;
  }

  private renewKeys(): void {
    const { tick } = this.arena.header;
    if (tick === this.keysTick) return;
    const move = streamKey(this.seed, 'swarm.move', tick + 1);
    const enter = streamKey(this.seed, 'swarm.reentry', tick + 1);
    Object.assign(this.keys, { k0: move.k0, k1: move.k1, e0: enter.k0, e1: enter.k1 });
    this.keysTick = tick;
  }

  private lead(now: ParticleColumns, lo: number, hi: number): void {
    const { topology, particles } = this.spec;
    const { globals } = this.arena.header;
    if (topology.name === 'global') {
      this.scratch.leaders.fill(globals[GLOBAL.bestIndex]);
      return;
    }
    this.neighbourhoods ??=
      topology.name === 'random' ? neighbourhoodRoom(topology.k, particles) : fixedNeighbourhoods(topology, particles);
    const drawn = globals[GLOBAL.topologyTick];
    if (topology.name === 'random' && drawn !== this.drawnTick) {
      drawNeighbourhoods(
        topology.k,
        particles,
        streamKey(this.seed, 'swarm.topology', drawn),
        this.scratch.lanes,
        this.neighbourhoods as NeighbourhoodRoom,
      ); // room, as made above
      this.drawnTick = drawn;
    }
    leadersInto(this.neighbourhoods, now.bestValue, lo, hi, this.scratch.leaders);
  }
}

/** Infinity for what is not finite: an evaluation that failed has the worst value. */
export function worstUnlessFinite(value: number): number {
  return Number.isFinite(value) ? value : Infinity;
}

/** Rows [lo, hi) of every plane. */
function copyPlanes(from: Float64Array, to: Float64Array, dimensions: number, capacity: number, lo: number, hi: number): void {
  for (let d = 0; d < dimensions; d++) {
    for (let at = d * capacity + lo; at < d * capacity + hi; at++) to[at] = from[at];
  }
}

/** One row of every plane. */
function copyRow(from: Float64Array, to: Float64Array, dimensions: number, capacity: number, i: number): void {
  for (let d = 0; d < dimensions; d++) to[d * capacity + i] = from[d * capacity + i];
}

/** What a stop criterion sees, from the globals of a swarm. */
export function stopState(globals: Float64Array, tick: number, particles: number, elapsedMs: number | null): StopState {
  return {
    iteration: tick,
    evaluations: globals[GLOBAL.evaluations],
    particles,
    bestValue: globals[GLOBAL.bestValue],
    elapsedMs,
    marks: globals.subarray(GLOBAL.marks),
  };
}

/** The best point of a swarm so far, of a world that stands between two iterations. */
export function bestOf(arena: Arena): { value: number; position: Float64Array } {
  const { header, capacities, spec } = arena;
  const { best } = arena.now(0);
  const dimensions = spec.kinds[0].columns[0].size;
  const index = header.globals[GLOBAL.bestIndex];
  return {
    value: header.globals[GLOBAL.bestValue],
    position: Float64Array.from({ length: dimensions }, (_, d) => best[d * capacities.kinds[0] + index]),
  };
}
