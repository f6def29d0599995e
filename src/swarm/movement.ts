// How one thread moves the particles of a block: the rules of moves.ts bound to the columns of a swarm and to working memory.
// Imports engine, compiled, moves, sweep and uniforms.

import type { Arena } from '../engine/arena.ts';
import type { Column } from '../engine/columns.ts';
import { MAX_PARTIES } from '../engine/control.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { streamKey, type Key } from '../engine/random.ts';
import type { MoveRules } from './compiled.ts';
import { PLANE } from './moves.ts';
import type { SwarmSpec } from './swarm-options.ts';
import { Sweep, type Drawn, type Ground, type Place, type Places } from './sweep.ts';

/** The columns of one buffer; plane d of a vector starts at d × capacity. */
export interface ParticleColumns {
  readonly id: Uint32Array;
  readonly x: Float64Array;
  readonly v: Float64Array;
  readonly best: Float64Array;
  readonly value: Float64Array;
  readonly bestValue: Float64Array;
}

/** Numbers of a whole particle that only a tick needs. */
const ROWS = ['first', 'second', 'entry', 'spare', 'better', 'radius', 'length', 'odd'] as const;
type RowName = (typeof ROWS)[number];

/** Kernels of a thread, and words of the arguments of each. */
const KERNELS = 8;
const WORDS = 64;

/** Working memory of all threads; `kind` is the name of the particles. */
export function movementScratch({ dimensions }: SwarmSpec, kind: string): ScratchSpec[] {
  return [
    { name: 'planes', type: 'f64', fixed: PLANE.length * dimensions },
    { name: 'arguments', type: 'i32', fixed: MAX_PARTIES * KERNELS * WORDS },
    { name: 'leader', type: 'i32', kind, perAgent: 1 },
    ...ROWS.map((name): ScratchSpec => ({ name, type: 'f64', kind, perAgent: 1 })),
  ];
}

/** Room for the arguments of kernel `n` of a thread. */
export function argumentsOf(arena: Arena, party: number, n: number): Int32Array {
  const at = (party * KERNELS + n) * WORDS;
  return (arena.scratch('arguments') as Int32Array).subarray(at, at + WORDS);
}

/** Argument rows of the kernels that are not moves. */
export const VALUE_KERNEL = KERNELS - 1;

/** All that the rules read and write, of one state of the buffers. */
interface Bound {
  readonly now: ParticleColumns;
  readonly move: Places;
  /** the last of an odd number of dimensions */
  readonly lonely: Places;
  readonly remember: Places;
}

export class Movement {
  private readonly arena: Arena;
  private readonly spec: SwarmSpec;
  private readonly seed: Key;
  private readonly accelerate: Sweep | null;
  private readonly sphere: { gravitate: Sweep; isotropic: Sweep; reach: Sweep; arrive: Sweep } | null;
  private readonly remembering: Sweep;
  private readonly velocities: Drawn & { k0: number; k1: number };
  private readonly entries: Drawn & { k0: number; k1: number };
  private drawnTick = -1;
  private readonly bound: (Bound | null)[] = [null, null];

  constructor(arena: Arena, party: number, spec: SwarmSpec, seed: Key, rules: MoveRules) {
    this.arena = arena;
    this.spec = spec;
    this.seed = seed;
    const planes = arena.scratch('planes') as Float64Array;
    writePlanes(planes, spec);
    const capacity = arena.capacities.kinds[0];
    const { particles } = spec;
    let kernels = 0;
    const sweep = (rule: MoveRules['remember']): Sweep =>
      new Sweep({ arena, party, planes, particles, capacity, words: argumentsOf(arena, party, kernels++) } satisfies Ground, rule);
    this.accelerate = rules.accelerate && sweep(rules.accelerate);
    this.sphere = rules.sphere && {
      gravitate: sweep(rules.sphere.gravitate),
      isotropic: sweep(rules.sphere.isotropic),
      reach: sweep(rules.sphere.reach),
      arrive: sweep(rules.sphere.arrive),
    };
    this.remembering = sweep(rules.remember);
    const keys = { k0: 0, k1: 0 };
    this.velocities = { ...keys, first: this.row('first'), second: this.row('second') };
    this.entries = { ...keys, first: this.row('entry'), second: this.row('spare') };
  }

