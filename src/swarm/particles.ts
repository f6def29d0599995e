// Particles in an arena: columns bound to rows, and what one thread does with them. The same code runs in the engine's
// workers and in process. Imports engine, compiled, movement, stop, topology and values.

import type { Arena, Header } from '../engine/arena.ts';
import type { KernelContext } from '../engine/kernel.ts';
import type { WorldSpec } from '../engine/layout.ts';
import { streamKey, uniform53 } from '../engine/random.ts';
import type { SwarmRules } from './compiled.ts';
import { argumentsOf, fastestOf, Movement, movementScratch, VALUE_KERNEL, type ParticleColumns } from './movement.ts';
import { checkStop, markStagnation, stagnations, type StopState } from './stop.ts';
import { GLOBAL } from './globals.ts';
import type { SwarmSpec } from './swarm-options.ts';
import { Leaders, leadersScratch } from './leaders.ts';
import { GROUP } from './uniforms.ts';
import { Values } from './values.ts';

/** The one kind of a swarm's world. */
export const PARTICLE = 'particle';

/**
 * Particles of a chunk, a multiple of those that draw side by side: some 1,000 coordinates, about 10 µs of work; where each point is
 * evaluated by itself, which takes longer, fewer, so that even a swarm of 40 is shared out. A large swarm has 16 or 64 chunks or more, longer,
 * since short rows of far planes cost page look-ups. No result depends on it.
 */
export function chunkOf({ dimensions, particles }: SwarmSpec, { ours, simd }: SwarmRules): number {
  const pointwise = ours && !simd?.value;
  const rows = Math.max((pointwise ? 256 : 1_024) / dimensions, particles / (pointwise ? 64 : 16));
  return Math.min(512, Math.ceil(rows / GROUP) * GROUP);
}

/** What is laid out in memory. */
export function swarmWorld(spec: SwarmSpec, rules: SwarmRules): WorldSpec {
  const { dimensions, particles, stop } = spec;
  const vector = (name: string) => ({ name, type: 'f64' as const, size: dimensions });
  const scalar = (name: string) => ({ name, type: 'f64' as const, size: 1 });
  const blocks = Math.ceil(particles / chunkOf(spec, rules));
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
      { name: 'tables', type: 'u8', fixed: rules.simd?.value?.code.tables.length ?? 0 },
      ...movementScratch(spec, PARTICLE),
      ...leadersScratch(spec),
    ],
    stages: [],
  };
}

/** One thread's hold on the particles of an arena. */
export class Particles {
  readonly spec: SwarmSpec;
  readonly chunk: number;
  readonly blocks: number;
  private readonly context: Pick<KernelContext, 'arena' | 'party' | 'seed'>;
  private readonly rules: SwarmRules;
  private movement: Movement | null = null;
  private leaders: Leaders | null = null;
  private values: Values | null = null;
  /** one row a particle of a chunk, for objectives that take a point at a time; made when one does */
  private rows: readonly Float64Array[] = [];
  private points = new Float64Array(0);

  constructor(context: Pick<KernelContext, 'arena' | 'party' | 'seed'>, spec: SwarmSpec, rules: SwarmRules) {
    this.context = context;
    this.spec = spec;
    this.rules = rules;
    this.chunk = Math.min(chunkOf(spec, rules), spec.particles);
    this.blocks = Math.ceil(spec.particles / this.chunk);
  }

  private get arena(): Arena {
    return this.context.arena;
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
    const { seed } = this.context;
    const fastest = Float64Array.from(lower, (_, d) => fastestOf(this.spec, d));
    const where = streamKey(seed, 'swarm.place', 0);
    const speed = streamKey(seed, 'swarm.launch', 0);
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

  /** What moves particles, made when they first move. */
  private get moving(): Movement {
    const { arena, party, seed } = this.context;
    return (this.movement ??= new Movement(arena, party, this.spec, seed, this.rules.moves));
  }

  /** One step of a block. Reads `now`, the personal bests of all its neighbours among it; writes x and v of `next`. */
  move(block: number): void {
    const { now, next, moving, context, spec } = this;
    const lo = block * this.chunk,
      hi = this.end(block);
    this.leaders ??= new Leaders(context, spec, this.rules.simd?.fill ?? null);
    this.leaders.write(now.bestValue, lo, hi, moving.leader);
    moving.move(lo, hi);
    for (let i = lo; i < hi; i++) next.id[i] = i;
  }

  /** Is the objective a rule that {@link evaluate} runs? */
  get evaluatesItself(): boolean {
    return Boolean(this.rules.simd?.value);
  }

  /** Values of a block by the rule of its objective. What is not finite is a failure: the worst value. Writes value of `next`. */
  evaluate(block: number): void {
    const { next, capacity, rules, arena } = this;
    const value = rules.simd?.value;
    if (!value) throw new Error('this swarm has no objective in lanes');
    const { party } = this.context;
    this.values ??= new Values(arena, party, argumentsOf(arena, party, VALUE_KERNEL), arena.scratch('tables'), value);
    const lo = block * this.chunk,
      hi = this.end(block);
    this.values.run(next.x, next.id, capacity, next.value, lo, hi);
    for (let i = lo; i < hi; i++) next.value[i] = worstUnlessFinite(next.value[i]);
  }

  /** The same by a function of one point. */
  evaluateBy(block: number, objective: (x: Float64Array, i: number) => number): void {
    const { next, capacity } = this;
    const { dimensions } = this.spec;
    if (this.rows.length === 0) {
      this.points = new Float64Array(this.chunk * dimensions);
      this.rows = Array.from({ length: this.chunk }, (_, n) => this.points.subarray(n * dimensions, (n + 1) * dimensions));
    }
    const { rows, points } = this;
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
    const { now, next, moving } = this;
    const lo = block * this.chunk,
      hi = this.end(block);
    const better = moving.row('better');
    let least = Infinity,
      index = lo,
      failures = 0;
    for (let i = lo; i < hi; i++) {
      const value = next.value[i];
      const improves = first || value < now.bestValue[i];
      const best = improves ? value : now.bestValue[i];
      next.bestValue[i] = best;
      better[i] = improves ? 1 : 0;
      if (value === Infinity) failures++;
      if (best < least) {
        least = best;
        index = i;
      }
    }
    moving.remember(lo, hi);
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
}

/** Infinity for what is not finite: an evaluation that failed has the worst value. */
export function worstUnlessFinite(value: number): number {
  return Number.isFinite(value) ? value : Infinity;
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