  /** Numbers of a particle that last for a tick only. */
  row(name: RowName): Float64Array {
    return this.arena.scratch(name) as Float64Array;
  }
  /** Who leads each particle, to be written before a {@link move}. */
  get leader(): Int32Array {
    return this.arena.scratch('leader') as Int32Array;
  }

  /** One step of particles [lo, hi). Reads `now`, the personal bests of their leaders among it; writes x and v of `next`. */
  move(lo: number, hi: number): void {
    this.renewKeys();
    const { velocities, entries, accelerate, sphere, spec } = this;
    const { dimensions } = spec;
    const bound = this.places();
    if (accelerate) accelerate.run(bound.move, lo, hi, [velocities, entries], 0, dimensions);
    if (!sphere) return;
    this.row('radius').fill(0, lo, hi);
    this.row('length').fill(0, lo, hi);
    sphere.gravitate.run(bound.move, lo, hi, [], 0, dimensions);
    const even = dimensions - (dimensions % 2);
    if (even > 0) sphere.isotropic.run(bound.move, lo, hi, [velocities], 0, even);
    if (even < dimensions) sphere.isotropic.run(bound.lonely, lo, hi, [velocities], even, dimensions);
    sphere.reach.run(bound.move, lo, hi, [velocities], dimensions, dimensions + 1);
    sphere.arrive.run(bound.move, lo, hi, [entries], 0, dimensions);
  }

  /** Personal bests of particles [lo, hi): x of `next` where {@link row} `better` is 1, else as they were. Writes best of `next`. */
  remember(lo: number, hi: number): void {
    this.remembering.run(this.places().remember, lo, hi, [], 0, this.spec.dimensions);
  }

  private renewKeys(): void {
    const { tick } = this.arena.header;
    if (tick === this.drawnTick) return;
    Object.assign(this.velocities, streamKey(this.seed, 'swarm.move', tick + 1));
    Object.assign(this.entries, streamKey(this.seed, 'swarm.reentry', tick + 1));
    this.drawnTick = tick;
  }

  private places(): Bound {
    const { arena } = this;
    const parity = arena.header.parity(0);
    const now = arena.now(0) as unknown as ParticleColumns; // the columns of swarmWorld
    const known = this.bound[parity];
    if (known?.now === now) return known;
    const made = this.bind(now, arena.next(0) as unknown as ParticleColumns);
    this.bound[parity] = made;
    return made;
  }

  /** SPSO-2011 keeps the gap and the normals where the new velocity and the new position will be. */
  private bind(now: ParticleColumns, next: ParticleColumns): Bound {
    const planar = (array: Column, plane = 0): Place => ({ array, plane });
    const row = (array: Column): Place => ({ array, plane: -1 });
    const rows = Object.fromEntries(ROWS.map((name) => [name, row(this.row(name))]));
    const all = {
      ...rows,
      id: row(now.id),
      leader: row(this.leader),
      x: planar(now.x),
      v: planar(now.v),
      best: planar(now.best),
      gap: planar(next.v),
      normal: planar(next.x),
      another: planar(next.x, 1),
    };
    const to = { ...all, x: planar(next.x), v: planar(next.v), best: planar(next.best) };
    const lonely = { another: row(this.row('odd')) };
    return {
      now,
      move: { now: all, next: to },
      lonely: { now: { ...all, ...lonely }, next: { ...to, ...lonely } },
      remember: { now: { ...all, x: planar(next.x) }, next: to },
    };
  }
}

/** What rules see of each dimension; every thread writes the same. */
function writePlanes(planes: Float64Array, spec: SwarmSpec): void {
  const { dimensions, lower, upper, inertia, cognitive, social } = spec;
  for (let d = 0; d < dimensions; d++) {
    const plane = {
      inertia,
      cognitive,
      social,
      low: lower[d],
      high: upper[d],
      fastest: fastestOf(spec, d),
      paired: d + 1 < dimensions ? 1 : 0,
    } satisfies Record<(typeof PLANE)[number], number>;
    planes.set(
      PLANE.map((name) => plane[name]),
      d * PLANE.length,
    );
  }
}

/** Largest speed in dimension d, Infinity for none. */
export function fastestOf({ velocityClamp, lower, upper }: SwarmSpec, d: number): number {
  return velocityClamp * (upper[d] - lower[d]);
}
